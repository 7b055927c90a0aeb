"""Deferrals and suspensions of practice: what is granted, and the limits."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from installations.enums import (
    RequestKind,
)
from installations.models import GrantedSpell, Request
from installations.selectors.examinations import examination_of
from tests.factories.installations import (
    START,
    TODAY,
    PracticePeriodFactory,
    World,
    make_world,
    sent_request,
    signed_decision,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def codes(request: Request) -> set[str]:
    return {finding.code for finding in examination_of(request, TODAY).findings}


def test_a_granted_deferral_is_kept_and_a_second_one_is_refused_by_the_policy(world: World) -> None:
    days = {"starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2027, 11, 30), "explanation": "Un diplôme."}
    request = sent_request(world, RequestKind.DEFERRAL, **days)
    signed_decision(world, request)
    assert GrantedSpell.objects.get().days.upper == dt.date(2027, 12, 1)
    again = sent_request(
        world,
        RequestKind.DEFERRAL,
        starts_on=dt.date(2027, 12, 1),
        ends_on=dt.date(2028, 5, 31),
        explanation="Encore.",
    )
    assert "MAX_COUNT_REACHED" in codes(again)


@pytest.mark.parametrize(
    ("last", "code"), [(dt.date(2027, 1, 20), "MIN_ONE_MONTH"), (dt.date(2028, 2, 10), "MAX_ONE_YEAR")]
)
def test_a_suspension_of_practice_has_its_limits(world: World, last: dt.date, code: str) -> None:
    request = sent_request(
        world, RequestKind.PRACTICE_SUSPENSION, starts_on=START, ends_on=last, explanation="Mission."
    )
    assert code in codes(request)


def test_a_start_that_has_come_is_not_deferred(world: World) -> None:
    days = {"starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2027, 5, 31), "explanation": "Un diplôme."}
    request = sent_request(world, RequestKind.DEFERRAL, **days)
    assert codes(request).isdisjoint({"PRACTICE_BEGUN", "PRACTICE_PLANNED"})
    signed_decision(world)
    assert "PRACTICE_PLANNED" in codes(request)
    PracticePeriodFactory(
        contract=world.contract, days=DateRange(dt.date(2026, 11, 2), None), kind="remplacement"
    )
    assert "PRACTICE_BEGUN" not in codes(request), "A replacement is no start."
    PracticePeriodFactory(
        contract=world.contract, days=DateRange(dt.date(2026, 11, 2), None), place_key="11132:autre"
    )
    assert "PRACTICE_BEGUN" in codes(request)


def test_a_suspension_says_when_there_is_nothing_to_suspend(world: World) -> None:
    days = {"starts_on": START, "ends_on": dt.date(2027, 6, 30), "explanation": "Mission."}
    request = sent_request(world, RequestKind.PRACTICE_SUSPENSION, **days)
    assert "NO_PRACTICE_TO_SUSPEND" in codes(request)
    PracticePeriodFactory(contract=world.contract, days=DateRange(dt.date(2026, 11, 2), START))
    assert "NO_PRACTICE_TO_SUSPEND" in codes(request), "That practice ends on the eve."
    PracticePeriodFactory(contract=world.contract, days=DateRange(START, None))
    assert "NO_PRACTICE_TO_SUSPEND" not in codes(request)
