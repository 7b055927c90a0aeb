"""Every row of work about a file, oldest first: kept file by file, so that a change reads again only its file."""

import datetime as dt
import uuid
from bisect import bisect_left, insort
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept_files import Files, kept_by_file, rows_of
from cesp_portal.dashboard.selectors.work_items import WorkItem
from cesp_portal.dashboard.selectors.work_kinds import KINDS, Kind

# Of so many readers; beyond so many rows that moved, sorting everything again takes less.
MOST_INDEXES, MOST_MOVED = 8, 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a kind of work: since when it waits, what it is, the file that it is about, who follows that file.

    ``referent`` and ``backup`` are identifiers as texts, that thousands of rows compare quickly; None for nobody.
    """

    since: dt.datetime
    object_id: uuid.UUID
    file: str
    referent: str | None
    backup: str | None

    @property
    def key(self) -> tuple[dt.datetime, uuid.UUID]:
        return self.since, self.object_id


# Of one file: each row with its kind.
Waiting = tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class _Index:
    waiting: Files[Waiting]
    rows: Mapping[str, Sequence[Row]]


_indexes: OrderedDict[str, _Index] = OrderedDict()


def reader_of(actor: Actor) -> str:
    """Return the part of a key that tells apart agents who have different work."""
    return f"{actor.role}:{actor.agency_id}:{actor.user_id}"


def rows_waiting(actor: Actor, on: dt.date) -> Mapping[str, Sequence[Row]]:
    """Return the rows of every kind of work about a file that the actor's role has, oldest first, by kind."""
    kinds = [kind for kind in KINDS if kind.is_about_files and actor.is_a(*kind.roles)]
    key = f"work:{reader_of(actor)}:{on}"

    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        """Ask every kind in one statement."""
        first, *others = (_rows(kind, actor, files, on) for kind in kinds)
        return [first.union(*others, all=True)]

    waiting = kept_by_file(key, asked, _waiting)
    held = _indexes.get(key)
    if held is None or held.waiting is not waiting:
        rows = _indexed(waiting) if held is None else _reindexed(held, waiting)
        _indexes[key] = held = _Index(waiting, rows)
    _indexes.move_to_end(key)
    while len(_indexes) > MOST_INDEXES:
        _indexes.popitem(last=False)
    return held.rows


def items_of(kind: Kind, actor: Actor, rows: Sequence[Row], on: dt.date) -> list[WorkItem]:
    """Return what waits in these rows, in their order; what is no longer there is left out."""

    def read(files: Sequence[str]) -> dict[str, dict[uuid.UUID, WorkItem]]:
        found: dict[str, dict[uuid.UUID, WorkItem]] = {file: {} for file in files}
        of_files = kind.rows(actor, on).filter(**{f"{kind.file}pk__in": files})
        for row in of_files.annotate(work_file=Cast(f"{kind.file}pk", CharField())):
            found[row.work_file][row.pk] = kind.item(row)
        return found

    files = list(dict.fromkeys(row.file for row in rows))
    items = rows_of(f"work-items:{kind.code}:{reader_of(actor)}:{on}", files, read)
    return [items[row.file][row.object_id] for row in rows if row.object_id in items[row.file]]


def _rows(kind: Kind, actor: Actor, files: Collection[str] | None, on: dt.date) -> QuerySet[Any, Any]:
    rows = kind.rows(actor, on).select_related(None).prefetch_related(None).order_by()
    if files is not None:
        rows = rows.filter(**{f"{kind.file}pk__in": files})
    shown: QuerySet[Any, Any] = rows.annotate(
        work_file=Cast(f"{kind.file}pk", CharField()),
        work_kind=Value(kind.code),
        work_since=Cast(kind.since, DateTimeField()),
        work_referent=Cast(f"{kind.file}referent_id", CharField()),
        work_backup=Cast(f"{kind.file}backup_id", CharField()),
    ).values_list("work_file", "work_file", "work_kind", "work_since", "pk", "work_referent", "work_backup")
    return shown


def _waiting(rows: Sequence[tuple[Any, ...]]) -> Waiting:
    return tuple(
        (kind, Row(since, object_id, file, referent, backup))
        for file, kind, since, object_id, referent, backup in sorted(rows, key=lambda row: row[1:4])
    )


def _indexed(waiting: Files[Waiting]) -> dict[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for held in waiting.by_file.values():
        for kind, row in held:
            found[kind].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.key)
    return dict(found)


def _reindexed(held: _Index, waiting: Files[Waiting]) -> dict[str, Sequence[Row]]:
    """Return the rows after some files changed: those of the others stay in their places."""
    former, rows = held.waiting.by_file, dict(held.rows)
    gone, come = _unlike(former, waiting.by_file), _unlike(waiting.by_file, former)
    if len(gone) + len(come) > MOST_MOVED:
        return _indexed(waiting)
    own = {kind: list(rows.get(kind, ())) for kind in {kind for kind, _ in (*gone, *come)}}
    for kind, row in gone:
        del own[kind][bisect_left(own[kind], row.key, key=lambda one: one.key)]
    for kind, row in come:
        insort(own[kind], row, key=lambda one: one.key)
    return rows | own


def _unlike(some: Mapping[str, Waiting], others: Mapping[str, Waiting]) -> list[tuple[str, Row]]:
    """Return the rows of the files that are not the same in both."""
    return [one for file, held in some.items() if others.get(file) is not held for one in held]
