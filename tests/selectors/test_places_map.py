"""Projects and decided places over the zoning: each number is its people, small ones stay hidden."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN
from cesp_portal.dashboard.selectors.places_map import KINDS, PlacesMap, people_at, places_map
from contracts.models import Contract
from installations.enums import PeriodStatus
from installations.models import Project, ProjectVersion
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import ContractFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def referent() -> Actor:
    make.make_zonings()
    agency = AgencyFactory(region_code="76")
    campaign = {"candidate__campaign__faculty__agency": agency}
    for code, projects, places in (("11132", 2, 1), ("11262", 5, 0), ("34173", 0, 6), ("01004", 1, 0)):
        for contract in ContractFactory.create_batch(projects + places, **campaign)[:projects]:
            _project(contract, code)
        for contract in Contract.objects.filter(project__isnull=True, practice_periods__isnull=True):
            _project(contract, "11262")
            _place(contract, code)
    ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def _project(contract: Contract, code: str) -> None:
    project = Project.objects.create(contract=contract, agency=contract.agency)
    for number, commune in ((1, "34172"), (2, code)):
        ProjectVersion.objects.create(
            project=project,
            number=number,
            mode="liberal",
            commune_code=commune,
            filed_on=TODAY,
            filed_at=make.AT,
        )


def _place(contract: Contract, code: str, until: dt.date | None = None, **values: object) -> None:
    days = DateRange(dt.date(2026, 1, 5), until)
    make.PracticePeriodFactory(contract=contract, commune_code=code, days=days, **values)


def read(actor: Actor) -> PlacesMap:
    return places_map(actor, region="76", profession="medecine", on=TODAY)


def counts(found: PlacesMap) -> dict[str, tuple[int | None, int | None]]:
    return {row.code: (row.projects, row.places) for row in found.rows}


def test_everybody_counts_at_a_decided_place_or_else_at_the_latest_project(referent: Actor) -> None:
    found = read(referent)
    assert counts(found) == {"11132": (2, 1), "11262": (5, 0), "34173": (0, 6)}
    assert (found.totals, found.elsewhere) == ({"projects": 7, "places": 7}, 1)
    assert {row.code: row.eligible for row in found.rows} == {"11132": True, "11262": False, "34173": True}


def test_each_number_is_that_of_its_people(referent: Actor) -> None:
    for row in read(referent).rows:
        people = people_at(referent, commune=row.code, profession="medecine", on=TODAY)
        for kind in KINDS:
            assert sum(person.kind == kind for person in people) == getattr(row, kind)


def test_place_that_ended_or_was_set_aside_gives_way_to_the_project(referent: Actor) -> None:
    contract = Contract.objects.filter(practice_periods__commune_code="11132").get()
    contract.practice_periods.all().delete()
    _place(contract, "11132", until=TODAY)
    _place(contract, "34173", status=PeriodStatus.REJECTED, rejected_reason="Inventé")
    assert counts(read(referent)) == {"11132": (2, 0), "11262": (6, 0), "34173": (0, 6)}


def test_supervision_reads_no_small_number_nor_what_gives_it_away(referent: Actor) -> None:
    supervision = make_actor(Role.SUPERVISION)
    found = read(supervision)
    assert counts(found) == {}
    assert (found.totals, found.hidden_rows) == ({"projects": 7, "places": 7}, 3)
    for contract in ContractFactory.create_batch(4, candidate__campaign__faculty__agency__region_code="75"):
        _place(contract, "11132")
    found = read(supervision)
    assert counts(found) == {"11132": (None, 5), "34173": (0, 6)}
    shown = [count for pair in counts(found).values() for count in pair if count]
    assert min(shown) >= FEWEST_SHOWN
    assert people_at(supervision, commune="34173", profession="medecine", on=TODAY) == []


def test_delegation_reads_its_department_alone(referent: Actor) -> None:
    delegation = replace(referent, role=Role.DELEGATION, department_code="34")
    assert counts(read(delegation)) == {"34173": (0, 6)}


def test_questions_do_not_grow_with_the_people(
    referent: Actor, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        read(referent)
