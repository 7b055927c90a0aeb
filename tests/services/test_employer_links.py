"""The link of an employer: one use, thirty days, unguessable."""

import datetime as dt

import pytest

from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Refusal
from installations.enums import (
    PeriodStatus,
)
from installations.models import EmployerLink
from installations.services.employer_links import answer_link, ask_employer, open_link
from tests.factories.installations import (
    World,
    declared_period,
    make_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


JUNE = dt.date(2027, 6, 30)
LATER = dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC)


def token_of_last_mail() -> str:
    body = OutgoingMail.objects.filter(kind="installations.employer_asked").latest("created_at").body
    return body.split("/employeur/")[1].split("/")[0]


def test_an_employer_confirms_once(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=LATER)
    token = token_of_last_mail()
    assert not EmployerLink.objects.filter(token_sha256=token).exists()
    answer_link(token=token, is_confirmed=True, comment="", at=LATER)
    period.refresh_from_db()
    assert period.status == PeriodStatus.SUPPORTED
    with pytest.raises(Refusal) as refused:
        answer_link(token=token, is_confirmed=False, comment="", at=LATER)
    assert refused.value.code == "LINK_CLOSED"


@pytest.mark.parametrize("forged", ["", "x", "A" * 43, "é" * 20, "../../etc", "%00"])
def test_a_forged_link_opens_nothing(world: World, forged: str) -> None:
    declared_period(world, on=JUNE)
    with pytest.raises(Refusal):
        open_link(token=forged, at=LATER)


def test_an_expired_link_opens_nothing(world: World) -> None:
    period = declared_period(world, on=JUNE)
    link = ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=LATER)
    token = token_of_last_mail()
    open_link(token=token, at=link.expires_at - dt.timedelta(seconds=1))
    with pytest.raises(Refusal):
        open_link(token=token, at=link.expires_at)


def test_a_new_link_closes_the_one_before(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="a@example.org", at=LATER)
    first = token_of_last_mail()
    ask_employer(
        actor=world.signatory, period=period, email="b@example.org", at=LATER + dt.timedelta(hours=1)
    )
    with pytest.raises(Refusal):
        open_link(token=first, at=LATER + dt.timedelta(hours=2))


def test_an_employer_who_denies_leaves_the_period_declared(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="a@example.org", at=LATER)
    link = answer_link(token=token_of_last_mail(), is_confirmed=False, comment="Inconnue.", at=LATER)
    period.refresh_from_db()
    assert (period.status, link.comment) == (PeriodStatus.DECLARED, "Inconnue.")


def test_a_double_click_sends_one_link(world: World) -> None:
    period = declared_period(world, on=JUNE)
    links = {
        ask_employer(
            actor=world.signatory,
            period=period,
            email="cabinet@example.org",
            at=LATER + dt.timedelta(seconds=second),
        ).id
        for second in (0, 2)
    }
    assert len(links) == OutgoingMail.objects.filter(kind="installations.employer_asked").count() == 1
    open_link(token=token_of_last_mail(), at=LATER + dt.timedelta(minutes=1))
