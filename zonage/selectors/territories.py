"""Places: what a code means on a day, search by name, facts for the reading of files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from cesp_portal.common.refusals import BadInput
from zonage.models import Commune, CommuneChange, Department, Region, TerritoryLoad
from zonage.rules.codes import SPLIT_COMMUNES, department_of
from zonage.rules.files.territory import Territory
from zonage.rules.lineage import ENDING, STARTING
from zonage.rules.names import place_key

_KIND_ORDER = {"COM": 0, "ARM": 1, "COMD": 2, "COMA": 3}


@dataclass(frozen=True, slots=True)
class CommuneRef:
    """A place on a day: its code that day, its name, its department and its region.

    ``parent_code`` is the commune that a delegated or associated commune, or an arrondissement, is part of.
    """

    code: str
    name: str
    department_code: str
    region_code: str
    kind: str = "COM"
    population: int | None = None
    postal_codes: tuple[str, ...] = ()
    parent_code: str = ""


def commune_on(code: str, on: dt.date) -> CommuneRef:
    """Return the place that ``code`` designates on that day: a merged commune designates the one that took its place.

    Raises BadInput (``COMMUNE_UNKNOWN``) for a code that never was.
    """
    found = find_commune(code, on)
    if found is None:
        raise BadInput(
            "COMMUNE_UNKNOWN",
            f"Aucune commune ne porte le code « {code} ».",
            "Cherchez la commune par son nom ; le code de l'INSEE a cinq caractères.",
        )
    return found


def find_commune(
    code: str, on: dt.date, edition: int | None = None, before: frozenset[str] = frozenset()
) -> CommuneRef | None:
    """Return the place that ``code`` designates on that day, or None when the code is unknown.

    ``edition`` is the loading whose knowledge counts, the last one when empty. ``before`` are the codes that led to
    this one: movements never lead back to them.
    """
    rows = list(_communes_known(edition).filter(code=code))
    alive = [row for row in rows if _alive(row, on)]
    communes = sorted(alive, key=lambda row: _KIND_ORDER[row.kind])
    if communes:
        return _ref(communes[0])
    change = ending_change(code, on, edition=edition)
    if change is not None and change.after_code not in before:
        return find_commune(change.after_code, on, edition, before | {code})
    return _ref(min(rows, key=lambda row: _KIND_ORDER[row.kind])) if rows else None


def ending_change(
    code: str, on: dt.date, *, after: dt.date | None = None, edition: int | None = None
) -> CommuneChange | None:
    """Return the last movement by which ``code`` ceased to be a commune's, up to ``on`` (and later than ``after``).

    ``edition`` is the loading whose knowledge counts, the last one when empty.
    """
    changes = (
        changes_known(edition)
        .filter(
            before_code=code, before_kind="COM", after_kind="COM", movement__in=ENDING, effective_on__lte=on
        )
        .exclude(after_code=code)
    )
    if after is not None:
        changes = changes.filter(effective_on__gt=after)
    last = changes.order_by("effective_on", "id").last()
    return None if last is not None and _started_again(code, last.effective_on, on, edition) else last


def changes_known(edition: int | None) -> QuerySet[CommuneChange]:
    """Return the movements that were known at a loading (0: before any edition), all of them without one."""
    known = CommuneChange.objects.all()
    return known if edition is None else known.filter(Q(known_from=None) | Q(known_from__lte=edition))


def _communes_known(edition: int | None) -> QuerySet[Commune]:
    if edition is None:
        return Commune.objects.all()
    return Commune.told.filter(Q(known_from=None) | Q(known_from__lte=edition)).filter(
        Q(known_until=None) | Q(known_until__gt=edition)
    )


def _started_again(code: str, since: dt.date, on: dt.date, edition: int | None) -> bool:
    """Tell whether a code that had ceased became a commune's again (re-established, or a chief town moved back).

    A code that starts and ceases the same day changed department, then merged: it does not come back.
    """
    started = changes_known(edition).filter(
        after_code=code,
        after_kind="COM",
        movement__in=STARTING,
        effective_on__gt=since,
        effective_on__lte=on,
    )
    return started.exclude(before_code=code).exists()


def search_communes(text: str, limit: int = 20, region: str | None = None) -> list[CommuneRef]:
    """Return the communes and arrondissements of today whose name, code or postal code begins like ``text``."""
    wanted = text.strip()
    if not wanted:
        return []
    key = place_key(wanted)
    found: QuerySet[Commune] = Commune.objects.filter(ends_until__isnull=True, kind__in=("COM", "ARM"))
    if region:
        found = found.filter(region_id=region)
    if wanted[:2].isdigit() or wanted[:2].upper() in ("2A", "2B"):
        found = found.filter(Q(code__startswith=wanted.upper()) | Q(postal_codes__contains=[wanted]))
        return [_ref(row) for row in found.order_by("code")[:limit]]
    matches = list(found.filter(search_name__contains=key).order_by("-population")[: limit * 5])
    matches.sort(
        key=lambda row: (row.search_name != key, not row.search_name.startswith(key), -(row.population or 0))
    )
    return [_ref(row) for row in matches[:limit]]


def regions() -> list[Region]:
    """Return the regions whose communes are known, by name."""
    return list(Region.objects.filter(departments__communes__isnull=False, outline__isnull=False).distinct())


def territory_facts() -> Territory:
    """Return what the reading of files must know of the territory, kept in memory until the next loading."""
    load = TerritoryLoad.objects.order_by("-id").values_list("id", flat=True).first()
    return _facts_of_load(load or 0)


@lru_cache(maxsize=1)
def _facts_of_load(load: int) -> Territory:
    departments = dict(Department.objects.values_list("code", "region_id"))
    current: dict[str, str] = {}
    former: dict[str, tuple[str, tuple[str, ...]]] = {}
    postal: dict[str, set[str]] = defaultdict(set)
    rows = _commune_rows()
    for code, kind, name, _, postcodes, ended in rows:
        if ended is None and kind in ("COM", "ARM"):
            current[code] = name
        for postcode in postcodes:
            postal[postcode].add(code)
    for code, _, name, parent, _, _ in rows:
        if code not in current:
            former[code] = (name, (parent,) if parent else former.get(code, ("", ()))[1])
    _follow_changes(former, current)
    return Territory(
        departments=departments,
        regions=dict(Region.objects.values_list("code", "name")),
        current=current,
        former=former,
        postal={
            key: tuple(sorted(codes, key=lambda code: code not in current)) for key, codes in postal.items()
        },
        expected=_expected(current, departments),
        earlier_names=_earlier_names(),
        by_department=_by_department((*current, *former)),
    )


def _commune_rows() -> list[tuple[str, str, str, str, list[str], dt.date | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, kind, name, parent_code, postal_codes, ends_until FROM zonage_commune "
            "WHERE known_until_id IS NULL ORDER BY code, kind"
        )
        rows: list[tuple[str, str, str, str, list[str], dt.date | None]] = cursor.fetchall()
    return rows


def _follow_changes(former: dict[str, tuple[str, tuple[str, ...]]], current: dict[str, str]) -> None:
    """Give the vanished communes without known whole the commune that the movements lead to."""
    changes = CommuneChange.objects.filter(movement__in=ENDING, before_kind="COM", after_kind="COM")
    ordered = changes.order_by("effective_on", "id").values_list("before_code", "after_code")
    following = {before: after for before, after in ordered if before != after}
    for code, (name, wholes) in former.items():
        if wholes:
            continue
        step, seen = code, {code}
        while step not in current and following.get(step, code) not in seen:
            step = following[step]
            seen.add(step)
        if step in current:
            former[code] = (name, (step,))


def _by_department(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        found[department_of(code)].append(code)
    return {department: tuple(kept) for department, kept in found.items()}


def _earlier_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, set[str]] = defaultdict(set)
    for code, name in CommuneChange.objects.values_list("before_code", "before_name").distinct():
        names[code].add(name)
    return {code: tuple(sorted(found)) for code, found in names.items()}


def _expected(current: Iterable[str], departments: dict[str, str]) -> dict[str, frozenset[str]]:
    by_region: dict[str, set[str]] = defaultdict(set)
    for code in current:
        region = departments.get(department_of(code))
        if region is not None and code not in SPLIT_COMMUNES:
            by_region[region].add(code)
    return {region: frozenset(codes) for region, codes in by_region.items()}


def _alive(row: Commune, on: dt.date) -> bool:
    return (row.starts_on is None or row.starts_on <= on) and (row.ends_until is None or row.ends_until > on)


def _ref(row: Commune) -> CommuneRef:
    return CommuneRef(
        code=row.code,
        name=row.name,
        department_code=row.department_id,
        region_code=row.region_id,
        kind=row.kind,
        population=row.population,
        postal_codes=tuple(row.postal_codes),
        parent_code=row.parent_code,
    )
