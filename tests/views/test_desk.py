"""The referent's desk and the signatory's space, page by page."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.dashboard.models import DossierVisit, SavedView, WorkNote
from cesp_portal.dashboard.services.work import Batch, take_work
from installations.models import RppsReading
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> make.World:
    return make.make_world()


@pytest.fixture
def referent(client: Client, world: make.World) -> Client:
    client.force_login(User.objects.get(id=world.referent.user_id))
    return client


@pytest.fixture
def signatory(client: Client, world: make.World) -> Client:
    client.force_login(User.objects.get(id=world.signatory.user_id))
    return client


def dossier_url(world: make.World, tab: str = "contrat") -> str:
    return f"{reverse('dossier', args=[world.contract.id])}?onglet={tab}"


def test_desk_shows_the_request_that_waits(referent: Client, world: make.World) -> None:
    make.sent_request(world)
    page = referent.get(reverse("desk")).text
    assert "Demandes à examiner" in page
    assert world.contract.candidate.full_name in page


def test_rows_of_the_list_and_of_the_map_follow_a_change_at_once(referent: Client, world: make.World) -> None:
    pages = {reverse("signatories") + "?q=": "Dieuzaide", reverse("steering_map"): "Fabrezan"}
    for url, changed in pages.items():
        assert changed not in referent.get(url).text
    candidate = world.contract.candidate
    candidate.last_name = "Dieuzaide"
    candidate.save(update_fields=["last_name"])
    days = DateRange(clock.today() - dt.timedelta(days=90), None)
    make.PracticePeriodFactory(contract=world.contract, commune_code="11132", days=days)
    for url, changed in pages.items():
        assert changed in referent.get(url).text


def test_empty_desk_says_so(client: Client) -> None:
    client.force_login(MembershipFactory(role=Role.REFERENT).user)
    assert "Rien n'attend. Bonne journée." in client.get(reverse("desk")).text


def test_unknown_pile_does_not_exist(referent: Client) -> None:
    assert referent.get(reverse("desk_pile", args=["inconnue"])).status_code == 404


def test_batch_is_shown_before_it_is_done(referent: Client, world: make.World) -> None:
    request = make.sent_request(world)
    url = reverse("desk_batch", args=["demandes"])
    asked = {"action": "take", "rows": [str(request.id)]}
    preview = referent.post(url, asked)
    assert "Rien n'est encore fait" in preview.text
    assert not referent.get(reverse("desk_pile", args=["demandes"]) + "?pour=mine").context["pile"].items
    seen = {"seen": preview.context["seen"]}
    done = referent.post(url, asked | seen | {"is_confirmed": "on"}, follow=True)
    assert "1 ligne est modifiée" in done.text
    assert referent.get(reverse("desk_pile", args=["demandes"]) + "?pour=mine").context["pile"].items


def test_files_without_referent_are_given_together(referent: Client, world: make.World) -> None:
    world.contract.referent = None
    world.contract.save(update_fields=["referent"])
    pile, url = reverse("desk_pile", args=["sans-referent"]), reverse("desk_batch", args=["sans-referent"])
    assert "Désigner le référent" in referent.get(pile).text
    assert "Désigner le référent" not in referent.get(reverse("desk_pile", args=["doutes"])).text
    asked = {"action": "entrust", "rows": [str(world.contract.id)]}
    preview = referent.post(url, asked)
    assert "lira son nom dans son espace" in preview.text
    confirmed = asked | {"seen": preview.context["seen"], "is_confirmed": "on"}
    assert referent.post(url, confirmed).status_code == 422
    done = referent.post(url, confirmed | {"colleague": str(world.referent.user_id)}, follow=True)
    assert "1 ligne est modifiée" in done.text
    world.contract.refresh_from_db()
    assert world.contract.referent_id == world.referent.user_id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"until": "2020-01-31", "reason": "Attend le doyen"}, "Le jour de retour est passé"),
        ({"until": "31/02/2099", "reason": "Attend le doyen"}, "Cette date n&#x27;existe pas"),
        ({"until": "2099-01-31", "reason": " "}, "Dites en quelques mots"),
    ],
)
def test_refused_confirmation_keeps_what_was_typed(
    referent: Client, world: make.World, typed: dict[str, str], said: str
) -> None:
    request, url = make.sent_request(world), reverse("desk_batch", args=["demandes"])
    asked = {"action": "set_aside", "rows": [str(request.id)]}
    seen = referent.post(url, asked).context["seen"]
    page = referent.post(url, asked | typed | {"seen": seen, "is_confirmed": "on"})
    assert page.status_code == 422
    assert said in page.text
    assert str(request.id) in page.text
    assert all(f'value="{one}"' in page.text for one in typed.values() if one.strip())
    assert not WorkNote.objects.exists()


def test_batch_whose_rows_changed_since_the_preview_is_shown_again(
    referent: Client, world: make.World
) -> None:
    request, url = make.sent_request(world), reverse("desk_batch", args=["demandes"])
    asked = {"action": "set_aside", "rows": [str(request.id)]}
    typed = {"until": "2099-01-31", "reason": "Attend le doyen", "is_confirmed": "on"}
    seen = referent.post(url, asked).context["seen"]
    colleague = make.make_person(Role.REFERENT, world.agency, "Noa", "Voisin")
    take_work(Batch(colleague, "demandes", [request.id], clock.today(), make.AT))
    page = referent.post(url, asked | typed | {"seen": seen})
    assert page.status_code == 409
    assert "quelqu&#x27;un a changé une de ces lignes" in page.text
    assert "Noa Voisin" in page.text
    assert 'value="Attend le doyen"' in page.text
    assert WorkNote.objects.get().snoozed_until is None
    again = referent.post(url, asked | typed | {"seen": page.context["seen"]}, follow=True)
    assert "1 ligne est modifiée" in again.text
    aside = referent.get(reverse("desk_aside", args=["demandes"]))
    assert "Attend le doyen" in aside.text


@pytest.mark.parametrize(
    "asked",
    [{"action": "take"}, {"action": "take", "rows": ["not an id"]}, {"action": "explode", "rows": ["x"]}, {}],
)
def test_bad_batch_is_explained_and_changes_nothing(referent: Client, asked: dict[str, object]) -> None:
    answer = referent.post(reverse("desk_batch", args=["demandes"]), asked)
    assert answer.status_code == 422
    assert "Rien n'a été modifié" in answer.text


def test_search_is_kept_until_the_next_visit(referent: Client, world: make.World) -> None:
    url = reverse("signatories")
    assert "Personne ne répond" in referent.get(url + "?q=zzzz").text
    assert "Personne ne répond" in referent.get(url).text
    assert world.contract.candidate.last_name in referent.get(url + "?q=").text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_holds_exactly_what_is_seen(referent: Client, world: make.World, kind: str) -> None:
    answer = referent.get(reverse("signatories") + f"?q=arnal&format={kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="signataires.{kind}"'
    sent = b"".join(answer.streaming_content)
    if kind == "csv":
        assert world.contract.number in sent.decode("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(sent)).active
        assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == [world.contract.number]


def test_view_is_kept_shared_and_forgotten(referent: Client, world: make.World) -> None:
    referent.post(
        reverse("view_save"), {"name": "Sans installation", "is_shared": "on", "standing": "looking"}
    )
    view = SavedView.objects.get()
    assert (view.parameters, view.is_shared) == ({"standing": "looking"}, True)
    assert "Sans installation" in referent.get(reverse("signatories")).text
    again = referent.post(reverse("view_save"), {"name": "Sans installation"})
    assert again.status_code == 409
    referent.post(reverse("view_forget", args=[view.id]))
    assert not SavedView.objects.exists()


def test_shared_view_survives_the_one_who_left(referent: Client, world: make.World) -> None:
    left = MembershipFactory(role=Role.REFERENT, agency=world.agency).user
    SavedView.objects.create(
        agency=world.agency,
        owner=left,
        name="Partagée",
        is_shared=True,
        saved_at=make.AT,
        parameters={"q": "a"},
    )
    view = SavedView.objects.get()
    page = referent.get(reverse("signatories")).text
    assert f"par {left}" in page
    assert reverse("view_forget", args=[view.id]) not in page
    refused = referent.post(reverse("view_forget", args=[view.id]))
    assert (refused.status_code, "travaille toujours" in refused.text) == (403, True)
    left.memberships.all().delete()
    for gone in (left, None):  # without a role at first, then without an account
        page = referent.get(reverse("signatories")).text
        assert "Partagée" in page
        assert "a quitté l'agence" in page
        assert reverse("view_forget", args=[view.id]) in page
        if gone is not None:
            gone.delete()
    referent.post(reverse("view_forget", args=[view.id]))
    assert not SavedView.objects.exists()


def test_private_view_of_a_colleague_does_not_exist(referent: Client, world: make.World) -> None:
    colleague = MembershipFactory(role=Role.REFERENT, agency=world.agency).user
    view = SavedView.objects.create(agency=world.agency, owner=colleague, name="À moi", saved_at=make.AT)
    assert "À moi" not in referent.get(reverse("signatories")).text
    assert referent.post(reverse("view_forget", args=[view.id])).status_code == 404


@pytest.mark.parametrize(
    "tab", ["contrat", "projet", "demarches", "exercice", "echanges", "documents", "journal"]
)
def test_each_tab_of_a_dossier_opens(referent: Client, world: make.World, tab: str) -> None:
    make.signed_decision(world)
    page = referent.get(dossier_url(world, tab))
    assert page.status_code == 200
    assert 'aria-current="page">' in page.text


def test_unknown_tab_does_not_exist(referent: Client, world: make.World) -> None:
    assert referent.get(dossier_url(world, "secret")).status_code == 404


def test_journal_is_in_readable_french_and_marks_what_is_new(referent: Client, world: make.World) -> None:
    make.sent_request(world)
    assert "Demande envoyée" in referent.get(dossier_url(world, "journal")).text
    DossierVisit.objects.create(
        user_id=world.referent.user_id, contract=world.contract, seen_at=make.AT - dt.timedelta(days=1)
    )
    assert "de plus au journal depuis votre dernière lecture" in referent.get(dossier_url(world)).text
    referent.post(reverse("dossier_read", args=[world.contract.id]))
    assert "de plus au journal" not in referent.get(dossier_url(world)).text


def test_dossier_leads_to_the_verification_of_its_own_period(referent: Client, world: make.World) -> None:
    period = make.declared_period(world, on=make.START + dt.timedelta(days=30))
    link = f"{reverse('practice_to_verify')}?periode={period.id}"
    assert f'href="{link}"' in referent.get(dossier_url(world, "exercice")).text
    assert f"periode-{period.id}" in referent.get(link).text


def test_contradicted_period_that_was_verified_is_shown_alone_and_verified_again(
    referent: Client, world: make.World
) -> None:
    waiting = make.declared_period(world, on=make.START + dt.timedelta(days=60))
    spring = dt.date(2026, 4, 1)
    verified = make.PracticePeriodFactory(
        contract=world.contract,
        structure="Cabinet vérifié",
        days=DateRange(spring, make.TODAY),
        status="verified",
        verified_at=make.AT,
        verified_by_id=world.referent.user_id,
        verified_until=make.TODAY,
        is_eligible=True,
    )
    RppsReading.objects.create(period=verified, extract="1", outcome="contradicted", read_at=make.AT)
    link = f"{reverse('practice_to_verify')}?periode={verified.id}#periode-{verified.id}"
    assert link.replace("&", "&amp;") in referent.get(reverse("desk_pile", args=["contradictions"])).text
    page = referent.get(link).text
    assert f'id="periode-{verified.id}"' in page
    assert f'id="periode-{waiting.id}"' not in page
    assert "Le RPPS dit un autre lieu" in page
    assert "Vérifier de nouveau la période" in page
    assert "Ne pas retenir" not in page  # what was verified is verified again, never set aside
    answer = {"until": f"{verified.last_verified_day:%Y-%m-%d}", "is_eligible": "no"}
    referent.post(reverse("verify_practice", args=[verified.id]), answer)
    verified.refresh_from_db()
    assert verified.is_eligible is False


def test_dossier_of_another_region_does_not_exist(client: Client, world: make.World) -> None:
    stranger = MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="11"))
    client.force_login(stranger.user)
    assert client.get(dossier_url(world)).status_code == 404
    assert client.post(reverse("dossier_read", args=[world.contract.id])).status_code == 404


def test_signatory_reads_where_they_stand_and_what_to_do(signatory: Client, world: make.World) -> None:
    page = signatory.get(reverse("signatory_home")).text
    assert "Vous devez" in page
    assert "Demander votre installation" in page
    assert "Ce que cela veut dire" in page
    assert "Frise du contrat" in page


def test_statement_says_why_month_by_month(signatory: Client) -> None:
    page = signatory.get(reverse("signatory_statement")).text
    assert "Pourquoi ces nombres" in page
    assert "Mois par mois" in page


def test_signatory_without_contract_is_led_to_the_candidatures(client: Client) -> None:
    client.force_login(MembershipFactory(role=Role.SIGNATAIRE).user)
    assert client.get(reverse("signatory_home")).url == reverse("my_candidacies")
