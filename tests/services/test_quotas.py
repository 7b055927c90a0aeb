"""Quota orders open places, never twice, and never take back one that is held."""

import datetime as dt
from typing import Any

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import ListKind, OrderKind, Stream
from contracts.models import Campaign, Place, QuotaLine, QuotaOrder
from contracts.selectors.quotas import fingerprint_of
from contracts.services import offers
from contracts.services.places import publish_quota
from contracts.services.quotas import Allocation, correct_quota_order, record_quota_order, remove_quota_order
from tests.factories.accounts import make_actor
from tests.factories.contracts import (
    CampaignFactory,
    CandidateFactory,
    ListEntryFactory,
    SelectionListFactory,
)
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


def corrected(actor: Actor, row: QuotaOrder, places: int, *, shown: str | None = None, **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "academic_year": row.academic_year,
        "number": row.number,
        "signed_on": row.signed_on,
        "kind": OrderKind(row.kind),
        **changes,
    }
    line = QuotaLine.objects.get(order=row)
    lines = [Allocation(line.faculty_id, Stream(line.stream), places)]
    shown = fingerprint_of(row) if shown is None else shown
    return correct_quota_order(
        actor=actor, order_id=row.id, shown=shown, lines=lines, **facts, **moment(SENT_ON)
    )


def test_an_unpublished_order_is_corrected_and_the_journal_keeps_what_it_said(payer: Actor) -> None:
    row = order(payer, CampaignFactory(), 3)

    corrected(payer, row, 5, number="Arrêté inventé du 3 mai")

    row.refresh_from_db()
    assert (row.number, [line.places for line in row.lines.all()]) == ("Arrêté inventé du 3 mai", [5])
    told = Entry.objects.get(action="contracts.quota_corrected").facts
    assert (told["before"]["number"], told["before"]["places"], told["places"]) == (
        "Arrêté inventé du 2 mai",
        3,
        5,
    )


def test_a_correction_is_refused_as_a_new_order_would_be_and_changes_nothing(payer: Actor) -> None:
    campaign = CampaignFactory()
    order(payer, campaign, 1, number="Pris")
    row = order(payer, campaign, 3)

    for places, changes, code in (
        (0, {}, "NO_PLACES"),
        (-1, {}, "NEGATIVE_PLACES"),
        (1, {"number": "Pris"}, "ORDER_EXISTS"),
        (501, {}, "TOO_MANY_PLACES"),
    ):
        with pytest.raises(Refusal) as refused:
            corrected(payer, row, places, **changes)
        assert refused.value.code == code

    row.refresh_from_db()
    assert (row.number, row.lines.get().places) == ("Arrêté inventé du 2 mai", 3)


def test_what_was_not_shown_is_neither_corrected_nor_removed_nor_published(payer: Actor) -> None:
    row = order(payer, CampaignFactory(), 3)
    read = fingerprint_of(row)
    corrected(payer, row, 5)
    at = moment(SENT_ON)["at"]

    for act in (
        lambda: corrected(payer, row, 4, shown=read),
        lambda: remove_quota_order(actor=payer, order_id=row.id, shown=read, at=at),
        lambda: publish_quota(actor=payer, order_id=row.id, at=at, shown=read),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "ORDER_CHANGED"

    assert row.lines.get().places == 5
    assert not Place.objects.exists()


def test_a_published_order_is_neither_corrected_nor_removed(payer: Actor) -> None:
    row = order(payer, CampaignFactory(), 3)
    at = moment(SENT_ON)["at"]
    publish_quota(actor=payer, order_id=row.id, at=at)

    for act in (
        lambda: corrected(payer, row, 5),
        lambda: remove_quota_order(actor=payer, order_id=row.id, shown=fingerprint_of(row), at=at),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "ALREADY_PUBLISHED"

    assert row.lines.get().places == 3


def test_an_order_typed_by_mistake_is_removed_once_and_the_journal_keeps_it(payer: Actor) -> None:
    row = order(payer, CampaignFactory(), 3)
    shown, at = fingerprint_of(row), moment(SENT_ON)["at"]

    remove_quota_order(actor=payer, order_id=row.id, shown=shown, at=at)

    assert not QuotaOrder.objects.exists()
    assert Entry.objects.get(action="contracts.quota_removed").facts["number"] == "Arrêté inventé du 2 mai"
    with pytest.raises(Refusal) as refused:
        remove_quota_order(actor=payer, order_id=row.id, shown=shown, at=at)
    assert refused.value.code == "ORDER_REMOVED"


def test_a_referent_corrects_nothing_that_names_another_region() -> None:
    campaign = CampaignFactory()
    own, foreign = make_actor(Role.REFERENT, agency=campaign.agency), make_actor(Role.REFERENT)
    row = order(own, campaign, 1)

    with pytest.raises(Forbidden):
        corrected(foreign, row, 2)
    with pytest.raises(Forbidden):
        remove_quota_order(
            actor=foreign, order_id=row.id, shown=fingerprint_of(row), at=moment(SENT_ON)["at"]
        )


def listed(complementary: int) -> Campaign:
    """Return a campaign whose list came before its quota."""
    ranked = SelectionListFactory(rows=complementary)
    for rank in range(1, complementary + 1):
        candidate = CandidateFactory(campaign=ranked.campaign)
        ListEntryFactory(list=ranked, candidate=candidate, kind=ListKind.COMPLEMENTAIRE, rank=rank)
    return ranked.campaign


@pytest.mark.parametrize(("complementary", "places", "opened"), [(4, 1, 1), (5, 1, 0), (5, 2, 2)])
def test_a_list_that_came_before_its_quota_is_measured_at_publication(
    payer: Actor, complementary: int, places: int, opened: int
) -> None:
    row = order(payer, listed(complementary), places)

    if opened:
        publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])
    else:
        with pytest.raises(Refusal) as refused:
            publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])
        assert refused.value.code == "LIST_OVER_CAP"
        assert "5 noms sur la liste complémentaire, 4 au plus pour 1 contrats" in refused.value.message

    assert Place.objects.count() == opened


def test_a_list_already_called_is_not_measured_against_places_taken_back(payer: Actor) -> None:
    selection = make_selection(places=2, complementary=5)
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    row = order(payer, selection.campaign, -1, kind=OrderKind.REDISTRIBUTION)

    publish_quota(actor=payer, order_id=row.id, at=moment(SENT_ON)["at"])

    assert Place.objects.filter(withdrawn_at__isnull=True).count() == 1
