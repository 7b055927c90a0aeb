"""Projects and decided places by commune, over the zoning: for an agency with its people, for the country without."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, hidden_codes
from cesp_portal.dashboard.selectors.reach import files_for
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus
from installations.models import PracticePeriod, ProjectVersion
from zonage.models import Commune, Department
from zonage.selectors.maps import map_levels
from zonage.selectors.zones import zone_of

KINDS = ("projects", "places")
DECIDED = (*DECLARED_STATUSES, PeriodStatus.PLANNED)


@dataclass(frozen=True, slots=True)
class CommuneCount:
    """One commune: people who have a project there and no place yet, people who have a place; None when hidden."""

    code: str
    name: str
    department: str
    level: str
    eligible: bool | None
    projects: int | None
    places: int | None


@dataclass(frozen=True, slots=True)
class PlacesMap:
    """The communes that have somebody, by name; what is beside them in ``totals`` (None when hidden).

    ``elsewhere`` counts the people of the scope whose project or place is in another region; None when hidden.
    """

    rows: tuple[CommuneCount, ...]
    totals: Mapping[str, int | None]
    elsewhere: int | None
    hidden_rows: int

    @property
    def points(self) -> dict[str, list[int]]:
        """Return what the map draws, by commune: projects, places."""
        return {row.code: [row.projects or 0, row.places or 0] for row in self.rows}


@dataclass(frozen=True, slots=True)
class Person:
    """One contract at a commune: ``kind`` is one of ``KINDS``."""

    contract: Contract
    kind: str


def places_map(actor: Actor, *, region: str, profession: str, on: dt.date) -> PlacesMap:
    """Return the people in reach by commune of a region, each at their place or, without one, at their project.

    Supervision reads no count under five, nor what would give it away.
    """
    departments = set(Department.objects.filter(region_id=region).values_list("code", flat=True))
    found = {code: _count(people) for code, people in _by_commune(_counted(actor), profession, on).items()}
    names = _names(found)
    inside = {code: count for code, count in found.items() if names.get(code, ("", ""))[1] in departments}
    levels = _levels(inside, region, profession, on)
    rows = [_row(code, names[code], count, levels) for code, count in inside.items()]
    rows.sort(key=lambda row: (row.name, row.code))
    totals = {kind: sum(count[kind] for count in inside.values()) for kind in KINDS}
    elsewhere = sum(count[kind] for code, count in found.items() if code not in inside for kind in KINDS)
    if actor.is_a(Role.SUPERVISION):
        return _without_small_counts(rows, totals)
    return PlacesMap(tuple(rows), totals, elsewhere, 0)


def people_at(actor: Actor, *, commune: str, profession: str, on: dt.date) -> list[Person]:
    """Return whom the counts of a commune stand for; nobody for those who see no names."""
    if actor.is_a(Role.SUPERVISION):
        return []
    return _by_commune(_counted(actor), profession, on).get(commune, [])


def _counted(actor: Actor) -> QuerySet[Contract]:
    contracts = Contract.objects.all() if actor.is_a(Role.SUPERVISION) else files_for(actor)
    return contracts.filter(status=ContractStatus.ACTIVE)


def _by_commune(contracts: QuerySet[Contract], profession: str, on: dt.date) -> dict[str, list[Person]]:
    """Return the contracts of a profession by commune; somebody with two places counts at each, once."""
    latest = ProjectVersion.objects.filter(project__contract=OuterRef("pk")).order_by("-number")
    wanted = contracts.filter(profession=profession).annotate(
        project_commune=Subquery(latest.values("commune_code")[:1])
    )
    periods = PracticePeriod.objects.filter(
        Q(days__endswith__isnull=True) | Q(days__endswith__gt=on),
        contract__in=wanted.values("pk"),
        status__in=DECIDED,
    )
    places: dict[object, set[str]] = {}
    for contract_id, commune in periods.values_list("contract_id", "commune_code"):
        places.setdefault(contract_id, set()).add(commune)
    found: dict[str, list[Person]] = {}
    for contract in wanted.order_by("candidate__search_name", "id"):
        for commune in sorted(places.get(contract.pk, ())):
            found.setdefault(commune, []).append(Person(contract, "places"))
        if contract.pk not in places and contract.project_commune:
            found.setdefault(contract.project_commune, []).append(Person(contract, "projects"))
    return found


def _count(people: Iterable[Person]) -> dict[str, int]:
    kinds = [person.kind for person in people]
    return {kind: kinds.count(kind) for kind in KINDS}


def _names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return name and department by code, those of today before those of former communes."""
    rows = Commune.objects.filter(code__in=list(codes)).order_by("-ends_until", "kind")
    return {row.code: (row.name, row.department_id) for row in reversed(list(rows))}


def _levels(
    codes: Iterable[str], region: str, profession: str, on: dt.date
) -> dict[str, tuple[str, bool | None]]:
    shown = map_levels(region, profession, on)
    found: dict[str, tuple[str, bool | None]] = {}
    for code in codes:
        if shown is not None and code in shown.by_code:
            level = shown.levels[shown.by_code[code]]
            found[code] = (level.name, level.is_eligible)
        else:
            answer = zone_of(code=code, profession=profession, on=on)
            found[code] = (answer.label, answer.eligible)
    return found


def _row(
    code: str,
    named: tuple[str, str],
    count: Mapping[str, int],
    levels: Mapping[str, tuple[str, bool | None]],
) -> CommuneCount:
    name, department = named
    level, eligible = levels[code]
    return CommuneCount(code, name, department, level, eligible, count["projects"], count["places"])


def _without_small_counts(rows: Sequence[CommuneCount], totals: Mapping[str, int]) -> PlacesMap:
    """Return the communes of which a count may be read, and the totals that give away no hidden one."""
    hidden = {
        kind: hidden_codes({row.code: count for row in rows if (count := getattr(row, kind))})
        for kind in KINDS
    }
    kept = tuple(
        CommuneCount(
            row.code,
            row.name,
            row.department,
            row.level,
            row.eligible,
            None if row.code in hidden["projects"] else row.projects,
            None if row.code in hidden["places"] else row.places,
        )
        for row in rows
    )
    shown = tuple(row for row in kept if row.projects or row.places)
    known = {kind: None if totals[kind] < FEWEST_SHOWN else totals[kind] for kind in KINDS}
    return PlacesMap(shown, known, None, len(kept) - len(shown))
