"""Projects and decided places by commune, over the zoning: for an agency with its people, for the country without."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as Text
from django.db.models.functions import Cast

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from cesp_portal.common.kept_files import Files, kept_by_file
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, hidden_codes
from cesp_portal.dashboard.selectors.reach import by_file, counted_for, whose
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

    contract_id: uuid.UUID
    name: str
    number: str
    kind: str


def places_map(actor: Actor, *, region: str, profession: str, on: dt.date) -> PlacesMap:
    """Return the people in reach by commune of a region, each at their place or, without one, at their project.

    Supervision reads no count under five, nor what would give it away.
    """
    key = f"map:{whose(actor)}:{region}:{profession}:{on}"
    return kept(key, lambda: _drawn(actor, region, profession, on))


def _drawn(actor: Actor, region: str, profession: str, on: dt.date) -> PlacesMap:
    departments = set(Department.objects.filter(region_id=region).values_list("code", flat=True))
    found = _counted_by_commune(_communes(actor, profession, on))
    names = kept(f"commune-names:{sorted(found)}", lambda: _names(found))
    inside = {code: count for code, count in found.items() if names.get(code, ("", ""))[1] in departments}
    # The same communes, day after day: their levels change with a zoning alone.
    key = f"map-levels:{region}:{profession}:{on}:{sorted(inside)}"
    levels = kept(key, lambda: _levels(inside, region, profession, on))
    rows = [_row(code, names[code], count, levels) for code, count in inside.items()]
    rows.sort(key=lambda row: (row.name, row.code))
    totals = {kind: sum(count[kind] for count in inside.values()) for kind in KINDS}
    elsewhere = sum(count[kind] for code, count in found.items() if code not in inside for kind in KINDS)
    if actor.is_a(Role.SUPERVISION):
        return _without_small_counts(rows, totals)
    return PlacesMap(tuple(rows), totals, elsewhere, 0)


def people_at(actor: Actor, *, commune: str, profession: str, on: dt.date) -> list[Person]:
    """Return whom the counts of a commune stand for, by name; nobody for those who see no names."""
    if actor.is_a(Role.SUPERVISION):
        return []
    key = f"map-people:{whose(actor)}:{commune}:{profession}:{on}"
    return kept(key, lambda: _people_at(actor, commune, profession, on))


def _people_at(actor: Actor, commune: str, profession: str, on: dt.date) -> list[Person]:
    placed = _communes(actor, profession, on)
    here = placed.where(lambda where: commune in where[1])
    shown = ("candidate__search_name", "pk", "candidate__first_name", "candidate__last_name", "number")
    rows = Contract.objects.filter(pk__in=here).order_by().values_list(*shown)
    return [
        Person(pk, f"{first_name} {last_name}", number, placed.by_file[str(pk)][0])
        for _, pk, first_name, last_name, number in sorted(rows)
    ]


def _scope(actor: Actor, profession: str) -> QuerySet[Contract]:
    """Return the contracts that the map counts, read with their people."""
    return counted_for(actor).filter(status=ContractStatus.ACTIVE, profession=profession)


def _places(on: dt.date) -> QuerySet[PracticePeriod]:
    """Return the decided places that have not ended."""
    running = Q(days__endswith__isnull=True) | Q(days__endswith__gt=on)
    return PracticePeriod.objects.filter(running, status__in=DECIDED)


def _with_project(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Any]:
    """Return the contracts without a place that have a project, each with its ``last_commune``."""
    latest = ProjectVersion.objects.filter(project__contract=OuterRef("pk")).order_by("-number")
    return (
        contracts.filter(~Exists(_places(on).filter(contract=OuterRef("pk"))))
        .annotate(last_commune=Subquery(latest.values("commune_code")[:1]))
        .exclude(last_commune="")
        .filter(last_commune__isnull=False)
    )


Placed = tuple[str, tuple[str, ...]]


def _communes(actor: Actor, profession: str, on: dt.date) -> Files[Placed]:
    """Return where each person is: a kind of ``KINDS``, and the communes."""

    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        contracts = by_file(_scope(actor, profession), files)
        periods = _places(on).filter(contract__in=contracts.values("pk")).order_by()
        placed = periods.annotate(file=Cast("contract_id", CharField()), place_or_project=Text("places"))
        planned = _with_project(contracts, on).annotate(place_or_project=Text("projects"))
        return [
            placed.values_list("file", "place_or_project", "commune_code"),
            planned.values_list("file", "place_or_project", "last_commune"),
        ]

    return kept_by_file(f"map-communes:{whose(actor)}:{profession}:{on}", asked, _placed)


def _placed(rows: Sequence[tuple[str, str]]) -> Placed:
    return rows[0][0], tuple(sorted({commune for _, commune in rows}))


def _counted_by_commune(files: Files[Placed]) -> dict[str, dict[str, int]]:
    """Count the contracts by commune; somebody with two places counts at each, once."""
    found: dict[str, dict[str, int]] = {}
    for (kind, communes), people in files.having.items():
        for commune in communes:
            found.setdefault(commune, dict.fromkeys(KINDS, 0))[kind] += len(people)
    return found


def _names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return name and department by code, those of today before those of former communes."""
    rows = Commune.objects.filter(code__in=list(codes), known_until__isnull=True).order_by(
        "-ends_until", "kind"
    )
    found = list(rows.values_list("code", "name", "department_id"))
    return {code: (name, department) for code, name, department in reversed(found)}


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
