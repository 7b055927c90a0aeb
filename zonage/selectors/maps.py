"""What the map and its table show: the level of every place of a region on a day."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from zonage.models import Level, Snapshot
from zonage.rules.codes import COMMUNE_OF_ARRONDISSEMENT
from zonage.selectors.snapshots import in_force

NO_LEVEL = -1


@dataclass(frozen=True, slots=True)
class MapLevels:
    """Levels of a snapshot and, for each place of the region, the position of its level (-1 without one)."""

    snapshot: Snapshot
    levels: list[Level]
    by_code: dict[str, int]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table that says the same as the map."""

    code: str
    name: str
    population: int | None
    level: Level | None
    level_before: Level | None = None


def map_levels(region: str, profession: str, on: dt.date) -> MapLevels | None:
    """Return the levels that the map of a region draws on a day, or None when no zoning applied."""
    snapshot = in_force(region, profession, on)
    if snapshot is None:
        return None
    levels = list(snapshot.levels.all())
    positions = {level.pk: position for position, level in enumerate(levels)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, level_id FROM zonage_zone WHERE snapshot_id = %s", [snapshot.pk])
        by_code = {code: positions[level] for code, level in cursor.fetchall()}
    for part, whole in COMMUNE_OF_ARRONDISSEMENT.items():
        if whole in by_code:
            by_code.setdefault(part, by_code[whole])
    return MapLevels(snapshot, levels, by_code)


def legend_of(*shown: Snapshot | None) -> list[Level]:
    """Return the levels that maps draw, once each, in their order."""
    drawn = Level.objects.filter(snapshot__in=[snapshot for snapshot in shown if snapshot])
    found = {level.code: level for level in drawn}
    return sorted(found.values(), key=lambda level: (level.rank, level.code))


_TABLE = """
SELECT c.code, c.name, c.population, COALESCE(n.level_id, nw.level_id), COALESCE(o.level_id, ow.level_id)
FROM zonage_commune c
LEFT JOIN zonage_zone n ON n.code = c.code AND n.snapshot_id = %(shown)s
LEFT JOIN zonage_zone nw ON nw.code = c.parent_code AND c.kind = 'ARM' AND nw.snapshot_id = %(shown)s
LEFT JOIN zonage_zone o ON o.code = c.code AND o.snapshot_id = %(before)s
LEFT JOIN zonage_zone ow ON ow.code = c.parent_code AND c.kind = 'ARM' AND ow.snapshot_id = %(before)s
WHERE c.department_id = %(department)s AND c.kind IN ('COM', 'ARM')
  AND c.ends_until IS NULL AND c.known_until_id IS NULL
ORDER BY c.search_name, c.code
"""


def table_of(department: str, shown: Snapshot | None, before: Snapshot | None) -> list[TableRow]:
    """Return the places of a department with their level, and their level of another day when asked."""
    levels = {
        level.pk: level for level in Level.objects.filter(snapshot__in=[s for s in (shown, before) if s])
    }
    keys = {
        "shown": str(shown.pk) if shown else None,
        "before": str(before.pk) if before else None,
        "department": department,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TABLE, keys)
        rows = cursor.fetchall()
    return [
        TableRow(code, name, population, levels.get(level), levels.get(level_before))
        for code, name, population, level, level_before in rows
    ]
