"""Practice: planned, declared and verified apart; shares; days that cannot be cut."""

import datetime as dt

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Refusal
from installations.selectors.statements import statement_of
from installations.services.practice import end_practice, verify_practice
from installations.services.reminders import remind_practice
from tests.factories.accounts import make_actor
from tests.factories.installations import (
    AT,
    COMPLETED_ON,
    TODAY,
    World,
    declared_period,
    make_world,
    signed_decision,
)

pytestmark = pytest.mark.django_db
JUNE = dt.date(2027, 6, 30)
LATER = dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC)


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_planned_declared_and_verified_months_are_never_mixed(world: World) -> None:
    signed_decision(world)
    first = statement_of(world.signatory, world.contract, TODAY)
    assert (first.months_declared, first.months_verified) == (0, 0)
    assert first.ends_on is not None
    period = declared_period(world, on=JUNE, starts_on=dt.date(2027, 1, 4))
    declared = statement_of(world.signatory, world.contract, JUNE)
    assert declared.months_declared > 5
    assert declared.months_verified == 0
    verify_practice(
        actor=world.referent, period=period, until=dt.date(2027, 3, 31), is_eligible=True, at=LATER
    )
    verified = statement_of(world.signatory, world.contract, JUNE)
    assert verified.months_verified + verified.months_declared == declared.months_declared
    assert 2 < verified.months_verified < 3


def test_the_statement_of_somebody_else_does_not_exist(world: World) -> None:
    with pytest.raises(Http404):
        statement_of(make_actor(Role.SIGNATAIRE), world.contract, TODAY)


def test_two_places_above_full_time_are_refused(world: World) -> None:
    declared_period(world, on=JUNE)
    with pytest.raises(BadInput) as refused:
        declared_period(world, on=JUNE, commune_code="34173", structure="Autre cabinet")
    assert refused.value.code == "ABOVE_FULL_TIME"


def test_verified_days_cannot_be_cut(world: World) -> None:
    period = declared_period(world, on=JUNE)
    verify_practice(
        actor=world.referent, period=period, until=dt.date(2027, 3, 31), is_eligible=True, at=LATER
    )
    with pytest.raises(Refusal):
        end_practice(actor=world.signatory, period=period, last_day=dt.date(2027, 3, 30), at=LATER)
    period = end_practice(actor=world.signatory, period=period, last_day=dt.date(2027, 4, 30), at=LATER)
    assert period.last_day == dt.date(2027, 4, 30)


def test_a_period_is_verified_only_within_its_days(world: World) -> None:
    period = declared_period(world, on=JUNE, ends_on=dt.date(2027, 5, 31))
    for until in (dt.date(2027, 1, 3), dt.date(2027, 6, 1)):
        with pytest.raises(BadInput):
            verify_practice(actor=world.referent, period=period, until=until, is_eligible=True, at=LATER)


def test_the_yearly_reminder_leaves_once_and_tells_what_is_known(world: World) -> None:
    assert remind_practice(on=TODAY, at=AT) == 0
    period = declared_period(world, on=JUNE)
    day = dt.date(2027, 10, 30)
    assert [remind_practice(on=day, at=LATER), remind_practice(on=day, at=LATER)] == [1, 0]
    mail = OutgoingMail.objects.get(kind="installations.practice_reminder")
    assert period.structure in mail.body
    assert remind_practice(on=dt.date(2028, 10, 30), at=LATER) == 1
    world.contract.status = "completed"
    world.contract.closed_on = day
    world.contract.save(update_fields=["status", "closed_on"])
    assert remind_practice(on=dt.date(2029, 10, 30), at=LATER) == 0


def test_a_contract_that_has_ended_takes_neither_practice_nor_requests(world: World) -> None:
    world.contract.status, world.contract.closed_on = "completed", TODAY
    world.contract.save()
    with pytest.raises(Refusal) as refused:
        declared_period(world, on=TODAY, starts_on=COMPLETED_ON)
    assert refused.value.code == "CONTRACT_ENDED"
    client = Client()
    client.force_login(User.objects.get(id=world.signatory.user_id))
    page = client.get(reverse("my_requests")).text
    assert "plus aucune demande ne s'y fait" in page
    assert reverse("new_request", args=["installation"]) not in page
    assert reverse("declare_practice") not in client.get(reverse("my_practice")).text
