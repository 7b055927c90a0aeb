"""Quota orders: written down, then corrected or removed as long as they are not published."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import OrderKind, Stream
from contracts.models import QuotaLine, QuotaOrder
from contracts.policies.selection import demand, may_publish_quota, may_write_quota_line
from contracts.selectors.quotas import fingerprint_of


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
        _write_lines(order, lines)
    record(actor, "contracts.quota_recorded", order, at)
    return order


@transaction.atomic
def correct_quota_order(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    shown: str,
    academic_year: str,
    number: str,
    signed_on: dt.date,
    kind: OrderKind,
    lines: Sequence[Allocation],
    on: dt.date,
    at: dt.datetime,
) -> QuotaOrder:
    """Write an unpublished order again, whole; ``shown`` is the fingerprint of what was corrected. Raises Refusal."""
    order = locked_draft(actor, order_id, shown)
    _demand_lines(actor, lines)
    _check_order(lines, kind, signed_on, on)
    before = _told(order)
    order.academic_year, order.number, order.signed_on, order.kind = academic_year, number, signed_on, kind
    with refusing(_REFUSALS):
        order.save(update_fields=["academic_year", "number", "signed_on", "kind"])
        order.lines.all().delete()
        _write_lines(order, lines)
    record(actor, "contracts.quota_corrected", order, at, before=before)
    return order


@transaction.atomic
def remove_quota_order(*, actor: Actor, order_id: uuid.UUID, shown: str, at: dt.datetime) -> None:
    """Remove an order that was never published; the journal keeps what it said. Raises Refusal."""
    order = locked_draft(actor, order_id, shown)
    record(actor, "contracts.quota_removed", order, at)
    order.delete()


def locked_draft(actor: Actor, order_id: uuid.UUID, shown: str | None) -> QuotaOrder:
    """Lock an order that is not published and says what ``shown`` says, when that is given. Raises Refusal."""
    order = QuotaOrder.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise Refusal(
            "ORDER_REMOVED",
            "Cet arrêté vient d'être supprimé : il n'était pas publié.",
            "Retournez à la liste des arrêtés.",
        )
    demand(may_publish_quota(actor, order))
    if order.published_at is not None:
        raise Refusal(
            "ALREADY_PUBLISHED",
            "Cet arrêté est déjà publié : ses places sont ouvertes.",
            "Pour changer les places, saisissez un nouvel arrêté (redistribution).",
        )
    if shown is not None and shown != fingerprint_of(order):
        raise Refusal(
            "ORDER_CHANGED",
            "Cet arrêté a été corrigé depuis que cette page vous a été montrée. Rien n'a été changé.",
            "Ouvrez-le de nouveau, relisez-le, puis recommencez.",
        )
    return order


def _write_lines(order: QuotaOrder, lines: Sequence[Allocation]) -> None:
    QuotaLine.objects.bulk_create(
        QuotaLine(order=order, faculty_id=line.faculty_id, stream=line.stream, places=line.places)
        for line in lines
    )


def record(actor: Actor, action: str, order: QuotaOrder, at: dt.datetime, **facts: object) -> None:
    """Add a journal line that tells the whole order."""
    journal.record(actor=actor, action=action, obj=order, at=at, facts=_told(order) | facts)


def _told(order: QuotaOrder) -> dict[str, object]:
    lines = order.lines.select_related("faculty").order_by("faculty__name", "stream")
    return {
        "academic_year": order.academic_year,
        "number": order.number,
        "signed_on": order.signed_on.isoformat(),
        "kind": order.kind,
        "lines": [[line.faculty.code, line.stream, line.places] for line in lines],
        "places": sum(line.places for line in lines),
    }


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
