"""The sweep of deadlines: offers whose last day has passed, then places whose next person is due.

Each offer is its own transaction that locks and re-reads before it writes, so two sweeps, a repeated one, or one after
three days of outage do the same thing once.
"""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor, system_actor
from contracts.enums import HOLDING, ListStatus, OfferStatus
from contracts.models import Campaign, Offer
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand
from contracts.rules import offer_lifecycle as lifecycle
from contracts.services import offers

REMINDED_DAYS_BEFORE = (14, 7, 1)
SWEEPER = system_actor("balayage des délais")


def due_offer_ids(*, on: dt.date, limit: int = 1000) -> list[uuid.UUID]:
    """Return the offers still open after their last day, oldest deadline first."""
    due = Offer.objects.filter(status=OfferStatus.SENT, last_day__lt=on).order_by("last_day", "id")
    return list(due.values_list("id", flat=True)[:limit])


def due_refill_ids(*, at: dt.datetime, limit: int = 1000) -> list[uuid.UUID]:
    """Return the freed offers whose next person is to be called now, oldest first."""
    due = Offer.objects.filter(refill_due_at__lte=at).order_by("refill_due_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def lapse_due_offers(*, actor: Actor, on: dt.date, at: dt.datetime) -> int:
    """Lapse every overdue offer and call whoever is due; return how many lapsed."""
    demand(actor.is_system)
    lapsed = sum(
        lapse_offer(actor=actor, offer_id=offer_id, on=on, at=at) for offer_id in due_offer_ids(on=on)
    )
    for offer_id in due_refill_ids(at=at):
        refill_place(actor=actor, offer_id=offer_id, on=on, at=at)
    return lapsed


def remind_missing_lists(*, actor: Actor, on: dt.date, at: dt.datetime) -> int:
    """Write to the offices whose list is due in 14, 7 or 1 days and not received; each day is told once."""
    demand(actor.is_system)
    days = [on + dt.timedelta(days=left) for left in REMINDED_DAYS_BEFORE]
    due = (
        Campaign.objects.filter(transmit_by_on__in=days)
        .exclude(lists__status=ListStatus.CURRENT)
        .exclude(faculty__email="")
        .select_related("faculty")
    )
    for campaign in due:
        notifications.tell_list_expected(campaign, on=on, at=at)
    return len(due)


@transaction.atomic
def lapse_offer(*, actor: Actor, offer_id: uuid.UUID, on: dt.date, at: dt.datetime) -> bool:
    """Lapse one offer after its last day; the next person is called now, or once the campaign's buffer is over.

    False when the offer is no longer open or no longer overdue: somebody else was faster.
    """
    demand(actor.is_system)
    campaign, offer = offers.locked_offer(offer_id)
    if offer.status != OfferStatus.SENT or offer.last_day is None or offer.last_day >= on:
        return False
    buffer = dt.timedelta(days=campaign.refill_delay_days)
    offers.close_offer(
        offer, lifecycle.LAPSE, actor=actor, at=at, refill_due_at=at + buffer if buffer else None
    )
    offers.record(actor, "contracts.offer_lapsed", offer, at, last_day=offer.last_day.isoformat())
    notifications.tell_offer_lapsed(offer, at=at)
    if not buffer:
        offers.refill(campaign, offer, actor=actor, on=on, at=at)
    return True


@transaction.atomic
def refill_place(*, actor: Actor, offer_id: uuid.UUID, on: dt.date, at: dt.datetime) -> Offer | None:
    """Call the next person on a place freed earlier, unless somebody holds it by now."""
    demand(actor.is_system)
    campaign, freed = offers.locked_offer(offer_id)
    if freed.refill_due_at is None or freed.refill_due_at > at:
        return None
    offers.refill_done(freed)
    if Offer.objects.filter(place_id=freed.place_id, status__in=HOLDING).exists():
        return None
    return offers.refill(campaign, freed, actor=actor, on=on, at=at)
