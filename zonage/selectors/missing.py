"""Communes of a region for which a zoning has no row."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from zonage.enums import Unit
from zonage.models import Department, Snapshot, Zone
from zonage.rules.codes import department_of
from zonage.rules.files.territory import uncovered
from zonage.selectors.territories import territory_facts


@dataclass(slots=True)
class MissingOfDepartment:
    """The communes of one department without row: ``places`` are codes and names, in the order of the names."""

    department: str
    places: list[tuple[str, str]] = field(default_factory=list)


def missing_communes(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codes of the communes of today that a zoning of communes does not speak for."""
    if snapshot.unit != Unit.COMMUNE:
        return ()
    codes = set(Zone.objects.filter(snapshot=snapshot).values_list("code", flat=True))
    expected = territory_facts().expected.get(snapshot.region_id, frozenset())
    return tuple(sorted(uncovered(codes, expected)))


def by_department(codes: Iterable[str]) -> list[MissingOfDepartment]:
    """Return communes by department, in the order of the departments' codes."""
    names, territory = dict(Department.objects.values_list("code", "name")), territory_facts()
    found: dict[str, MissingOfDepartment] = {}
    for code in sorted(codes):
        department = department_of(code)
        label = f"{names.get(department, '')} ({department})"
        found.setdefault(department, MissingOfDepartment(label)).places.append(
            (code, territory.name_of(code))
        )
    for group in found.values():
        group.places.sort(key=lambda place: place[1])
    return [found[department] for department in sorted(found)]
