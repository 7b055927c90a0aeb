"""Transfers of free places, in the windows that a text opens."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import locked, refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import ReallocationKind
from contracts.models import Campaign, Place, PlaceTransfer, ReallocationWindow
from contracts.policies.selection import demand, may_follow_offers, may_open_windows
from contracts.rules.reallocations import Pool, kind_of, what_prevents_transfer
from contracts.selectors.places import callable_entries, free_places
from contracts.selectors.reallocations import windows_of


@transaction.atomic
def open_window(
    *,
    actor: Actor,
    academic_year: str,
    kind: ReallocationKind,
    opens_on: dt.date,
    closes_on: dt.date,
    source: str,
    at: dt.datetime,
) -> ReallocationWindow:
    """Open a period during which places may change hands; ``source`` is the text that allows it. Raises BadInput."""
    demand(may_open_windows(actor))
    crossed = BadInput(
        "WINDOW_CROSSED", "La fin de la période précède son début.", "Corrigez l'une des deux dates."
    )
    with refusing({"window_closes_after_opening": crossed}):
        window = ReallocationWindow.objects.create(
            academic_year=academic_year, kind=kind, opens_on=opens_on, closes_on=closes_on, source=source
        )
    journal.record(
        actor=actor,
        action="contracts.window_opened",
        obj=window,
        at=at,
        facts={"kind": str(kind), "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()},
    )
    return window


@transaction.atomic
def transfer_places(
    *,
    actor: Actor,
    origin_id: uuid.UUID,
    target_id: uuid.UUID,
    count: int,
    on: dt.date,
    at: dt.datetime,
) -> list[Place]:
    """Move free places from a campaign to another. Raises Refusal that says which condition fails."""
    pools = {one.id: one for one in locked(Campaign.objects.filter(id__in=(origin_id, target_id)))}
    origin, target = pools[origin_id], pools[target_id]
    for campaign in (origin, target):
        demand(may_follow_offers(actor, campaign))
    before, after = pool_of(origin), pool_of(target)
    obstacle = what_prevents_transfer(before, after, count, windows_of(origin.academic_year), on)
    kind = kind_of(before, after)
    if obstacle or kind is None:
        raise Refusal(
            "TRANSFER_IMPOSSIBLE",
            f"Ces places ne peuvent pas être transférées : {obstacle}.",
            "Attendez la période prévue ou la fin de la liste, ou changez le nombre de places.",
        )
    places = list(free_places(origin).order_by("-number")[:count])
    _move(places, origin, target)
    PlaceTransfer.objects.bulk_create(
        PlaceTransfer(
            place=place, origin=origin, target=target, kind=kind, moved_at=at, moved_by_id=actor.user_id
        )
        for place in places
    )
    journal.record(
        actor=actor,
        action="contracts.places_transferred",
        obj=target,
        at=at,
        agency_id=target.agency_id,
        facts={"origin": str(origin.id), "places": len(places), "kind": str(kind)},
    )
    return places


def _move(places: Iterable[Place], origin: Campaign, target: Campaign) -> None:
    last = target.places.aggregate(last=Max("number"))["last"] or 0
    for number, place in enumerate(places, start=last + 1):
        # What freed the place stays in the campaign of origin: nobody is to be called there any more.
        origin.offers.filter(place=place, refill_due_at__isnull=False).update(refill_due_at=None)
        place.campaign, place.number = target, number
        place.save(update_fields=["campaign", "number"])


def pool_of(campaign: Campaign) -> Pool:
    """Return a campaign as the rule of transfers sees it."""
    return Pool(
        academic_year=campaign.academic_year,
        university=campaign.faculty.university,
        faculty=str(campaign.faculty_id),
        region=campaign.agency.region_code,
        stream=campaign.stream,
        free=free_places(campaign).count(),
        waiting=callable_entries(campaign).count(),
    )
