"""Quota orders: written down, then published, which opens (or takes back) places."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import locked, refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import OrderKind, Stream
from contracts.models import Campaign, Place, QuotaLine, QuotaOrder
from contracts.policies.selection import demand, may_publish_quota, may_write_quota_line
from contracts.selectors.places import free_places


@dataclass(frozen=True, slots=True)
class Allocation:
    """Places given to a faculty in a stream; negative when a redistribution takes them back."""

    faculty_id: uuid.UUID
    stream: Stream
    places: int


_REFUSALS = {
    "quota_order_once_per_year": Refusal(
        "ORDER_EXISTS",
        "Un arrêté de cette année porte déjà cette référence.",
        "Ouvrez l'arrêté existant, ou corrigez la référence.",
    ),
    "quota_line_once_per_faculty_stream": BadInput(
        "LINE_TWICE",
        "Une faculté figure deux fois pour la même filière.",
        "Gardez une seule ligne par faculté et filière.",
    ),
    "quota_line_stays_plausible": BadInput(
        "TOO_MANY_PLACES", "Le nombre de places est invraisemblable.", "Vérifiez le nombre lu dans l'arrêté."
    ),
}


@transaction.atomic
def record_quota_order(
    *,
    actor: Actor,
    academic_year: str,
    number: str,
    signed_on: dt.date,
    kind: OrderKind,
    lines: Sequence[Allocation],
    on: dt.date,
    at: dt.datetime,
) -> QuotaOrder:
    """Write down an order as it was signed; nothing opens before it is published. Raises Refusal."""
    _demand_lines(actor, lines)
    _check_order(lines, kind, signed_on, on)
    with refusing(_REFUSALS):
        order = QuotaOrder.objects.create(
            academic_year=academic_year, number=number, signed_on=signed_on, kind=kind, created_at=at
        )
        QuotaLine.objects.bulk_create(
            QuotaLine(order=order, faculty_id=line.faculty_id, stream=line.stream, places=line.places)
            for line in lines
        )
    journal.record(
        actor=actor,
        action="contracts.quota_recorded",
        obj=order,
        at=at,
        facts={"academic_year": academic_year, "places": sum(line.places for line in lines)},
    )
    return order


def _demand_lines(actor: Actor, lines: Sequence[Allocation]) -> None:
    agencies = dict(
        Faculty.objects.filter(id__in={line.faculty_id for line in lines}).values_list("id", "agency_id")
    )
    for line in lines:
        demand(may_write_quota_line(actor, agency_id=agencies[line.faculty_id]))


def _check_order(lines: Sequence[Allocation], kind: OrderKind, signed_on: dt.date, on: dt.date) -> None:
    if not any(line.places for line in lines):
        raise BadInput("NO_PLACES", "L'arrêté n'ouvre aucune place.", "Donnez au moins un nombre de places.")
    if kind == OrderKind.FIRST and any(line.places < 0 for line in lines):
        raise BadInput(
            "NEGATIVE_PLACES",
            "Un arrêté initial ne reprend pas de places.",
            "Choisissez « Redistribution en cours d'année » pour reprendre des places.",
        )
    if signed_on > on:
        raise BadInput(
            "SIGNED_IN_FUTURE", "L'arrêté serait signé dans le futur.", "Corrigez la date de signature."
        )


@transaction.atomic
def publish_quota(*, actor: Actor, order_id: uuid.UUID, at: dt.datetime) -> QuotaOrder:
    """Publish an order: its places exist from now on. Raises Refusal; then nothing is changed.

    A line that takes places back withdraws free ones; places already offered or signed never disappear.
    """
    order = QuotaOrder.objects.select_for_update().get(id=order_id)
    demand(may_publish_quota(actor, order))
    if order.published_at is not None:
        raise Refusal(
            "ALREADY_PUBLISHED",
            "Cet arrêté est déjà publié : ses places sont ouvertes.",
            "Pour changer les places, saisissez un nouvel arrêté (redistribution).",
        )
    lines = list(order.lines.select_related("faculty").exclude(places=0))
    pools = _pools(order, lines)
    for line in lines:
        pool = pools[line.faculty_id, line.stream]
        if line.places > 0:
            _open_places(pool, line)
        else:
            _take_places_back(pool, -line.places, at)
    order.published_at = at
    order.published_by_id = actor.user_id
    order.save(update_fields=["published_at", "published_by"])
    journal.record(
        actor=actor,
        action="contracts.quota_published",
        obj=order,
        at=at,
        facts={"lines": len(lines), "places": sum(line.places for line in lines)},
    )
    return order


def _pools(order: QuotaOrder, lines: Sequence[QuotaLine]) -> dict[tuple[uuid.UUID, str], Campaign]:
    faculties = {line.faculty_id for line in lines}
    campaigns = locked(Campaign.objects.filter(academic_year=order.academic_year, faculty_id__in=faculties))
    pools = {(campaign.faculty_id, campaign.stream): campaign for campaign in campaigns}
    missing = [line for line in lines if (line.faculty_id, line.stream) not in pools]
    if missing:
        names = " ; ".join(f"{line.faculty}, {line.get_stream_display()}" for line in missing)
        raise Refusal(
            "NO_CAMPAIGN",
            f"Aucune campagne {order.academic_year} n'est ouverte pour : {names}.",
            "Ouvrez ces campagnes, puis publiez l'arrêté.",
        )
    return pools


def _open_places(campaign: Campaign, line: QuotaLine) -> None:
    last = campaign.places.aggregate(last=Max("number"))["last"] or 0
    Place.objects.bulk_create(
        Place(campaign=campaign, number=number, quota_line=line)
        for number in range(last + 1, last + line.places + 1)
    )


def _take_places_back(campaign: Campaign, count: int, at: dt.datetime) -> None:
    free = list(free_places(campaign).order_by("-number")[:count])
    if len(free) < count:
        raise Refusal(
            "BELOW_OFFERS",
            f"{campaign} : places à reprendre : {count} ; places libres : {len(free)}. "
            "Les autres sont déjà proposées ou signées, et rien ne peut les reprendre.",
            "Attendez la fin des délais en cours, ou enregistrez un arrêté qui en reprend moins.",
        )
    Place.objects.filter(id__in=[place.id for place in free]).update(withdrawn_at=at)
