"""Draft → checked → published → superseded: each step once, and nothing changes after publication."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import locked
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from zonage.enums import SnapshotStatus
from zonage.models import Snapshot
from zonage.policies import require_edit
from zonage.selectors.comparison import differences


@dataclass(frozen=True, slots=True)
class Order:
    """The order that fixes a zoning. What is left out keeps what the file said."""

    number: str = ""
    signed_on: dt.date | None = None
    effective_on: dt.date | None = None


@transaction.atomic
def check_snapshot(*, actor: Actor, snapshot_id: uuid.UUID | str, order: Order, at: dt.datetime) -> Snapshot:
    """Record that an agent has read the remarks of a draft and given its order; it may then be published.

    Raises Refusal ``SNAPSHOT_NOT_DRAFT`` or BadInput ``ORDER_DATES``.
    """
    snapshot = _locked(snapshot_id)
    require_edit(actor, snapshot.region_id)
    if snapshot.status not in (SnapshotStatus.DRAFT, SnapshotStatus.CHECKED):
        raise Refusal("SNAPSHOT_NOT_DRAFT", "Ce zonage est déjà publié : il ne change plus.")
    _give_order(snapshot, order)
    snapshot.status, snapshot.checked_at = SnapshotStatus.CHECKED, at
    snapshot.save(update_fields=["order_number", "order_on", "effective_on", "status", "checked_at"])
    journal.record(actor=actor, action="zonage.snapshot_checked", obj=snapshot, at=at, facts=_facts(snapshot))
    return snapshot


@transaction.atomic
def publish_snapshot(*, actor: Actor, snapshot_id: uuid.UUID | str, on: dt.date, at: dt.datetime) -> Snapshot:
    """Publish a checked snapshot: from its first day on, places are judged with it; the one before is superseded.

    Without any known day, the zoning applies from ``on``, the day of its publication. Raises Refusal
    ``SNAPSHOT_NOT_CHECKED``, ``SNAPSHOT_EMPTY`` or ``ORDER_OLDER`` (an order not later than the one in force).
    """
    snapshot = _locked(snapshot_id)
    require_edit(actor, snapshot.region_id)
    if snapshot.status != SnapshotStatus.CHECKED:
        raise Refusal(
            "SNAPSHOT_NOT_CHECKED",
            "Ce zonage est déjà publié."
            if snapshot.status != SnapshotStatus.DRAFT
            else "Ce zonage n'a pas été contrôlé.",
            "Lisez d'abord les remarques du brouillon et indiquez son arrêté.",
        )
    if snapshot.rows == 0:
        raise Refusal("SNAPSHOT_EMPTY", "Ce zonage n'a aucune ligne : il n'y a rien à publier.")
    snapshot.effective_on = snapshot.effective_on or snapshot.order_on or on
    before = _supersede(snapshot, at)
    snapshot.summary = _summary(before, snapshot)
    snapshot.status, snapshot.published_at = SnapshotStatus.PUBLISHED, at
    snapshot.save(update_fields=["effective_on", "summary", "status", "published_at"])
    facts = _facts(snapshot) | {"replaces": str(before.id) if before else None}
    journal.record(actor=actor, action="zonage.snapshot_published", obj=snapshot, at=at, facts=facts)
    return snapshot


@transaction.atomic
def discard_draft(*, actor: Actor, snapshot_id: uuid.UUID | str, at: dt.datetime) -> None:
    """Delete a snapshot that was never published."""
    snapshot = _locked(snapshot_id)
    require_edit(actor, snapshot.region_id)
    if snapshot.status not in (SnapshotStatus.DRAFT, SnapshotStatus.CHECKED):
        raise Refusal("SNAPSHOT_NOT_DRAFT", "Ce zonage est publié : il ne s'efface plus.")
    journal.record(actor=actor, action="zonage.draft_discarded", obj=snapshot, at=at, facts=_facts(snapshot))
    snapshot.delete()


def _locked(snapshot_id: uuid.UUID | str) -> Snapshot:
    found = locked(Snapshot.objects.filter(id=snapshot_id))
    if not found:
        raise BadInput("SNAPSHOT_UNKNOWN", "Ce zonage n'existe pas.")
    return found[0]


def _give_order(snapshot: Snapshot, order: Order) -> None:
    snapshot.order_number = order.number or snapshot.order_number
    snapshot.order_on = order.signed_on or snapshot.order_on
    snapshot.effective_on = order.effective_on or order.signed_on or snapshot.effective_on
    if snapshot.order_on and snapshot.effective_on and snapshot.effective_on < snapshot.order_on:
        raise BadInput(
            "ORDER_DATES",
            "Un zonage ne s'applique pas avant la date de son arrêté.",
            f"Arrêté du {snapshot.order_on:%d/%m/%Y} : donnez ce jour ou un jour suivant.",
        )


def _supersede(snapshot: Snapshot, at: dt.datetime) -> Snapshot | None:
    """Lock the zoning in force and mark it as replaced; refuse an order that is not later than it."""
    others = Snapshot.objects.filter(
        region_id=snapshot.region_id,
        profession=snapshot.profession,
        unit=snapshot.unit,
        status=SnapshotStatus.PUBLISHED,
    )
    before = next(iter(locked(others)), None)
    if before is None:
        return None
    if before.effective_on and snapshot.effective_on and snapshot.effective_on <= before.effective_on:
        raise Refusal(
            "ORDER_OLDER",
            f"Ce zonage s'appliquerait à partir du {snapshot.effective_on:%d/%m/%Y}, alors que celui du "
            f"{before.effective_on:%d/%m/%Y} est déjà publié.",
            "Un zonage publié ne change plus : publiez les arrêtés du plus ancien au plus récent.",
        )
    before.status, before.superseded_at = SnapshotStatus.SUPERSEDED, at
    before.save(update_fields=["status", "superseded_at"])
    return before


def _summary(before: Snapshot | None, after: Snapshot) -> dict[str, int]:
    if before is None:
        return {}
    return dict(Counter(found.change for found in differences(before=before.id, after=after.id)))


def _facts(snapshot: Snapshot) -> dict[str, object]:
    return {
        "region": snapshot.region_id,
        "profession": snapshot.profession,
        "unit": snapshot.unit,
        "order_number": snapshot.order_number,
        "order_on": snapshot.order_on.isoformat() if snapshot.order_on else None,
        "effective_on": snapshot.effective_on.isoformat() if snapshot.effective_on else None,
        "summary": snapshot.summary,
    }
