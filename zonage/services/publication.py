"""Draft → checked → published → superseded: each step once, and nothing changes after publication."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import locked, refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from zonage.enums import SnapshotStatus
from zonage.models import Snapshot
from zonage.policies import require_edit
from zonage.selectors.comparison import difference_counts
from zonage.services.territories import known_territories

# Another draft of the same place was published between the reading of what is in force and the writing.
ONE_IN_FORCE = (
    "one_snapshot_in_force_per_region_profession_and_unit",
    "one_published_snapshot_per_first_day",
)
PUBLISHED_MEANWHILE = Refusal(
    "PUBLISHED_MEANWHILE",
    "Un autre zonage de cette région et de cette profession vient d'être publié.",
    "Rouvrez la page : elle montre ce qui change par rapport à lui.",
)


@dataclass(frozen=True, slots=True)
class Order:
    """The order that fixes a zoning. What is left out keeps what the file said."""

    number: str = ""
    signed_on: dt.date | None = None
    effective_on: dt.date | None = None


def check_snapshot(*, actor: Actor, snapshot_id: uuid.UUID | str, order: Order, at: dt.datetime) -> Snapshot:
    """Record that an agent has read the remarks of a draft and given its order; it may then be published.

    Raises Refusal ``SNAPSHOT_NOT_DRAFT`` or BadInput ``ORDER_DATES``.
    """
    return check_snapshots(actor=actor, snapshot_ids=[snapshot_id], order=order, at=at)[0]


def publish_snapshot(*, actor: Actor, snapshot_id: uuid.UUID | str, on: dt.date, at: dt.datetime) -> Snapshot:
    """Publish a checked snapshot: from its first day on, places are judged with it; the one before is superseded.

    Without any known day, the zoning applies from ``on``, the day of its publication. Raises Refusal
    ``SNAPSHOT_NOT_CHECKED``, ``SNAPSHOT_EMPTY`` or ``ORDER_OLDER`` (an order not later than the one in force).
    """
    return publish_snapshots(actor=actor, snapshot_ids=[snapshot_id], on=on, at=at)[0]


@transaction.atomic
def check_snapshots(
    *, actor: Actor, snapshot_ids: Sequence[uuid.UUID | str], order: Order, at: dt.datetime
) -> list[Snapshot]:
    """Check several drafts of one file together, all or none: see ``check_snapshot``."""
    snapshots = _locked(actor, snapshot_ids)
    for snapshot in snapshots:
        if snapshot.status not in (SnapshotStatus.DRAFT, SnapshotStatus.CHECKED):
            raise Refusal("SNAPSHOT_NOT_DRAFT", "Ce zonage est déjà publié : il ne change plus.")
        _give_order(snapshot, order)
        snapshot.status, snapshot.checked_at = SnapshotStatus.CHECKED, at
    Snapshot.objects.bulk_update(
        snapshots, ["order_number", "order_on", "effective_on", "status", "checked_at"]
    )
    for snapshot in snapshots:
        journal.record(
            actor=actor, action="zonage.snapshot_checked", obj=snapshot, at=at, facts=_facts(snapshot)
        )
    return snapshots


@transaction.atomic
def publish_snapshots(
    *, actor: Actor, snapshot_ids: Sequence[uuid.UUID | str], on: dt.date, at: dt.datetime
) -> list[Snapshot]:
    """Publish several snapshots together, all or none: see ``publish_snapshot``."""
    snapshots = _locked(actor, snapshot_ids)
    if len({_place(snapshot) for snapshot in snapshots}) < len(snapshots):
        raise Refusal(
            "SEVERAL_FOR_ONE_PLACE",
            "Deux de ces zonages portent sur la même région, la même profession et la même unité.",
            "Publiez-les l'un après l'autre, du plus ancien au plus récent.",
        )
    for snapshot in snapshots:
        _require_ready(snapshot)
        snapshot.effective_on = snapshot.effective_on or snapshot.order_on or on
    replaced = _supersede(snapshots, at)
    counts = difference_counts((replaced[item.pk].pk, item.pk) for item in snapshots if item.pk in replaced)
    territories = known_territories()
    for snapshot in snapshots:
        snapshot.summary, snapshot.territories = counts.get(snapshot.pk, {}), territories
        snapshot.status, snapshot.published_at = SnapshotStatus.PUBLISHED, at
    with refusing(dict.fromkeys(ONE_IN_FORCE, PUBLISHED_MEANWHILE)):
        Snapshot.objects.bulk_update(
            snapshots, ["effective_on", "summary", "territories", "status", "published_at"]
        )
    for snapshot in snapshots:
        before = replaced.get(snapshot.pk)
        facts = _facts(snapshot) | {"replaces": str(before.pk) if before else None}
        journal.record(actor=actor, action="zonage.snapshot_published", obj=snapshot, at=at, facts=facts)
    return snapshots


@transaction.atomic
def discard_draft(*, actor: Actor, snapshot_id: uuid.UUID | str, at: dt.datetime) -> None:
    """Delete a snapshot that was never published."""
    (snapshot,) = _locked(actor, [snapshot_id])
    if snapshot.status not in (SnapshotStatus.DRAFT, SnapshotStatus.CHECKED):
        raise Refusal("SNAPSHOT_NOT_DRAFT", "Ce zonage est publié : il ne s'efface plus.")
    journal.record(actor=actor, action="zonage.draft_discarded", obj=snapshot, at=at, facts=_facts(snapshot))
    snapshot.delete()


def _locked(actor: Actor, identifiers: Sequence[uuid.UUID | str]) -> list[Snapshot]:
    """Return these snapshots locked, in identifier order; the actor must be in charge of every region."""
    found = locked(Snapshot.objects.filter(id__in=identifiers))
    if len(found) < len(set(identifiers)) or not found:
        raise BadInput("SNAPSHOT_UNKNOWN", "Ce zonage n'existe pas.")
    for region in {snapshot.region_id for snapshot in found}:
        require_edit(actor, region)
    return found


def _require_ready(snapshot: Snapshot) -> None:
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


def _supersede(snapshots: Sequence[Snapshot], at: dt.datetime) -> dict[uuid.UUID, Snapshot]:
    """Lock the zonings in force and mark them as replaced; return them by the identifier of what replaces them.

    An order that is not later than the one in force is refused.
    """
    in_force = Snapshot.objects.filter(
        status=SnapshotStatus.PUBLISHED,
        region_id__in={snapshot.region_id for snapshot in snapshots},
        profession__in={snapshot.profession for snapshot in snapshots},
    )
    places = {_place(before): before for before in locked(in_force)}
    replaced = {item.pk: places[_place(item)] for item in snapshots if _place(item) in places}
    for snapshot in snapshots:
        before = replaced.get(snapshot.pk)
        if before is not None:
            _require_later(snapshot, before)
    Snapshot.objects.filter(pk__in=[before.pk for before in replaced.values()]).update(
        status=SnapshotStatus.SUPERSEDED, superseded_at=at
    )
    return replaced


def _place(snapshot: Snapshot) -> tuple[str, str, str]:
    return snapshot.region_id, snapshot.profession, snapshot.unit


def _require_later(snapshot: Snapshot, before: Snapshot) -> None:
    if before.effective_on and snapshot.effective_on and snapshot.effective_on <= before.effective_on:
        raise Refusal(
            "ORDER_OLDER",
            f"Ce zonage s'appliquerait à partir du {snapshot.effective_on:%d/%m/%Y}, alors que celui du "
            f"{before.effective_on:%d/%m/%Y} est déjà publié.",
            "Un zonage publié ne change plus : publiez les arrêtés du plus ancien au plus récent.",
        )


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
