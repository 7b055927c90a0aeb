"""The zones of a place over time: one spell per zoning or movement that changes its answer."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from zonage.rules.codes import department_of
from zonage.rules.substitutes import zoning_used_before_its_own
from zonage.selectors.zones import SnapshotRef, region_of, zone_of


@dataclass(frozen=True, slots=True)
class ZoneSpell:
    """The level of a place from one day on, until the next spell; without snapshot, no zoning applied any more."""

    from_on: dt.date
    level: str | None
    eligible: bool | None
    snapshot: SnapshotRef | None


def place_history(*, code: str, profession: str) -> tuple[ZoneSpell, ...]:
    """Return the levels of a place over time, oldest first: one spell per snapshot or movement that changes it."""
    code = code.strip().upper()
    found: list[ZoneSpell] = []
    for day in _turning_days(code, profession):
        answer = zone_of(code=code, profession=profession, on=day)
        if answer.snapshot is None and not found:
            continue
        spell = ZoneSpell(day, answer.level, answer.eligible, answer.snapshot)
        if not found or (found[-1].level, found[-1].snapshot) != (spell.level, spell.snapshot):
            found.append(spell)
    return tuple(found)


# The codes that movements or wholes link to one, then every day on which one of them changes, on which something of
# it was learnt, or on which a zoning of its department begins.
_DAYS = """
WITH RECURSIVE linked (code) AS (
    SELECT %(code)s::varchar
    UNION
    SELECT other.code FROM linked
    CROSS JOIN LATERAL (
        SELECT after_code FROM zonage_communechange WHERE before_code = linked.code
        UNION ALL SELECT before_code FROM zonage_communechange WHERE after_code = linked.code
        UNION ALL SELECT parent_code FROM zonage_commune WHERE zonage_commune.code = linked.code
    ) other (code)
    WHERE other.code <> ''
),
moves AS (SELECT m.* FROM zonage_communechange m JOIN linked ON linked.code IN (m.before_code, m.after_code)),
places AS (SELECT c.* FROM zonage_commune c JOIN linked ON linked.code = c.code),
learnt AS (
    SELECT known_from_id FROM moves
    UNION SELECT known_from_id FROM places UNION SELECT known_until_id FROM places
),
days (day) AS (
    SELECT effective_on FROM moves
    UNION SELECT starts_on FROM places UNION SELECT ends_until FROM places
    UNION SELECT (t.loaded_at AT TIME ZONE 'Europe/Paris')::date
    FROM learnt JOIN zonage_territoryload t ON t.id = learnt.known_from_id
    UNION SELECT s.effective_on FROM zonage_department d JOIN zonage_snapshot s ON s.region_id = d.region_id
    WHERE s.profession = ANY(%(professions)s) AND s.status IN ('published', 'superseded')
      AND d.code IN (SELECT %(department)s::varchar UNION SELECT department_id FROM places)
)
SELECT day FROM days WHERE day IS NOT NULL
"""


def _turning_days(code: str, profession: str) -> list[dt.date]:
    """Return every day on which the answer for a code may change, oldest first."""
    other = zoning_used_before_its_own(profession, region_of(code), dt.date.min)
    professions = [profession] if other is None else [profession, other.profession]
    wanted: dict[str, str | list[str]] = {
        "code": code,
        "department": department_of(code),
        "professions": professions,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, wanted)
        days = {day for (day,) in cursor}
    return sorted(days if other is None else days | {other.until})
