"""What a snapshot changes: gained, lost, changed level, new and vanished codes."""

import uuid
from dataclasses import dataclass

from django.db import connection

_DIFFERENCES = """
SELECT COALESCE(n.code, o.code), COALESCE(c.name, ''), COALESCE(c.department_id, ''), c.population,
       o.level, o.label, o.eligible, n.level, n.label, n.eligible
FROM (SELECT z.code, l.code AS level, l.label, l.is_eligible AS eligible FROM zonage_zone z
      JOIN zonage_level l ON l.id = z.level_id WHERE z.snapshot_id = %(after)s) n
FULL JOIN (SELECT z.code, l.code AS level, l.label, l.is_eligible AS eligible FROM zonage_zone z
      JOIN zonage_level l ON l.id = z.level_id WHERE z.snapshot_id = %(before)s) o ON o.code = n.code
LEFT JOIN LATERAL (
    SELECT name, department_id, population FROM zonage_commune
    WHERE code = COALESCE(n.code, o.code)
    ORDER BY ends_until IS NOT NULL, kind NOT IN ('COM', 'ARM') LIMIT 1
) c ON TRUE
WHERE n.code IS NULL OR o.code IS NULL OR n.level <> o.level OR n.eligible IS DISTINCT FROM o.eligible
ORDER BY 3, 2, 1
"""
CHANGES = {
    "gained": "Devient éligible",
    "lost": "N'est plus éligible",
    "changed": "Change de niveau",
    "new": "Nouveau code",
    "vanished": "Code disparu",
}


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
        cursor.execute(_DIFFERENCES, {"before": str(before), "after": str(after)})
        rows = cursor.fetchall()
    return [
        Difference(_change(row), row[0], row[1], row[2], row[3], row[5] or "", row[8] or "") for row in rows
    ]


def _change(row: tuple[object, ...]) -> str:
    level_before, eligible_before, level_after, eligible_after = row[4], row[6], row[7], row[9]
    if level_before is None:
        return "new"
    if level_after is None:
        return "vanished"
    if eligible_after is True and eligible_before is not True:
        return "gained"
    if eligible_before is True and eligible_after is not True:
        return "lost"
    return "changed"
