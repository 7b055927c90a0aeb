"""A list is read, shown, confirmed by its fingerprint and applied once."""

import datetime as dt
from typing import Any

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import Stream
from contracts.models import Campaign, Candidate, ListEntry, ListUpload, SelectionList
from contracts.rules.selection_files import COLUMN_NAMES
from contracts.selectors.lists import current_ranks
from contracts.services import offers
from contracts.services.deadlines import SWEEPER, remind_missing_lists
from contracts.services.list_readings import Reading, reading_of
from contracts.services.lists import abandon_upload, confirm_list, receive_list
from tests.factories.accounts import UserFactory, make_actor
from tests.factories.contracts import CampaignFactory, CandidateFactory
from tests.factories.selection import SENT_ON, make_selection, moment

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 12)
WRITTEN = (Candidate, ListEntry, ListUpload, SelectionList, StoredDocument)


def line(number: int, **changes: object) -> dict[str, object]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return {
        "nom": f"INVENTE{letters[number]}",
        "prenom": "Camille",
        "date_naissance": "04/03/2002",
        "email": f"candidat{number}@example.org",
        "ine": f"{number:09d}AB",
        "filiere": "medecine",
        "cycle": 2,
        "annee": 4,
        "specialite": "medecine generale",
        "liste": "principale" if number <= 2 else "complementaire",
        "rang": number if number <= 2 else number - 2,
        "avis": "favorable",
        **changes,
    }


def csv_of(*lines: dict[str, object], extra: str = "") -> bytes:
    names = [*COLUMN_NAMES, *([extra] if extra else [])]
    rows = [";".join(names)] + [";".join(str(row.get(name, "x")) for name in names) for row in lines]
    return "\r\n".join(rows).encode()


FOUR = csv_of(*(line(number) for number in range(1, 5)))


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


@pytest.fixture
def office(campaign: Campaign) -> Actor:
    return make_actor(Role.SCOLARITE, faculty=campaign.faculty)


def send(office: Actor, campaign: Campaign, content: bytes = FOUR, day: dt.date = DAY) -> Reading:
    return receive_list(
        actor=office, campaign_id=campaign.id, content=content, filename="liste.csv", **moment(day)
    )


def confirm(office: Actor, reading: Reading, **changes: Any) -> SelectionList:
    assert reading.upload is not None
    facts = {
        "upload_id": reading.upload.id,
        "sha256": reading.upload.sha256,
        "replaces": reading.replaces,
        **changes,
    }
    return confirm_list(actor=office, **facts, **moment(DAY))


def counts() -> list[int]:
    return [model.objects.count() for model in WRITTEN]  # type: ignore[attr-defined]  # models have managers


def test_a_good_file_writes_nothing_but_itself_before_its_confirmation(
    office: Actor, campaign: Campaign
) -> None:
    reading = send(office, campaign)

    assert reading.verdict.verdict == "accept"
    assert not Candidate.objects.exists()
    assert ListUpload.objects.count() == 1


def test_a_confirmed_list_is_applied_whole(office: Actor, campaign: Campaign) -> None:
    applied = confirm(office, send(office, campaign))

    assert applied.version == 1
    assert applied.on_time
    assert [(one.kind, one.rank) for one in current_ranks(campaign)] == [
        ("principale", 1),
        ("principale", 2),
        ("complementaire", 1),
        ("complementaire", 2),
    ]


def test_each_person_of_the_list_gets_an_account_and_the_rank(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))

    candidate = Candidate.objects.get(email="candidat3@example.org")
    message = OutgoingMail.objects.get(kind="contracts.candidate_ranked", recipient=candidate.email)
    assert candidate.user.memberships.get().role == Role.CANDIDAT
    assert "liste complémentaire, rang 1" in message.body


def test_one_journal_line_says_what_was_applied(office: Actor, campaign: Campaign) -> None:
    applied = confirm(office, send(office, campaign))

    entry = Entry.objects.get(action="contracts.list_applied")
    assert entry.facts == {
        "sha256": applied.sha256,
        "version": 1,
        "rows": 4,
        "applied_on": "2025-12-05",
        "on_time": True,
    }
    assert entry.actor_id == office.user_id


def test_a_rejected_file_leaves_only_its_journal_line(office: Actor, campaign: Campaign) -> None:
    before = counts()

    reading = send(office, campaign, csv_of(line(1), line(2, rang=1)))

    assert reading.upload is None
    assert [issue.code for issue in reading.verdict.issues] == ["L_RANK_DUPLICATE"]
    assert counts() == before
    assert Entry.objects.get(action="contracts.list_read").facts["verdict"] == "reject"


def test_the_confirmation_is_bound_to_the_file_that_was_shown(office: Actor, campaign: Campaign) -> None:
    reading = send(office, campaign)

    with pytest.raises(Refusal) as refused:
        confirm(office, reading, sha256="0" * 64)

    assert refused.value.code == "FILE_CHANGED"
    assert not SelectionList.objects.exists()


def test_confirming_twice_applies_once(office: Actor, campaign: Campaign) -> None:
    reading = send(office, campaign)
    confirm(office, reading)

    with pytest.raises(Refusal) as refused:
        confirm(office, reading)

    assert refused.value.code == "ALREADY_IMPORTED"
    assert SelectionList.objects.count() == 1


def test_the_same_file_later_changes_nothing(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))
    before = counts()

    reading = send(office, campaign)

    assert [issue.code for issue in reading.verdict.issues] == ["F_ALREADY_IMPORTED"]
    assert counts() == before


def test_a_new_list_shows_its_difference_then_supersedes(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))
    changed = csv_of(line(1), line(2, liste="complementaire", rang=1), line(5, rang=2))

    reading = send(office, campaign, changed)
    applied = confirm(office, reading)

    assert reading.verdict.verdict == "confirm"
    assert "L_CHANGES_EXISTING" in {issue.code for issue in reading.verdict.issues}
    assert [len(part) for part in (reading.differences.added, reading.differences.removed)] == [1, 2]
    assert [move.after.name for move in reading.differences.moved] == ["INVENTEC Camille"]
    assert applied.version == 2
    assert list(campaign.lists.values_list("status", flat=True)) == ["current", "superseded"]


def test_what_a_new_list_corrects_is_shown_label_by_label(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))

    reading = send(
        office,
        campaign,
        csv_of(line(1, nom="Inventé", email="NOUVELLE@example.org"), *(line(number) for number in (2, 3, 4))),
    )

    (correction,) = reading.differences.corrected
    assert correction.name == "INVENTEB Camille"
    assert correction.changes == (
        ("nom", "INVENTEB", "Inventé"),
        ("courriel", "candidat1@example.org", "nouvelle@example.org"),
    )
    assert [issue.code for issue in reading.verdict.issues] == ["L_CHANGES_EXISTING"]
    assert "1 fiche corrigée" in reading.verdict.issues[0].message


def test_the_same_list_in_another_order_changes_nothing(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))

    reading = send(office, campaign, csv_of(*(line(number) for number in (4, 2, 3, 1))))

    assert (reading.verdict.verdict, reading.differences.any) == ("accept", False)


def test_a_list_is_not_replaced_by_one_that_was_compared_with_another(
    office: Actor, campaign: Campaign
) -> None:
    seen_first = send(office, campaign)
    confirm(office, send(office, campaign, csv_of(line(1), line(2))))

    with pytest.raises(Refusal) as refused:
        confirm(office, seen_first)

    assert refused.value.code == "LIST_CHANGED"
    assert [one.name for one in current_ranks(campaign)] == ["INVENTEB Camille", "INVENTEC Camille"]


def test_a_file_of_a_replaced_version_says_how_to_go_back(office: Actor, campaign: Campaign) -> None:
    confirm(office, send(office, campaign))
    confirm(office, send(office, campaign, csv_of(line(1), line(2))))

    (issue,) = send(office, campaign).verdict.issues

    assert issue.code == "F_ALREADY_IMPORTED"
    assert "version 1, qu'une liste plus récente a remplacée" in issue.message


def test_every_doubt_about_a_file_survives_the_loss_of_its_unwanted_columns(
    office: Actor, campaign: Campaign
) -> None:
    text = csv_of(line(1, nom="LEFÈVRE", prenom="Anaïs", note="x"), line(2, note="x"), extra="note").decode()

    reading = send(office, campaign, text.encode("mac_roman"))

    assert reading.upload is not None
    doubts = {"F_ENCODING_AMBIGUOUS", "F_UNKNOWN_COLUMN"}
    assert {issue.code for issue in reading.verdict.issues} == doubts
    assert {issue.code for issue in reading_of(reading.upload).verdict.issues} == doubts


def test_a_hostile_file_name_is_kept_harmless(office: Actor, campaign: Campaign) -> None:
    reading = receive_list(
        actor=office,
        campaign_id=campaign.id,
        content=FOUR,
        filename=f"..\\..\\{'n' * 300}\u202e\r\n.csv",
        **moment(DAY),
    )

    assert reading.upload is not None
    assert reading.upload.filename == f"{'n' * 80}….csv"
    assert reading.upload.document.filename == reading.upload.filename


def test_a_list_after_the_deadline_is_refused(office: Actor, campaign: Campaign) -> None:
    with pytest.raises(Refusal) as refused:
        send(office, campaign, day=campaign.transmit_by_on + dt.timedelta(days=1))

    assert refused.value.code == "LIST_AFTER_DEADLINE"


def test_a_list_is_refused_once_offers_were_made() -> None:
    selection = make_selection(transmit_by_on=SENT_ON)
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    office = make_actor(Role.SCOLARITE, faculty=selection.campaign.faculty)

    with pytest.raises(Refusal) as refused:
        send(office, selection.campaign, day=SENT_ON)

    assert refused.value.code == "LIST_ALREADY_CALLED"


def test_another_faculty_cannot_send_the_list(campaign: Campaign) -> None:
    with pytest.raises(Forbidden):
        send(make_actor(Role.SCOLARITE), campaign)


def test_unwanted_columns_are_not_kept_even_in_the_file(office: Actor, campaign: Campaign) -> None:
    content = csv_of(line(1, nir="2020399999999"), line(2, nir="2020399999998"), extra="nir")

    reading = send(office, campaign, content)
    assert reading.upload is not None
    shown_again = reading_of(reading.upload).verdict
    applied = confirm(office, reading)

    assert [issue.code for issue in shown_again.issues] == ["F_UNKNOWN_COLUMN"]
    kept = read_document(applied.document)
    assert reading.verdict.verdict == "confirm"
    assert b"20203999" not in kept
    assert applied.rows == 2


def test_an_abandoned_file_cannot_be_confirmed(office: Actor, campaign: Campaign) -> None:
    reading = send(office, campaign)
    assert reading.upload is not None
    abandon_upload(actor=office, upload_id=reading.upload.id, at=moment(DAY)["at"])

    with pytest.raises(Refusal):
        confirm(office, reading)

    assert not SelectionList.objects.exists()


@pytest.mark.parametrize(
    ("days", "told"),
    [((15,), 0), ((14, 14), 1), ((13, 8), 1), ((14, 7, 1), 3), ((14, 4, 0), 3), ((-1,), 0)],
)
def test_an_office_is_reminded_once_a_step_even_when_its_day_was_slept_through(
    campaign: Campaign, days: tuple[int, ...], told: int
) -> None:
    campaign.faculty.email = "scolarite@example.org"
    campaign.faculty.save(update_fields=["email"])

    for left in days:
        remind_missing_lists(actor=SWEEPER, **moment(campaign.transmit_by_on - dt.timedelta(days=left)))

    assert OutgoingMail.objects.filter(kind="contracts.list_expected").count() == told


def test_a_list_that_gives_two_people_one_address_is_refused_at_its_line(
    office: Actor, campaign: Campaign
) -> None:
    address = "candidat2@example.org"
    CandidateFactory(
        email=address, user=UserFactory(email=address), ine="987654321ZZ", search_name="une autre"
    )

    reading = send(office, campaign)

    assert reading.verdict.verdict == "reject"
    assert [(issue.code, issue.line) for issue in reading.verdict.issues] == [("R_EMAIL_OF_ANOTHER", 3)]


def test_a_person_known_elsewhere_keeps_one_account_for_both_candidatures(
    office: Actor, campaign: Campaign
) -> None:
    address = "candidat2@example.org"
    elsewhere = CandidateFactory(email=address, user=UserFactory(email=address), ine="000000002AB")

    confirm(office, send(office, campaign))

    assert set(Candidate.objects.filter(email=address).values_list("user", flat=True)) == {elsewhere.user_id}


def test_an_office_that_sent_its_list_is_left_alone(office: Actor, campaign: Campaign) -> None:
    campaign.faculty.email = "scolarite@example.org"
    campaign.faculty.save(update_fields=["email"])
    confirm(office, send(office, campaign))

    remind_missing_lists(actor=SWEEPER, **moment(campaign.transmit_by_on - dt.timedelta(days=1)))

    assert not OutgoingMail.objects.filter(kind="contracts.list_expected").exists()


def test_a_campaign_of_one_cycle_takes_its_people_only(office: Actor, campaign: Campaign) -> None:
    campaign.stream = Stream.MEDECINE_2
    campaign.save(update_fields=["stream"])

    mixed = send(office, campaign, csv_of(line(1), line(2, cycle=3, annee=8), line(3)))
    confirm(office, send(office, campaign))

    assert [(one.code, one.column, one.line) for one in mixed.verdict.issues if one.blocking] == [
        ("R_SCOPE", "cycle", 3)
    ]
    kept = Candidate.objects.order_by("stream").values_list("stream", "profession", "cycle").distinct()
    assert list(kept) == [("medecine", "medecine", 2)]
