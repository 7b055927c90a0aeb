"""A referent's own spreadsheet becomes files marked « reprise »; nothing is guessed, each doubt is work."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.models import HistoryImport, HistoryLine
from cesp_portal.dashboard.rules.history import read_row, suggested_mapping, unmapped
from cesp_portal.dashboard.selectors.history import doubt_of, histories_for, open_doubts, plan_of, table_of
from cesp_portal.dashboard.selectors.work import pile_for
from cesp_portal.dashboard.services.history import (
    LINES_AT_ONCE,
    ask_history,
    choose_columns,
    keep_history_file,
    settle_doubts,
    take_due_histories,
    take_history,
    take_next_lines,
)
from contracts.enums import Regime, SignatureChannel
from contracts.models import Candidate, Contract
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, FacultyFactory, UserFactory, make_actor
from tests.factories.history import HistoryImportFactory, HistoryLineFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
TITLES = "NOM;Prénoms;Né le;Mail;UFR;Filière;Dossier reçu le;Signé le;Cycle;Internat;Thèse;Remarques"
COMPLETE = (
    "Trémolat;Héloïse;04/03/1994;h.tremolat@example.org;UFR de Lodève;Médecine;"
    "20/11/2017;02/04/2018;2;02/11/2020;;a"
)


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    FacultyFactory(agency=agency, name="UFR de Lodève")
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def keep(referent: Actor, *rows: str, titles: str = TITLES) -> HistoryImport:
    content = "\n".join([titles, *rows]).encode()
    table, _ = table_of(content, "suivi.csv")
    assert table is not None
    history = keep_history_file(actor=referent, content=content, filename="suivi.csv", table=table, at=AT)
    return choose_columns(
        actor=referent, history=history, mapping=suggested_mapping(history.headers, {}), at=AT
    )


def take(referent: Actor, *rows: str, titles: str = TITLES) -> list[HistoryLine]:
    return apply(referent, keep(referent, *rows, titles=titles))


def apply(referent: Actor, history: HistoryImport) -> list[HistoryLine]:
    ask_history(actor=referent, history=history, at=AT)
    assert take_history(history_id=history.pk, on=TODAY, at=AT)
    return list(history.lines.select_related("contract"))


def test_complete_row_becomes_a_file_with_its_milestones_and_regime(referent: Actor) -> None:
    (line,) = take(referent, COMPLETE)
    contract = line.contract
    assert contract is not None
    contract.refresh_from_db()
    assert (line.doubts, contract.channel, contract.regime) == ([], SignatureChannel.EARLIER, Regime.R1_MED)
    assert (contract.academic_year, contract.internship_started_on) == ("2017-2018", dt.date(2020, 11, 2))
    assert contract.candidate.search_name == "tremolat heloise"
    assert contract.user.email == "h.tremolat@example.org"


@pytest.mark.parametrize(
    ("before", "after", "doubt"),
    [
        ("h.tremolat@example.org", "", "Courriel : absent."),
        ("04/03/1994", "04/03/94", "Date de naissance : « 04/03/94 » ne se lit pas."),
        ("UFR de Lodève", "Ailleurs", "Faculté : « Ailleurs » n'est pas une faculté de l'agence."),
        ("02/04/2018", "02/04/2016", "Date du contrat précède date de candidature."),
        (";Médecine", ";PADHUE", "Profession (la filière PADHUE ne la dit pas) : absent."),
        ("20/11/2017", "=A1+3", "Date de candidature : « =A1+3 » ne se lit pas."),
    ],
)
def test_nothing_needed_is_guessed(referent: Actor, before: str, after: str, doubt: str) -> None:
    (line,) = take(referent, COMPLETE.replace(before, after))
    assert line.contract is None
    assert [one for one in line.doubts if one.startswith(doubt.split(" : ", maxsplit=1)[0])] == [
        doubt
    ]  # said once
    assert not Candidate.objects.exists()


def test_unclear_detail_leaves_the_file_and_a_doubt(referent: Actor) -> None:
    (line,) = take(referent, COMPLETE.replace(";02/11/2020;", ";automne 2020;").replace(";2;", ";;"))
    assert line.contract is not None
    assert line.contract.internship_started_on is None
    assert [doubt.split(" :")[0] for doubt in line.doubts] == [
        "Début de l'internat",
        "Premier mois d'allocation",
    ]
    pile = pile_for(referent, "reprises", TODAY)
    assert pile is not None
    assert pile.count == 1
    settle_doubts(actor=referent, line=doubt_of(referent, line.id), reason="Date lue sur l'arrêté", at=AT)
    assert not open_doubts(referent).exists()


def test_person_known_already_and_address_of_another_are_never_merged(referent: Actor) -> None:
    UserFactory(email="autre@example.org", last_name="Autre")
    take(referent, COMPLETE)
    lines = apply(
        referent,
        keep(
            referent,
            COMPLETE,
            COMPLETE.replace("Trémolat", "Valsergue").replace("h.tremolat@", "autre@"),
            COMPLETE.replace("Trémolat", "Double").replace("h.tremolat@", "double@"),
            COMPLETE.replace("Trémolat", "Doublon").replace("h.tremolat@", "double@"),
            "",
        ),
    )
    assert [line.contract is not None for line in lines] == [False, False, True, False]
    assert "déjà un dossier" in lines[0].doubts[0]
    assert "quelqu'un d'autre" in lines[1].doubts[0]
    assert "ligne 4" in lines[3].doubts[0]


def test_preview_writes_nothing_and_the_file_is_applied_once(referent: Actor) -> None:
    history = keep(referent, COMPLETE)
    assert [one.becomes_file for one in plan_of(history)] == [True]
    assert not Contract.objects.exists()
    apply(referent, history)
    with pytest.raises(Refusal, match="déjà été repris"):
        apply(referent, history)
    with pytest.raises(Refusal, match="déjà là"):
        keep(referent, COMPLETE)
    assert Contract.objects.count() == 1


def test_columns_are_asked_for_and_never_used_twice(referent: Actor) -> None:
    history = keep(referent, COMPLETE)
    assert unmapped(history.mapping) == []
    with pytest.raises(BadInput, match="deux fois"):
        choose_columns(
            actor=referent, history=history, mapping={"last_name": "NOM", "first_name": "NOM"}, at=AT
        )
    choose_columns(actor=referent, history=history, mapping={"last_name": "NOM"}, at=AT)
    with pytest.raises(BadInput, match="Il manque une colonne"):
        apply(referent, history)


def test_chosen_columns_are_kept_for_the_next_spreadsheet() -> None:
    assert suggested_mapping(["Qui", "prenom"], {"last_name": "Qui"}) == {
        "last_name": "Qui",
        "first_name": "prenom",
    }


def test_only_a_referent_takes_over_and_only_in_their_agency(referent: Actor) -> None:
    keep(referent, COMPLETE)
    assert not histories_for(make_actor(Role.REFERENT)).exists()
    with pytest.raises(Forbidden):
        keep(make_actor(Role.DIRECTION), COMPLETE + "x")


def test_row_of_a_stranger_alphabet_is_read_as_it_is() -> None:
    row = read_row(2, {"last_name": "Ďurčanský", "email": "pas un courriel"}, {})
    assert row.facts == {"last_name": "Ďurčanský"}
    assert row.doubts == ("Courriel : « pas un courriel » ne se lit pas.",)


def test_pages_send_map_look_and_apply(client: Client, referent: Actor) -> None:
    client.force_login(User.objects.get(id=referent.user_id))
    content = "\n".join([TITLES, COMPLETE, COMPLETE.replace("h.tremolat@example.org", "")]).encode()
    sent = client.post(reverse("histories"), {"file": SimpleUploadedFile("suivi.csv", content)}, follow=True)
    history = HistoryImport.objects.get()
    assert "Quelle colonne dit quoi" in sent.text
    chosen = suggested_mapping(history.headers, {})
    url = reverse("history", args=[history.id])
    preview = client.post(url, chosen, follow=True)
    assert "s'ouvrirait sur 2 lignes" in preview.text
    asked = client.post(url, {"action": "apply"}, follow=True)
    assert "Lignes reprises : 0 sur 2" in asked.text
    assert take_due_histories(on=TODAY, at=AT) == 1
    done = client.get(url)
    assert "1 dossier ouvert sur 2 lignes" in done.text
    contract = Contract.objects.get()
    assert "reprise" in client.get(reverse("dossier", args=[contract.id])).text
    empty = client.post(reverse("histories"), {"file": SimpleUploadedFile("x.csv", b"")})
    assert empty.status_code == 422


def test_titles_are_found_under_what_people_write_above_them(referent: Actor) -> None:
    above = "Suivi des CESP de la région;;;;;;;;;;;\nMis à jour le 03/02/2024;;;;;;;;;;;"
    empty = ";" * COMPLETE.count(";")
    remark = ";" * COMPLETE.count(";") + "total 1"
    (line,) = take(referent, TITLES, empty, COMPLETE, empty, remark, titles=above)
    assert line.contract is not None
    assert line.line == 5


def test_columns_without_title_or_borne_twice_can_be_told_apart(referent: Actor) -> None:
    history = keep(referent, "Trémolat;Héloïse;04/03/1994;x", titles="Nom;;Date;DATE")
    assert history.headers == ["Nom", "(colonne B)", "Date (colonne C)", "DATE (colonne D)"]


def test_person_written_twice_becomes_one_file(referent: Actor) -> None:
    number = TITLES + ";N° contrat"
    again = COMPLETE.replace("h.tremolat@", "heloise@").replace("Trémolat", "TREMOLAT")
    other = COMPLETE.replace("h.tremolat@", "l@").replace("Héloïse", "Léonie")
    lines = take(referent, f"{COMPLETE};C-1", f"{again};C-2", f"{other};C-1", titles=number)
    assert [line.contract is not None for line in lines] == [True, False, True]
    assert "Même nom et même date de naissance qu'à la ligne 2" in lines[1].doubts[0]
    assert "aussi celui de la ligne 2" in lines[2].doubts[0]
    assert lines[2].contract is not None
    assert lines[2].contract.number != "C-1"


def test_row_that_a_service_refuses_is_a_doubt_and_stops_no_other(referent: Actor) -> None:
    tomorrow = f"{TODAY + dt.timedelta(days=1):%d/%m/%Y}"
    late = COMPLETE.replace("02/04/2018", tomorrow).replace("h.tremolat@", "l@").replace("Héloïse", "Léonie")
    lines = take(referent, late, COMPLETE)
    assert [line.contract is not None for line in lines] == [False, True]
    assert "pas dans le futur" in lines[0].doubts[-1]
    assert Candidate.objects.count() == 1, "nothing is left of the row that was refused"


def test_takeover_that_was_stopped_goes_on_where_it_was(referent: Actor) -> None:
    people = [
        COMPLETE.replace("Héloïse", f"Prénom {number}").replace("h.tremolat@", f"p{number}@")
        for number in range(LINES_AT_ONCE + 3)
    ]
    history = keep(referent, *people)
    ask_history(actor=referent, history=history, at=AT)
    planned = plan_of(history)
    assert not take_next_lines(history_id=history.pk, planned=planned, on=TODAY, at=AT)
    assert history.lines.count() == LINES_AT_ONCE
    assert take_due_histories(on=TODAY, at=AT) == 1
    assert Contract.objects.count() == history.lines.count() == len(people)
    assert take_due_histories(on=TODAY, at=AT) == 0


@pytest.mark.parametrize(
    ("constraint", "build"),
    [
        ("history_line_is_a_file_or_a_doubt", lambda: HistoryLineFactory(doubts=[])),
        ("history_asked_by_somebody", lambda: HistoryImportFactory(asked_at=AT)),
        ("history_settled_says_how", lambda: HistoryLineFactory(settled_at=AT)),
        (
            "history_line_once",
            lambda: HistoryLineFactory.create_batch(2, history=HistoryImportFactory(), line=2),
        ),
        (
            "history_file_taken_once",
            lambda: HistoryImportFactory.create_batch(2, agency=AgencyFactory(), sha256="a" * 64),
        ),
    ],
)
def test_takeovers_keep_their_constraints(constraint: str, build: object) -> None:
    with broken(constraint):
        build()  # type: ignore[operator]  # a builder
