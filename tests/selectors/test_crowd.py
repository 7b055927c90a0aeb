"""Generated people: every constraint holds, every statement is made, every figure equals the rows that it opens."""

import datetime as dt
import itertools
from urllib.parse import parse_qsl

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.figures import charts_for
from cesp_portal.dashboard.selectors.signatories import Search, answering, page_of, signatories_for
from cesp_portal.dashboard.selectors.standings import standing_read, that_stand
from cesp_portal.dashboard.selectors.tallies import tally_for
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.people import people
from contracts.enums import ContractStatus, Profession, Regime
from contracts.models import Contract
from installations.rules.statement import statement
from installations.selectors.statements import statement_facts, with_facts
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, FacultyFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
COUNT = 200


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    actor = make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")
    offices = [
        Office(FacultyFactory(agency=agency), actor.person_id, None, (Town("34142", "Lodève"),))
        for _ in range(2)
    ]
    invent_crowd(offices=offices, crowd=people(), count=COUNT, on=TODAY)
    return actor


def test_every_statement_is_made_and_agrees_with_the_status(referent: Actor) -> None:
    contracts = with_facts(Contract.objects.all())
    assert len(contracts) == COUNT
    for contract in contracts:
        found = statement(statement_facts(contract, TODAY))
        if contract.regime != Regime.TO_CONFIRM:
            assert found.months_owed is not None
        if contract.status == ContractStatus.COMPLETED:
            assert found.months_left == 0, contract
            assert found.months_declared == 0


def test_crowd_stands_everywhere_and_each_way_of_asking_agrees(referent: Actor) -> None:
    rows = {one.pk: Standing(one.standing) for one in signatories_for(referent, Search(), TODAY)}
    assert set(rows.values()) >= {
        Standing.TRAINING,
        Standing.ALLOWANCE_SUSPENDED,
        Standing.LOOKING,
        Standing.PRACTISING,
        Standing.FULFILLED,
        Standing.TERMINATED,
    }
    assert {one.pk: standing_read(one, TODAY) for one in with_facts(Contract.objects.all())} == rows
    for standing in Standing:
        found = that_stand(Contract.objects.all(), standing, TODAY).values_list("pk", flat=True)
        assert set(found) == {pk for pk, held in rows.items() if held is standing}


def test_each_figure_of_each_chart_equals_the_rows_it_opens_page_after_page(referent: Actor) -> None:
    tally = tally_for(referent, TODAY)
    for chart in charts_for(referent, TODAY):
        assert chart.total == COUNT
        for figure in chart.figures:
            search = Search(**dict(parse_qsl(figure.query)))
            pages = (page_of(referent, search, TODAY, number, tally) for number in itertools.count(1))
            shown = list(itertools.takewhile(lambda page: page.lines, pages))
            assert {page.count for page in shown} == {figure.people}, (chart.code, figure)
            assert len({line.id for page in shown for line in page.lines}) == figure.people


def test_filters_together_count_the_rows_that_they_leave(referent: Actor) -> None:
    tally = tally_for(referent, TODAY)
    for standing, profession in itertools.product(
        Standing.values, (Profession.MEDECINE, Profession.ODONTOLOGIE)
    ):
        search = Search(standing=standing, profession=profession, academic_year="2018-2019")
        rows = answering(referent, search, TODAY)
        assert page_of(referent, search, TODAY, 1, tally).count == rows.count(), search
