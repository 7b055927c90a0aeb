"""Steering figures: each count equals the rows it opens; small counts are hidden from those who see no names."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, charts_for, hidden_codes
from cesp_portal.dashboard.selectors.signatories import Search, signatories_for
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import ContractFactory, TrainingSuspensionFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    campaign = {"candidate__campaign__faculty__agency": agency}
    ContractFactory.create_batch(6, **campaign)
    ContractFactory.create_batch(2, **campaign, training_completed_on=TODAY, academic_year="2019-2020")
    ContractFactory(**campaign, profession="odontologie")
    leave = {"starts_on": TODAY, "ends_until": TODAY + dt.timedelta(days=90)}
    TrainingSuspensionFactory(contract=ContractFactory(**campaign), **leave)
    ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def test_each_figure_equals_the_rows_that_it_opens(referent: Actor) -> None:
    for chart in charts_for(referent, TODAY):
        for figure in chart.figures:
            search = Search(**dict(parse_qsl(figure.query)))
            assert signatories_for(referent, search, TODAY).count() == figure.people, (chart.code, figure)
        assert sum(figure.people or 0 for figure in chart.figures) == chart.total


def test_charts_count_the_same_people_and_nobody_elsewhere(referent: Actor) -> None:
    assert {chart.total for chart in charts_for(referent, TODAY)} == {10}


def test_supervision_counts_the_country_and_opens_no_row(referent: Actor) -> None:
    charts = charts_for(make_actor(Role.SUPERVISION), TODAY)
    assert {chart.total for chart in charts} == {11}
    assert not any(figure.query for chart in charts for figure in chart.figures)


def test_supervision_sees_no_count_under_five(referent: Actor) -> None:
    shown = [
        figure.people
        for chart in charts_for(make_actor(Role.SUPERVISION), TODAY)
        for figure in chart.figures
        if figure.people is not None
    ]
    assert all(people >= FEWEST_SHOWN for people in shown)


@pytest.mark.parametrize(
    ("counted", "hidden"),
    [
        ({"a": 9, "b": 7}, set()),
        ({"a": 9, "b": 7, "c": 2}, {"c", "b"}),
        ({"a": 9, "b": 3, "c": 4}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 2}, {"a", "b", "c"}),
        ({"a": 2}, {"a"}),
    ],
)
def test_small_count_cannot_be_found_by_difference(counted: dict[str, int], hidden: set[str]) -> None:
    assert hidden_codes(counted) == hidden


def test_portal_without_contract_has_empty_charts() -> None:
    assert all(not chart.figures for chart in charts_for(make_actor(Role.SUPERVISION), TODAY))
