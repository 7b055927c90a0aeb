"""What a snapshot changes: gained, lost, changed level, new and vanished codes."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from zonage.models import Department
from zonage.rules.codes import SPLIT_COMMUNES

# What changes for a place (o: before, n: after); the names are the keys of CHANGES.
_CHANGE = """
CASE WHEN o.code IS NULL THEN 'new'
     WHEN n.code IS NULL THEN 'vanished'
     WHEN n.eligible IS TRUE AND o.eligible IS NOT TRUE THEN 'gained'
     WHEN o.eligible IS TRUE AND n.eligible IS NOT TRUE THEN 'lost'
     ELSE 'changed' END
"""
_JOINED = """
WITH pairs AS (SELECT * FROM unnest(%(before)s::uuid[], %(after)s::uuid[]) AS pair(before_id, after_id)),
o AS (
    SELECT p.after_id, z.code, l.code AS level, l.label, l.is_eligible AS eligible
    FROM pairs p JOIN zonage_zone z ON z.snapshot_id = p.before_id JOIN zonage_level l ON l.id = z.level_id
),
n AS (
    SELECT p.after_id, z.code, l.code AS level, l.label, l.is_eligible AS eligible
    FROM pairs p JOIN zonage_zone z ON z.snapshot_id = p.after_id JOIN zonage_level l ON l.id = z.level_id
)
"""
_DIFFER = """
FROM n FULL JOIN o ON o.after_id = n.after_id AND o.code = n.code
{more}
WHERE n.code IS NULL OR o.code IS NULL OR n.level <> o.level OR n.eligible IS DISTINCT FROM o.eligible
"""
_COMMUNE = """
LEFT JOIN LATERAL (
    SELECT name, department_id, population FROM zonage_commune
    WHERE code = COALESCE(n.code, o.code) AND known_until_id IS NULL
    ORDER BY ends_until IS NOT NULL, kind NOT IN ('COM', 'ARM') LIMIT 1
) c ON TRUE
"""
_DIFFERENCES = f"""
{_JOINED}
SELECT {_CHANGE}, COALESCE(n.code, o.code), COALESCE(c.name, ''), COALESCE(c.department_id, ''), c.population,
       COALESCE(o.label, ''), COALESCE(n.label, '')
{_DIFFER.format(more=_COMMUNE)}
ORDER BY 4, 3, 2
"""
_COUNTS = f"""
{_JOINED}
SELECT COALESCE(n.after_id, o.after_id), {_CHANGE}, count(*) {_DIFFER.format(more="")} GROUP BY 1, 2
"""
CHANGES = {
    "gained": "Devient éligible",
    "lost": "N'est plus éligible",
    "changed": "Change de niveau",
    "new": "Code nouveau dans l'arrêté",
    "vanished": "Code absent du nouvel arrêté",
}


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """How the map draws a kind of change: the same words as a level."""

    code: str
    name: str
    colour: str
    pattern: str


CHANGE_MARKS = (
    ChangeMark("gained", CHANGES["gained"], "#68a532", "croix"),
    ChangeMark("lost", CHANGES["lost"], "#ce614a", "hachures"),
    ChangeMark("changed", CHANGES["changed"], "#fcc63a", "points"),
    ChangeMark("new", CHANGES["new"], "#6a9ad0", "losanges"),
    ChangeMark("vanished", CHANGES["vanished"], "#929292", "plein"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place whose level differs between two snapshots; ``change`` is a key of ``CHANGES``."""

    change: str
    code: str
    name: str
    department: str
    population: int | None
    before: str
    after: str

    @property
    def change_label(self) -> str:
        return CHANGES[self.change]


def differences(*, before: uuid.UUID | str, after: uuid.UUID | str) -> list[Difference]:
    """Return the places that differ, by department and name."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, {"before": [str(before)], "after": [str(after)]})
        rows = cursor.fetchall()
    return [Difference(*row) for row in rows]


def difference_counts(pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> dict[uuid.UUID, dict[str, int]]:
    """Return, for each pair (before, after), how many places change and how, by identifier of the second."""
    known = list(pairs)
    found: dict[uuid.UUID, dict[str, int]] = {after: {} for _, after in known}
    if not known:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {"before": [str(before) for before, _ in known], "after": [str(after) for _, after in known]},
        )
        for after, change, count in cursor.fetchall():
            found[after][change] = count
    return found


def change_counts(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return places and inhabitants of each kind of change, those without any included."""
    places: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for item in found:
        places[item.change] += 1
        people[item.change] += item.population or 0
    return [
        {"change": change, "label": label, "places": places[change], "population": people[change]}
        for change, label in CHANGES.items()
    ]


def places_by_change(found: Iterable[Difference]) -> dict[str, list[str]]:
    """Return the codes of each kind of change as a map draws them: by arrondissement for a commune zoned whole."""
    codes: dict[str, list[str]] = {change: [] for change in CHANGES}
    for item in found:
        codes[item.change] += SPLIT_COMMUNES.get(item.code, (item.code,))
    return codes


def changes_by_department(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Return, by department (code and name), how many places change and how, with their inhabitants."""
    places: dict[str, Counter[str]] = {}
    people: dict[str, Counter[str]] = {}
    for item in found:
        places.setdefault(item.department, Counter())[item.change] += 1
        people.setdefault(item.department, Counter())[item.change] += item.population or 0
    names = dict(Department.objects.filter(code__in=places).values_list("code", "name"))
    return [
        {
            "code": code,
            "name": names.get(code, ""),
            "cells": [(change, counts[change], people[code][change]) for change in CHANGES],
        }
        for code, counts in sorted(places.items())
    ]
