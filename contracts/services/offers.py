"""Offers: places proposed in rank order; each freed place calls the next person.

Lock order, always: the campaign (the pool of places), then the offer. The partial unique index on the place stays the
last word whatever this code does.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from contracts.enums import ListKind, ListStatus, OfferStatus
from contracts.models import Campaign, ListEntry, Offer, Place
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_follow_offers
from contracts.rules import offer_lifecycle as lifecycle
from contracts.rules.offers import OfferFacts, RankedLists, next_to_call
from contracts.selectors.places import callable_entries, free_places
from contracts.services.campaigns import locked_pool

PLACE_TAKEN = Refusal(
    "PLACE_TAKEN",
    "Cette place vient d'être proposée à une autre personne.",
    "Rechargez la page pour voir les places encore libres.",
)
_REFUSALS = {
    "offer_holds_its_place_alone": PLACE_TAKEN,
    "offer_one_live_per_candidate": Refusal(
        "ALREADY_CALLED",
        "Cette personne a déjà une proposition en cours ou un contrat signé.",
        "Rechargez la page pour voir l'état de la liste.",
    ),
}
_ALREADY_CLOSED = {
    OfferStatus.SIGNED: "Le contrat est déjà signé.",
    OfferStatus.REFUSED: "Cette proposition a déjà été refusée.",
    OfferStatus.LAPSED: "Le délai de cette proposition est dépassé.",
    OfferStatus.WITHDRAWN: "La candidature a été retirée.",
}


@transaction.atomic
def call_next(
    *, actor: Actor, campaign_id: uuid.UUID, on: dt.date, at: dt.datetime, skip_buffer: bool = False
) -> Offer:
    """Propose the first free place to the next person by rank.

    ``skip_buffer`` also uses a place whose lapse is so recent that a receipt dated in time may still be typed.
    Raises Refusal when no place is free, when no list is in force or when everybody was called.
    """
    campaign = locked_pool(campaign_id)
    demand(may_follow_offers(actor, campaign))
    places = _usable_places(campaign, at=at, skip_buffer=skip_buffer)[:1]
    return _call(campaign, places, actor=actor, on=on, at=at)[0]


@transaction.atomic
def call_all(*, actor: Actor, campaign_id: uuid.UUID, on: dt.date, at: dt.datetime) -> list[Offer]:
    """Propose every free place, in rank order. Raises Refusal when nothing can be sent."""
    campaign = locked_pool(campaign_id)
    demand(may_follow_offers(actor, campaign))
    return _call(campaign, _usable_places(campaign, at=at), actor=actor, on=on, at=at)


def _call(
    campaign: Campaign, places: Sequence[Place], *, actor: Actor, on: dt.date, at: dt.datetime
) -> list[Offer]:
    """Send at least one offer for these places, or say why none can be sent. Raises Refusal."""
    if not places:
        raise Refusal(
            "NO_FREE_PLACE",
            "Aucune place n'est libre : toutes sont proposées ou signées.",
            "Attendez un refus ou la fin d'un délai, ou publiez un arrêté qui ouvre des places.",
        )
    offers = _send(campaign, places, actor=actor, on=on, at=at)
    if not offers:
        raise _nobody_left(campaign)
    return offers


def _usable_places(campaign: Campaign, *, at: dt.datetime, skip_buffer: bool = False) -> list[Place]:
    places = list(free_places(campaign))
    waiting = set(
        Offer.objects.filter(campaign=campaign, refill_due_at__gt=at).values_list("place_id", flat=True)
    )
    ready = [place for place in places if place.id not in waiting]
    return ready + [place for place in places if place.id in waiting] if skip_buffer else ready


def _nobody_left(campaign: Campaign) -> Refusal:
    if not campaign.lists.filter(status=ListStatus.CURRENT).exists():
        return Refusal(
            "NO_LIST",
            "La faculté n'a pas encore envoyé sa liste.",
            "Relancez la scolarité ; les propositions partiront une fois la liste enregistrée.",
        )
    return Refusal(
        "NOBODY_LEFT",
        "Toutes les personnes de la liste ont déjà été appelées ou se sont retirées.",
        "La place peut servir à une autre filière de l'université, ou à une autre faculté, dans les périodes prévues.",
    )


def _send(
    campaign: Campaign, places: Sequence[Place], *, actor: Actor, on: dt.date, at: dt.datetime
) -> list[Offer]:
    """Send one offer per place to the people whom the ranking rule names; the pool is locked by the caller."""
    entries = _next_entries(campaign, len(places))
    offers = []
    for place, entry in zip(places, entries, strict=False):
        freed = _last_freed(place)
        with refusing(_REFUSALS):
            offers.append(_create(campaign, place, entry, freed, actor=actor, on=on, at=at))
        if freed is not None:
            refill_done(freed)
    return offers


def _next_entries(campaign: Campaign, places: int) -> list[ListEntry]:
    """Ask the ranking rule; only people who were never called are shown to it, so it reads a short list."""
    waiting = list(callable_entries(campaign)[:places])
    by_id = {str(entry.candidate_id): entry for entry in waiting}
    principal = tuple(key for key, entry in by_id.items() if entry.kind == ListKind.PRINCIPALE)
    complementary = tuple(key for key, entry in by_id.items() if entry.kind != ListKind.PRINCIPALE)
    facts = OfferFacts(
        places={campaign.stream: places}, lists={campaign.stream: RankedLists(principal, complementary)}
    )
    return [by_id[key] for key in next_to_call(facts).offers[campaign.stream]]


def _last_freed(place: Place) -> Offer | None:
    return (
        Offer.objects.filter(place=place, followers__isnull=True).order_by("-closed_at", "-sent_at").first()
    )


def _create(
    campaign: Campaign,
    place: Place,
    entry: ListEntry,
    follows: Offer | None,
    *,
    actor: Actor,
    on: dt.date,
    at: dt.datetime,
) -> Offer:
    entry.candidate.campaign = campaign  # as locked: the message names it without reading it again
    offer = Offer.objects.create(
        campaign=campaign,
        agency=campaign.agency,
        faculty_id=campaign.faculty_id,
        place=place,
        candidate=entry.candidate,
        entry=entry,
        follows=follows,
        sent_at=at,
        sent_on=on,
        sent_by_id=actor.user_id,
    )
    ListEntry.objects.filter(id=entry.id).update(called_at=at)
    record(actor, "contracts.offer_sent", offer, at, kind=entry.kind, rank=entry.rank, place=place.number)
    notifications.tell_offer_sent(offer, at=at)
    return offer


def locked_offer(offer_id: uuid.UUID) -> tuple[Campaign, Offer]:
    """Lock the pool, then the offer, and return both as they are now."""
    campaign_id = Offer.objects.values_list("campaign_id", flat=True).get(id=offer_id)
    campaign = locked_pool(campaign_id)
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("candidate", "place", "agency")
        .get(id=offer_id)
    )
    offer.candidate.campaign = campaign
    offer.candidate.faculty = campaign.faculty
    return campaign, offer


def demand_open(offer: Offer, action: str) -> None:
    """Refuse kindly what the state of the offer no longer allows. Raises Refusal."""
    if not lifecycle.OFFER_LIFECYCLE.allows(offer.status, action):
        raise Refusal(
            f"OFFER_{offer.status.upper()}",
            _ALREADY_CLOSED.get(OfferStatus(offer.status), "Cette proposition n'est plus en cours."),
            "Rechargez la page pour voir où en est la candidature.",
        )


def close_offer(
    offer: Offer, action: str, *, actor: Actor, at: dt.datetime, refill_due_at: dt.datetime | None = None
) -> None:
    """Move an open offer to the status that the lifecycle gives. Raises Refusal when it is no longer open."""
    demand_open(offer, action)
    offer.status = lifecycle.OFFER_LIFECYCLE.after(offer.status, action)
    offer.closed_at = at
    offer.closed_by_id = actor.user_id
    offer.refill_due_at = refill_due_at
    offer.save(update_fields=["status", "closed_at", "closed_by", "refill_due_at"])


def refill(campaign: Campaign, freed: Offer, *, actor: Actor, on: dt.date, at: dt.datetime) -> Offer | None:
    """Propose a place that has just been freed to the next person; nobody left leaves it free."""
    if freed.place.withdrawn_at is not None:
        return None
    entries = _next_entries(campaign, 1)
    if not entries:
        return None
    return _create(campaign, freed.place, entries[0], freed, actor=actor, on=on, at=at)


def refill_done(freed: Offer) -> None:
    """Note that nobody is to be called any more after this offer."""
    if freed.refill_due_at is not None:
        freed.refill_due_at = None
        freed.save(update_fields=["refill_due_at"])


def record(actor: Actor, action: str, offer: Offer, at: dt.datetime, **facts: object) -> None:
    """Add a journal line about an offer to the file of its candidate."""
    journal.record(
        actor=actor,
        action=action,
        obj=offer,
        at=at,
        agency_id=offer.agency_id,
        subject_id=offer.candidate_id,
        facts=facts,
    )
