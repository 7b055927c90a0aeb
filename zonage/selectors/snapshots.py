"""Snapshots as pages show them: published ones to everybody, drafts to those who may edit their region."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from cesp_portal.common.accounts.actors import Actor
from zonage.enums import FROZEN_STATUSES, Unit
from zonage.models import Level, Snapshot
from zonage.policies import EDITORS, may_edit_zonings_of, region_of_agency

_COUNTS = """
SELECT z.level_id, count(*), COALESCE(sum(c.population), 0)::bigint
FROM zonage_zone z
LEFT JOIN zonage_commune c ON c.code = z.code AND c.kind IN ('COM', 'ARM')
  AND c.ends_until IS NULL AND c.known_until_id IS NULL
WHERE z.snapshot_id = %s
GROUP BY z.level_id
"""


@dataclass(frozen=True, slots=True)
class LevelCount:
    """A level of a snapshot with the number of its places and of their inhabitants."""

    level: Level
    places: int
    population: int


def snapshots_for(actor: Actor) -> QuerySet[Snapshot]:
    """Return the snapshots that this actor may look at."""
    published = Q(status__in=FROZEN_STATUSES)
    found = Snapshot.objects.select_related("region", "document")
    if actor.is_system:
        return found.all()
    if actor.is_a(*EDITORS):
        return found.filter(published | Q(region_id=region_of_agency(actor)))
    return found.filter(published)


def snapshot_of(actor: Actor, snapshot_id: uuid.UUID | str) -> Snapshot:
    """Return one snapshot; Http404 when it does not exist for this actor."""
    try:
        found = snapshots_for(actor).filter(id=snapshot_id).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def editable_snapshot(actor: Actor, snapshot_id: uuid.UUID | str) -> Snapshot:
    """Return a snapshot of the actor's own region; those of the others do not exist here (Http404)."""
    snapshot = snapshot_of(actor, snapshot_id)
    if not may_edit_zonings_of(actor, snapshot.region_id):
        raise Http404
    return snapshot


def level_counts(snapshot: Snapshot) -> list[LevelCount]:
    """Return the levels of a snapshot with places and inhabitants, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [snapshot.pk])
        counted = {level: (places, people) for level, places, people in cursor.fetchall()}
    return [LevelCount(level, *counted.get(level.pk, (0, 0))) for level in snapshot.levels.all()]


def in_force_before(snapshot: Snapshot) -> Snapshot | None:
    """Return the snapshot that this one replaces, or would replace once published."""
    others = Snapshot.objects.filter(
        region_id=snapshot.region_id,
        profession=snapshot.profession,
        unit=snapshot.unit,
        status__in=FROZEN_STATUSES,
    ).exclude(id=snapshot.id)
    if snapshot.status in FROZEN_STATUSES and snapshot.effective_on is not None:
        others = others.filter(effective_on__lt=snapshot.effective_on)
    return others.order_by("-effective_on").first()


def in_force(region: str, profession: str, on: dt.date) -> Snapshot | None:
    """Return the snapshot of the communes of a region that applies on a day."""
    return (
        Snapshot.objects.filter(
            region_id=region,
            profession=profession,
            unit=Unit.COMMUNE,
            status__in=FROZEN_STATUSES,
            effective_on__lte=on,
        )
        .select_related("region")
        .order_by("-effective_on")
        .first()
    )


def succession(region: str, profession: str) -> Sequence[Snapshot]:
    """Return the published snapshots of the communes of a region, the most recent first."""
    return list(
        Snapshot.objects.filter(
            region_id=region, profession=profession, unit=Unit.COMMUNE, status__in=FROZEN_STATUSES
        ).order_by("-effective_on")
    )


def drafts_waiting(actor: Actor) -> QuerySet[Snapshot]:
    """Return the drafts that wait for this actor, oldest first."""
    return snapshots_for(actor).exclude(status__in=FROZEN_STATUSES).order_by("imported_at")
