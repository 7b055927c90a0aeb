"""Quota orders open places, never twice, and never take back one that is held."""

import datetime as dt
from typing import Any

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import OrderKind, Stream
from contracts.models import Campaign, Place, QuotaOrder
from contracts.services import offers
from contracts.services.quotas import Allocation, publish_quota, record_quota_order
from tests.factories.accounts import make_actor
from tests.factories.contracts import CampaignFactory
from tests.factories.selection import SENT_ON, make_selection, moment

pytestmark = pytest.mark.django_db


def order(actor: Actor, campaign: Campaign, places: int, **changes: Any) -> QuotaOrder:
    facts = {
        "academic_year": campaign.academic_year,
        "number": "Arrêté inventé du 2 mai",
        "signed_on": dt.date(2026, 5, 2),
        "kind": OrderKind.FIRST,
        **changes,
    }
    lines = [Allocation(campaign.faculty_id, Stream(campaign.stream), places)]
    return record_quota_order(actor=actor, lines=lines, **facts, **moment(SENT_ON))


@pytest.fixture
def payer() -> Actor:
    return make_actor(Role.PAYEUR)


def test_publishing_opens_numbered_places(payer: Actor) -> None:
    campaign = CampaignFactory()

    publish_quota(actor=payer, order_id=order(payer, campaign, 3).id, at=moment(SENT_ON)["at"])

    assert list(campaign.places.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_an_order_opens_nothing_before_it_is_published(payer: Actor) -> None:
    order(payer, CampaignFactory(), 3)

    assert not Place.objects.exists()


def test_publishing_twice_opens_nothing_more(payer: Actor) -> None:
    published = publish_quota(
        actor=payer, order_id=order(payer, CampaignFactory(), 3).id, at=moment(SENT_ON)["at"]
    )

    with pytest.raises(Refusal) as refused:
        publish_quota(actor=payer, order_id=published.id, at=moment(SENT_ON)["at"])

    assert refused.value.code == "ALREADY_PUBLISHED"
    assert Place.objects.count() == 3


def test_an_order_for_a_faculty_without_campaign_opens_nothing(payer: Actor) -> None:
    row = order(payer, CampaignFactory(stream=Stream.MEDECINE), 3)
    row.lines.update(stream=Stream.ODONTOLOGIE)

    with pytest.raises(Refusal) as refused:
        publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])

    assert refused.value.code == "NO_CAMPAIGN"
    assert not Place.objects.exists()


def test_a_redistribution_takes_free_places_back(payer: Actor) -> None:
    selection = make_selection(places=3)
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    row = order(payer, selection.campaign, -2, kind=OrderKind.REDISTRIBUTION)

    publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])

    kept = Place.objects.filter(withdrawn_at__isnull=True)
    assert [place.number for place in kept] == [1]


def test_an_order_below_the_offers_already_made_is_refused(payer: Actor) -> None:
    selection = make_selection(places=2)
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    row = order(payer, selection.campaign, -2, kind=OrderKind.REDISTRIBUTION)

    with pytest.raises(Refusal) as refused:
        publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])

    assert refused.value.code == "BELOW_OFFERS"
    assert Place.objects.filter(withdrawn_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("places", "changes", "code"),
    [
        (0, {}, "NO_PLACES"),
        (-1, {}, "NEGATIVE_PLACES"),
        (501, {}, "TOO_MANY_PLACES"),
        (1, {"signed_on": SENT_ON + dt.timedelta(days=1)}, "SIGNED_IN_FUTURE"),
    ],
)
def test_an_impossible_order_is_refused(
    payer: Actor, places: int, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        order(payer, CampaignFactory(), places, **changes)

    assert refused.value.code == code
    assert not QuotaOrder.objects.exists()


def test_the_same_reference_is_refused_twice(payer: Actor) -> None:
    campaign = CampaignFactory()
    order(payer, campaign, 1)

    with pytest.raises(Refusal) as refused:
        order(payer, campaign, 1)

    assert refused.value.code == "ORDER_EXISTS"


def test_a_referent_writes_the_lines_of_the_region_only() -> None:
    campaign = CampaignFactory()
    own, foreign = make_actor(Role.REFERENT, agency=campaign.agency), make_actor(Role.REFERENT)

    order(own, campaign, 1)

    with pytest.raises(Forbidden):
        order(foreign, campaign, 1, number="Autre")
