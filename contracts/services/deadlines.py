"""The sweep of deadlines: offers whose last day has passed, then places whose next person is due.

Each offer is its own transaction that locks and re-reads before it writes, so two sweeps, a repeated one, or one after
three days of outage do the same thing once.
"""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.refusals import Refusal
from contracts.enums import HOLDING, ListStatus, OfferStatus
from contracts.models import Campaign, Offer
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_record_for_offer
from contracts.rules import offer_lifecycle as lifecycle
from contracts.rules.deadlines import step_reached, surely_over_by
from contracts.services import offers

REMINDED_DAYS_BEFORE = (14, 7, 1)
SIGNING_REMINDED_DAYS_BEFORE = (7, 2)
OPENING_REMINDED_DAYS_AFTER = (7, 20)
SWEEPER = system_actor("balayage des délais")


def due_offer_ids(*, on: dt.date, limit: int = 1000) -> list[uuid.UUID]:
    """Return the offers still open though their delay is over in every reading of it, oldest deadline first."""
    over = Offer.objects.filter(status=OfferStatus.SENT, last_day__lte=surely_over_by(on))
    due = over.order_by("last_day", "id")
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
    """Write to the offices whose list is due within 14, 7 or 1 days and not received; each step is told once.

    A step whose day the portal slept through is told on waking; two of them at once make one message.
    """
    demand(actor.is_system)
    due = (
        Campaign.objects.filter(opens_on__lte=on)
        .filter(transmit_by_on__range=(on, on + dt.timedelta(days=REMINDED_DAYS_BEFORE[0])))
        .exclude(lists__status=ListStatus.CURRENT)
        .exclude(faculty__email="")
        .select_related("faculty")
    )
    for campaign in due:
        step = step_reached((campaign.transmit_by_on - on).days, REMINDED_DAYS_BEFORE)
        notifications.tell_list_expected(campaign, step=step, on=on, at=at)
    return len(due)


def remind_people(*, actor: Actor, on: dt.date, at: dt.datetime) -> int:
    """Write to the people whose offer ends within 7 or 2 days, or stays unopened after 7 or 20; each step once."""
    demand(actor.is_system)
    sent = Offer.objects.filter(status=OfferStatus.SENT).select_related(
        "candidate__campaign__faculty", "agency"
    )
    ending = sent.filter(last_day__range=(on, on + dt.timedelta(days=SIGNING_REMINDED_DAYS_BEFORE[0])))
    for offer in ending:
        if offer.last_day is not None:
            step = step_reached((offer.last_day - on).days, SIGNING_REMINDED_DAYS_BEFORE)
            notifications.tell_offer_ending(offer, last_day=offer.last_day, step=step, on=on, at=at)
    unopened = sent.filter(
        received_on__isnull=True, sent_on__lte=on - dt.timedelta(days=OPENING_REMINDED_DAYS_AFTER[0])
    )
    for offer in unopened:
        step = max(days for days in OPENING_REMINDED_DAYS_AFTER if days <= (on - offer.sent_on).days)
        notifications.tell_offer_unopened(offer, step=step, at=at)
    return len(ending) + len(unopened)


@transaction.atomic
def lapse_offer(*, actor: Actor, offer_id: uuid.UUID, on: dt.date, at: dt.datetime) -> bool:
    """Lapse one offer whose delay is over in every reading; what follows is that of ``note_lapse``.

    False when the offer is no longer open or not overdue: somebody else was faster.
    """
    demand(actor.is_system)
    campaign, offer = offers.locked_offer(offer_id)
    if offer.status != OfferStatus.SENT or offer.last_day is None or offer.last_day > surely_over_by(on):
        return False
    _lapse(campaign, offer, actor=actor, on=on, at=at)
    return True


@transaction.atomic
def note_lapse(*, actor: Actor, offer_id: uuid.UUID, on: dt.date, at: dt.datetime) -> Offer:
    """Lapse an offer by an agent's hand, from the day after its last day, even when that day was not a working day.

    The next person is called now, or once the campaign's buffer is over. Raises Refusal.
    """
    campaign, offer = offers.locked_offer(offer_id)
    demand(may_record_for_offer(actor, offer))
    offers.demand_open(offer, lifecycle.LAPSE)
    if offer.last_day is None or offer.last_day >= on:
        raise Refusal(
            "NOT_OVERDUE",
            "Le délai de cette proposition n'est pas terminé.",
            f"Attendez le lendemain du {offer.last_day:%d/%m/%Y}."
            if offer.last_day
            else "Notez d'abord le jour de réception.",
        )
    _lapse(campaign, offer, actor=actor, on=on, at=at)
    return offer


def _lapse(campaign: Campaign, offer: Offer, *, actor: Actor, on: dt.date, at: dt.datetime) -> None:
    buffer = dt.timedelta(days=campaign.refill_delay_days)
    offers.close_offer(
        offer, lifecycle.LAPSE, actor=actor, at=at, refill_due_at=at + buffer if buffer else None
    )
    offers.record(actor, "contracts.offer_lapsed", offer, at, last_day=str(offer.last_day))
    notifications.tell_offer_lapsed(offer, at=at)
    if not buffer:
        offers.refill(campaign, offer, actor=actor, on=on, at=at)


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
