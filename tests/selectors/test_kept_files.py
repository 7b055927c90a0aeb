"""Answers kept file by file: whatever changes, they say what the database says when it is asked for everybody."""

import datetime as dt
import random
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cesp_portal.common import kept_files
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.kept import reading
from cesp_portal.common.kept_files import Files, kept_by_file, one_value, rows_of
from cesp_portal.dashboard.enums import Alert
from cesp_portal.dashboard.models import FileMark
from cesp_portal.dashboard.selectors.ended import after_by_file, cause_by_file
from cesp_portal.dashboard.selectors.obligation_watch import watch_counts, watch_page
from cesp_portal.dashboard.selectors.places_map import places_map
from cesp_portal.dashboard.selectors.reach import by_file
from cesp_portal.dashboard.selectors.signatories import Search, answering
from cesp_portal.dashboard.selectors.signatory_pages import page_of
from cesp_portal.dashboard.selectors.standings import standing_of
from cesp_portal.dashboard.selectors.tallies import cells_for
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.people import people
from cesp_portal.dashboard.services.marks import FORGOTTEN_AFTER, fold_marks
from contracts.enums import ContractStatus
from contracts.models import Candidate, Contract, Exchange, TrainingSuspension
from installations.models import PracticePeriod, Request
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, FacultyFactory
from tests.factories.contracts import ContractFactory
from zonage.selectors.zones import zone_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
SEARCHES = (
    Search(standing="terminated"),
    Search(standing="practising", sort="-situation"),
    *(Search(alert=one) for one in (Alert.REQUEST, Alert.PRACTICE, Alert.REFERENT, Alert.SETTLING)),
    Search(sort="departement"),
    Search(sort="-conclu"),
    Search(department="11", sort="formation"),
    Search(after="unknown"),
    Search(cause="inconnue"),
    Search(referent="me"),
    Search(q="carca"),
    Search(q="k"),
    Search(q="faculté", standing="practising"),
)


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    actor = make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")
    office = Office(FacultyFactory(agency=agency), actor.person_id, None, (Town("34142", "Lodève"),))
    invent_crowd(offices=[office], crowd=people(), count=30, on=TODAY)
    return actor


def forget() -> None:
    """Let nothing be kept any more: what follows is read from the database for everybody."""
    caches["process"].clear()


def told(actor: Actor) -> list[object]:
    """Return what each kept answer says now."""
    maps = (places_map(actor, region="76", profession=one, on=TODAY) for one in ("medecine", "odontologie"))
    return [
        dict(cells_for(actor, TODAY).by_file),
        dict(cause_by_file(actor).by_file),
        dict(after_by_file(actor).by_file),
        *((one.rows, one.totals, one.elsewhere) for one in maps),
        watch_counts(actor, TODAY),
        watch_page(actor, "", TODAY, 1),
        *(page_of(actor, search, TODAY, 1) for search in SEARCHES),
    ]


def close(contract: Contract) -> None:
    contract.status, contract.closed_on = ContractStatus.TERMINATED, TODAY
    contract.save(update_fields=["status", "closed_on"])


def leave(contract: Contract) -> None:
    TrainingSuspension.objects.filter(contract=contract).delete()
    TrainingSuspension.objects.create(
        contract=contract,
        agency_id=contract.agency_id,
        motive="maternite",
        starts_on=TODAY - 10 * DAY,
        ends_until=TODAY + 30 * DAY,
        requested_on=TODAY - 20 * DAY,
    )


def move(contract: Contract) -> None:
    PracticePeriod.objects.filter(contract=contract).update(commune_code="11069", commune_name="Carcassonne")


def rename(contract: Contract) -> None:
    Candidate.objects.filter(pk=contract.candidate_id).update(search_name="aaa premier", last_name="Premier")


def hand_over(contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(referent=None, backup=None)


def leave_the_agency(contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(agency=AgencyFactory())


def miss_an_exchange(contract: Contract) -> None:
    Exchange.objects.create(contract=contract, agency_id=contract.agency_id, due_on=TODAY - 200 * DAY)


def finish_training(contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(training_completed_on=TODAY - 400 * DAY)


def stop_practising(contract: Contract) -> None:
    PracticePeriod.objects.filter(contract=contract, rpps_readings=None).delete()


CHANGES: tuple[Callable[[Contract], None], ...] = (
    close,
    leave,
    move,
    rename,
    hand_over,
    leave_the_agency,
    miss_an_exchange,
    finish_training,
    stop_practising,
)


def drawn_changes(agency_id: uuid.UUID) -> Iterator[None]:
    """Make each sort of change once, in an order and in files drawn at random."""
    chance = random.Random(20261120)  # noqa: S311
    for change in chance.sample(CHANGES, len(CHANGES)):
        contracts = Contract.objects.filter(agency_id=agency_id, status=ContractStatus.ACTIVE)
        change(chance.choice(list(contracts.order_by("number"))))
        yield


def test_after_each_change_what_is_kept_is_what_everybody_asked_again_says(referent: Actor) -> None:
    told(referent)
    for number, _ in enumerate(drawn_changes(referent.agency_id)):
        kept = told(referent)
        if number % 3 == 2:
            forget()
            assert kept == told(referent)
    new = ContractFactory(candidate__campaign__faculty__agency_id=referent.agency_id)
    assert str(new.pk) in cells_for(referent, TODAY).by_file


def test_what_is_kept_of_each_file_is_what_the_rules_and_the_export_say(referent: Actor) -> None:
    told(referent)
    for _ in drawn_changes(referent.agency_id):
        pass
    cells = cells_for(referent, TODAY).by_file
    contracts = Contract.objects.filter(agency_id=referent.agency_id)
    assert {file: cell.standing for file, cell in cells.items()} == {
        str(one.pk): standing_of(one, TODAY) for one in contracts
    }
    for search in SEARCHES:
        found = page_of(referent, search, TODAY, 1)
        rows = [str(pk) for pk in answering(referent, search, TODAY).values_list("pk", flat=True)]
        assert (list(found.files), found.count) == (rows[:25], len(rows)), search


def test_change_of_one_file_reads_that_file_alone(referent: Actor) -> None:
    asked: list[object] = []

    def ask(files: object) -> list[object]:
        asked.append(files)
        return [
            by_file(Contract.objects.filter(agency_id=referent.agency_id), files).values_list(
                "file", "status"
            )
        ]

    first, other = Contract.objects.filter(agency_id=referent.agency_id, status="active")[:2]
    for contract in (first, other):
        kept_by_file("statuses", ask, one_value)
        close(contract)
    assert kept_by_file("statuses", ask, one_value).by_file[str(other.pk)] == "terminated"
    # Everybody once; then one query, written once and asked for each file that changed.
    assert asked == [None, [str(kept_files.ANY_FILE)]]


@pytest.mark.parametrize("tab", ["contrat", "exercice"])
def test_dossier_kept_for_its_file_is_what_it_would_be_read_again(
    referent: Actor, client: Client, tab: str
) -> None:
    client.force_login(User.objects.get(pk=referent.user_id))
    contract = Contract.objects.filter(practice_periods__isnull=False, status="active").first()

    def page() -> str:
        text = client.get(reverse("dossier", args=[contract.pk]), {"onglet": tab}).text
        return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text)

    shown = {page()}
    for change in (rename, leave, move, close):
        change(contract)
        kept = page()
        forget()
        assert kept == page(), change.__name__
        shown.add(kept)
    assert len(shown) > 2


def test_what_rests_on_a_zoning_is_kept_until_zonings_change() -> None:
    make.make_zonings()
    with reading() as tables:
        zone_of(code="34142", profession="medecine", on=TODAY)
    assert tables >= {"zonage_zone", "zonage_snapshot", "zonage_commune", "zonage_communechange"}


def test_name_of_an_agent_is_nobodys_file_and_everything_is_read_again(referent: Actor) -> None:
    drawn: list[str] = []

    def draw(files: object) -> dict[str, str]:
        drawn.extend(files)  # type: ignore[call-overload]
        contracts = Contract.objects.filter(pk__in=files).select_related("referent")
        return {str(one.pk): str(one.referent) for one in contracts}

    files = list(cells_for(referent, TODAY).by_file)[:3]
    rows_of("rows", files, draw)
    close(Contract.objects.get(pk=files[0]))
    rows_of("rows", files, draw)
    assert drawn == [*files, files[0]]
    User.objects.filter(pk=referent.user_id).update(last_name="Autrenom")
    assert set(rows_of("rows", files, draw).values()) == {"Maud Autrenom"}


def test_many_changes_at_once_are_read_together(referent: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    cells_for(referent, TODAY)
    Contract.objects.filter(agency_id=referent.agency_id).update(academic_year="2001-2002")
    assert {cell.academic_year for cell in cells_for(referent, TODAY).by_file.values()} == {"2001-2002"}
    monkeypatch.setattr(kept_files, "MOST_AT_ONCE", 5)
    Contract.objects.filter(agency_id=referent.agency_id).update(academic_year="2002-2003")
    assert {cell.academic_year for cell in cells_for(referent, TODAY).by_file.values()} == {"2002-2003"}


def test_least_used_go_first_when_there_is_too_much(referent: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "MOST_KEPT", 60)
    cells_for(referent, TODAY)
    cause_by_file(referent)
    cells_for(referent, TODAY - DAY)
    with CaptureQueriesContext(connection) as captured:
        cells_for(referent, TODAY)
    assert any("contracts_contract" in one["sql"] for one in captured.captured_queries)


def test_statement_that_changes_no_row_leaves_no_mark(referent: Actor) -> None:
    before = FileMark.objects.count()
    Contract.objects.filter(number="nobody").update(academic_year="2001-2002")
    Request.objects.none().delete()
    assert FileMark.objects.count() == before


def test_row_that_goes_to_another_file_marks_both(referent: Actor) -> None:
    period = PracticePeriod.objects.filter(contract__status="active").first()
    other = Contract.objects.filter(practice_periods=None).first()
    FileMark.objects.all().delete()
    former = period.contract_id
    period.contract = other
    period.save(update_fields=["contract"])
    assert set(FileMark.objects.values_list("file_id", flat=True)) == {former, other.pk}


def test_marks_of_files_are_forgotten_once_nobody_kept_anything_of_before(referent: Actor) -> None:
    marked_at = FileMark.objects.latest("id").marked_at
    fold_marks(at=marked_at + FORGOTTEN_AFTER)
    assert FileMark.objects.exists()
    fold_marks(at=marked_at + FORGOTTEN_AFTER + DAY)
    assert not FileMark.objects.exists()


def years(files: Files[str]) -> set[str]:
    return set(files.by_file.values())


@pytest.mark.django_db(transaction=True)
def test_change_that_is_committed_late_is_seen_and_one_undone_never_is() -> None:
    """Two connections: marks are not committed in the order of their identifiers."""
    agency = AgencyFactory(name="Avant")

    def kept_years() -> Files[str]:
        def ask(files: object) -> list[object]:
            return [
                by_file(Contract.objects.filter(agency=agency), files).values_list("file", "academic_year")
            ]

        return kept_by_file("years", ask, one_value)

    first, second = (
        ContractFactory(candidate__campaign__faculty__agency=agency, academic_year=year)
        for year in ("2001-2002", "2002-2003")
    )
    assert years(kept_years()) == {"2001-2002", "2002-2003"}
    late = connection.copy()
    try:
        late.set_autocommit(False)
        with late.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_contract SET academic_year = '2011-2012' WHERE id = %s", [first.pk]
            )
        Contract.objects.filter(pk=second.pk).update(academic_year="2012-2013")
        assert years(kept_years()) == {"2001-2002", "2012-2013"}
        late.commit()
        assert years(kept_years()) == {"2011-2012", "2012-2013"}
    finally:
        late.close()
    with transaction.atomic():
        Contract.objects.filter(pk=first.pk).update(academic_year="2021-2022")
        assert years(kept_years()) == {"2021-2022", "2012-2013"}
        transaction.set_rollback(True)
    assert years(kept_years()) == {"2011-2012", "2012-2013"}
