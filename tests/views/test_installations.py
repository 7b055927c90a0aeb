"""The pages of the installations, used as people use them."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import User
from installations.enums import DecisionStatus, RequestKind, RequestStatus
from installations.models import Decision, Letter, PracticePeriod, ProjectVersion, Request
from installations.services.letters import render_due_letters
from installations.services.transmissions import send_due_transmissions
from tests.factories.accounts import AgencyFactory
from tests.factories.installations import (
    AT,
    World,
    declared_period,
    make_world,
    proposed_decision,
    sent_request,
    signed_decision,
    site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def signed_in(actor: Actor) -> Client:
    """Return the browser of that person."""
    client = Client()
    client.force_login(User.objects.get(id=actor.user_id))
    return client


def installation_form(**values: str) -> dict[str, str]:
    """Return the form of an installation at Fabrezan, full time."""
    return {
        "starts_on": "2027-01-04",
        "explanation": "",
        "sites-TOTAL_FORMS": "1",
        "sites-INITIAL_FORMS": "0",
        "sites-0-commune": "Fabrezan",
        "sites-0-structure": "Maison de santé inventée",
        "sites-0-mode": "liberal",
        "sites-0-half_days": "8",
        "action": "submit",
    } | values


def test_the_signatory_files_a_project_and_reads_since_when_it_holds(world: World) -> None:
    client = signed_in(world.signatory)
    answer = client.post(
        reverse("my_project"),
        {"specialty": "Médecine générale", "mode": "liberal", "commune": "Fabrezan"},
        follow=True,
    )
    assert answer.status_code == 200
    assert "Inchangé depuis le 20 novembre 2026" in answer.content.decode()
    assert ProjectVersion.objects.get().commune_code == "11132"


def test_the_same_project_twice_is_refused_kindly(world: World) -> None:
    client = signed_in(world.signatory)
    form = {"specialty": "Médecine générale", "mode": "liberal", "commune": "11132"}
    client.post(reverse("my_project"), form)
    answer = client.post(reverse("my_project"), form)
    assert answer.status_code == 422
    assert ProjectVersion.objects.count() == 1


def test_the_signatory_sends_an_installation_request(world: World) -> None:
    client = signed_in(world.signatory)
    answer = client.post(reverse("new_request", args=["installation"]), installation_form(), follow=True)
    assert answer.status_code == 200
    request = Request.objects.get()
    assert request.status == RequestStatus.SUBMITTED
    assert "Votre demande est envoyée" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"starts_on": "2026-10-01"}, "précède la fin de votre formation"),
        ({"starts_on": ""}, "La date de début manque"),
        ({"sites-0-commune": "Bruxelles"}, "Aucune commune française ne porte ce nom"),
        ({"sites-0-commune": "Fabreza"}, "Les plus proches : Fabrezan (11132)"),
        ({"sites-0-commune": "99131"}, "Ce lieu est à l&#x27;étranger"),
        ({"sites-0-commune": "98818"}, "ne s&#x27;applique pas dans ce territoire"),
        ({"sites-0-commune": "12999"}, "est inconnue"),
        ({"sites-0-commune": "75101"}, "demande de changement de région"),
        ({"sites-0-half_days": "3"}, "moins qu&#x27;un mi-temps"),
        ({"sites-0-half_days": "15"}, "inférieure ou égale à 14"),
        ({"sites-0-half_days": ""}, "Indiquez les demi-journées de la semaine"),
        ({"sites-0-structure": ""}, "Indiquez la structure"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(world: World, values: dict[str, str], words: str) -> None:
    client = signed_in(world.signatory)
    world.contract.regime = "R4"
    world.contract.save(update_fields=["regime"])
    form = installation_form(**values)
    answer = client.post(reverse("new_request", args=["installation"]), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Maison de santé inventée" in page or "sites-0-structure" in values
    assert not Request.objects.exists()


def test_a_termination_asks_for_the_day_of_receipt(world: World) -> None:
    page = signed_in(world.signatory).get(reverse("new_request", args=["termination"])).text
    assert "Jour où l&#x27;agence a reçu votre lettre de dénonciation" in page
    assert "Premier jour" not in page


def test_adding_a_place_keeps_what_was_typed(world: World) -> None:
    client = signed_in(world.signatory)
    answer = client.post(reverse("new_request", args=["installation"]), installation_form(action="add_site"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Lieu 2" in page
    assert "Fabrezan" in page
    assert not Request.objects.exists()


def test_a_second_request_of_the_same_kind_is_refused(world: World) -> None:
    sent_request(world)
    answer = signed_in(world.signatory).post(
        reverse("new_request", args=["installation"]), installation_form()
    )
    assert answer.status_code == 422
    assert "déjà ouverte" in answer.content.decode()
    assert Request.objects.count() == 1


@pytest.mark.parametrize("kind", RequestKind.values)
def test_every_kind_of_request_has_its_form(world: World, kind: str) -> None:
    answer = signed_in(world.signatory).get(reverse("new_request", args=[kind]))
    assert answer.status_code == 200


def test_a_place_outside_the_zones_may_be_asked_and_both_see_the_finding(world: World) -> None:
    client = signed_in(world.signatory)
    client.post(
        reverse("new_request", args=["installation"]), installation_form(**{"sites-0-commune": "11262"})
    )
    request = Request.objects.get()
    page = signed_in(world.referent).get(reverse("examine_request", args=[request.id])).content.decode()
    assert "pas en zone éligible" in page


def test_the_referent_prepares_and_the_direction_signs(world: World) -> None:
    request = sent_request(world)
    referent = signed_in(world.referent)
    answer = referent.post(reverse("examine_request", args=[request.id]), {"outcome": "granted"}, follow=True)
    assert "Vous pouvez vous installer à Fabrezan" in answer.content.decode()
    decision = Decision.objects.get()
    referent.post(reverse("act_on_decision", args=[decision.id, "proposer"]))
    director = signed_in(world.director)
    answer = director.post(reverse("decisions_to_be_signed"), {"decision": [str(decision.id)]}, follow=True)
    assert "76-2026-0001" in answer.content.decode()
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.SIGNED


def test_a_decision_against_the_findings_needs_a_reason(world: World) -> None:
    world.contract.regime = "R4"
    world.contract.save(update_fields=["regime"])
    request = sent_request(world)
    answer = signed_in(world.referent).post(
        reverse("examine_request", args=[request.id]), {"outcome": "refused", "grounds": "Autre motif."}
    )
    assert answer.status_code == 422
    assert "contraire aux constats" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_referent_without_delegation_cannot_sign(world: World) -> None:
    decision = proposed_decision(world, sent_request(world))
    answer = signed_in(world.referent).post(reverse("act_on_decision", args=[decision.id, "signer"]))
    assert answer.status_code == 403
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.TO_SIGN


def test_signing_twice_is_refused_and_takes_one_number(world: World) -> None:
    decision = proposed_decision(world, sent_request(world))
    director = signed_in(world.director)
    director.post(reverse("act_on_decision", args=[decision.id, "signer"]))
    answer = director.post(reverse("act_on_decision", args=[decision.id, "signer"]))
    assert answer.status_code == 409
    assert Decision.objects.exclude(number="").count() == 1


def test_the_letter_is_downloaded_by_the_signatory_and_the_referent_only(world: World) -> None:
    signed_decision(world)
    letter = Letter.objects.get(kind="decision")
    address = reverse("download_letter", args=[letter.id])
    assert signed_in(world.signatory).get(address).status_code == 409
    render_due_letters(at=AT)
    for actor in (world.signatory, world.referent, world.director):
        answer = signed_in(actor).get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"%PDF-")
    stranger = make_world("11")
    for actor in (stranger.signatory, stranger.referent, stranger.payer):
        assert signed_in(actor).get(address).status_code == 404


def test_the_payer_sees_what_was_transmitted_and_acknowledges(world: World) -> None:
    signed_decision(world)
    payer = signed_in(world.payer)
    assert "76-2026-0001" not in payer.get(reverse("transmissions_received")).content.decode()
    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    assert "76-2026-0001" in payer.get(reverse("transmissions_received")).content.decode()
    letter = Letter.objects.get(kind="decision")
    assert payer.get(reverse("download_letter", args=[letter.id])).status_code == 200
    row = letter.transmissions.get(recipient_kind="payer")
    payer.post(reverse("acknowledge_transmission", args=[row.id]))
    row.refresh_from_db()
    assert row.status == "acknowledged"


def test_the_public_page_says_genuine_replaced_or_unknown(world: World) -> None:
    decision = signed_decision(world)
    render_due_letters(at=AT)
    letter = Letter.objects.get(kind="decision")
    public = Client()

    def page(**query: str) -> str:
        return public.get(reverse("verify_letter"), query).content.decode()

    assert "Courrier authentique" in page(code=letter.verification_code.lower().replace("-", " "))
    assert "l'empreinte donnée est bien" in page(
        code=letter.verification_code, empreinte=letter.document.sha256
    )
    assert "a été modifié" in page(code=letter.verification_code, empreinte="0" * 64)
    assert "Code inconnu" in page(code="AAAA-BBBB-CCCC-DDDD")
    assert "Camille" not in page(code=letter.verification_code)
    signed_in(world.director).post(
        reverse("act_on_decision", args=[decision.id, "retirer"]), {"reason": "Erreur de commune."}
    )
    assert "n'est plus en vigueur" in page(code=letter.verification_code)


def test_practice_is_declared_then_verified(world: World) -> None:
    signed_decision(world)
    with time_machine.travel(dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC), tick=False):
        client = signed_in(world.signatory)
        planned = PracticePeriod.objects.get()
        assert "J'ai commencé" in client.get(reverse("my_practice")).content.decode()
        form = client.get(reverse("declare_practice"), {"prevue": str(planned.id)}).content.decode()
        assert "Fabrezan (11132)" in form
        answer = client.post(
            reverse("declare_practice"),
            {
                "commune": "Fabrezan (11132)",
                "structure": "Maison de santé inventée",
                "mode": "liberal",
                "starts_on": "2027-01-04",
                "half_days": "8",
            },
            follow=True,
        )
        assert "Déclarée" in answer.content.decode()
        period = PracticePeriod.objects.get(status="declared")
        referent = signed_in(world.referent)
        assert "Maison de santé inventée" in referent.get(reverse("practice_to_verify")).content.decode()
        referent.post(
            reverse("verify_practice", args=[period.id]), {"until": "2027-06-30", "is_eligible": "yes"}
        )
        period.refresh_from_db()
        assert period.status == "verified"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"starts_on": "2026-10-01"}, "avant les diplômes ne compte jamais"),
        ({"starts_on": "2028-01-01"}, "est à venir"),
        ({"ends_on": "2026-12-01"}, "Le dernier jour précède le premier"),
        ({"half_days": "3"}, "moins qu&#x27;un mi-temps"),
        ({"commune": "Ailleurs"}, "Aucune commune française"),
    ],
)
def test_a_bad_period_is_told_and_nothing_is_written(
    world: World, values: dict[str, str], words: str
) -> None:
    with time_machine.travel(dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC), tick=False):
        form = {
            "commune": "Fabrezan",
            "structure": "Maison de santé inventée",
            "mode": "liberal",
            "starts_on": "2027-01-04",
            "half_days": "8",
        } | values
        answer = signed_in(world.signatory).post(reverse("declare_practice"), form)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not PracticePeriod.objects.exists()


def test_two_overlapping_periods_at_one_place_are_refused(world: World) -> None:
    with time_machine.travel(dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC), tick=False):
        declared_period(world, on=dt.date(2027, 6, 30))
        answer = signed_in(world.signatory).post(
            reverse("declare_practice"),
            {
                "commune": "Fabrezan",
                "structure": "MAISON DE SANTÉ  INVENTÉE",
                "mode": "liberal",
                "starts_on": "2027-03-01",
                "half_days": "8",
            },
        )
        assert answer.status_code == 422
        assert "déjà déclarée à ce lieu" in answer.content.decode()
        assert PracticePeriod.objects.count() == 1


def test_a_document_that_is_not_what_it_says_is_refused(world: World) -> None:
    request = sent_request(world)
    answer = signed_in(world.signatory).post(
        reverse("attach_document", args=[request.id]),
        {"kind": "diplomes", "file": SimpleUploadedFile("diplome.pdf", b"<html>pas un pdf</html>")},
    )
    assert answer.status_code == 422
    assert "n&#x27;est pas un document accepté" in answer.content.decode()
    assert not request.documents.exists()


def test_a_correction_unlocks_the_named_fields_only(world: World) -> None:
    request = sent_request(world)
    signed_in(world.referent).post(
        reverse("ask_correction", args=[request.id]),
        {"fields_to_correct": ["starts_on"], "message": "Le début est un dimanche."},
    )
    request.refresh_from_db()
    assert request.status == RequestStatus.CORRECTION_ASKED
    client = signed_in(world.signatory)
    address = reverse("edit_request", args=[request.id])
    page = client.get(address)
    assert "Premier jour (à corriger)" in page.text
    assert "Ajouter un lieu" not in page.text
    assert "readonly" not in str(page.context["form"]["starts_on"])
    place = page.context["sites"].forms[0]
    assert "readonly" in str(place["structure"])
    assert [value for value, _ in place.fields["mode"].choices] == ["liberal"]
    refused = client.post(address, installation_form(**{"sites-0-commune": "34173"}))
    assert "Seuls les champs à corriger" in refused.content.decode()
    form = installation_form(starts_on="2027-02-01", **{"sites-0-commune": "Fabrezan (11132)"})
    client.post(address, form)
    request.refresh_from_db()
    assert request.status == RequestStatus.SUBMITTED
    assert request.facts["starts_on"] == "2027-02-01"


def test_a_corrected_transfer_keeps_its_region_whatever_is_posted(world: World) -> None:
    target = AgencyFactory(region_code="11")
    paris = site("75101", commune_name="Paris 1er Arrondissement")
    request = sent_request(world, RequestKind.TRANSFER, paris, target_agency_id=target.id)
    asked = {"fields_to_correct": ["explanation"], "message": "Dites pourquoi."}
    signed_in(world.referent).post(reverse("ask_correction", args=[request.id]), asked)
    client = signed_in(world.signatory)
    address = reverse("edit_request", args=[request.id])
    shown = client.get(address).context["form"]["target_agency"]
    assert [str(value) for value, _ in shown.field.choices] == [str(target.id)]
    assert client.post(address, installation_form(target_agency="pas-un-identifiant")).status_code == 422
    request.refresh_from_db()
    assert request.status == RequestStatus.CORRECTION_ASKED
