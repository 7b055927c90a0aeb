"""Answers kept file by file: a change reads again only the files that it names."""

import hashlib
import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, TypeVar

import psycopg
from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet

from cesp_portal.common.kept import KEPT_SECONDS, Marks, marks_now, note_tables, reading, tables_in

V = TypeVar("V", bound=Hashable)
# The rows of these files, of all with None: each query gives the identifier of the file, as a text, then values.
Asked = Callable[[Collection[str] | None], Sequence[QuerySet[Any, Any]]]
Told = Callable[[Sequence[tuple[Any, ...]]], V]
# A process keeps so many files in all, and reads everything again rather than more files than this, one by one.
MOST_STATES, MOST_KEPT, MOST_ROWS, MOST_AT_ONCE = 400, 400_000, 5_000, 1_000
# So few files are read by queries written once, each time for another file.
FEW = 5
ANY_FILE = uuid.UUID(int=2**128 - 1)
NOW = """
SELECT pg_current_snapshot()::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    (SELECT coalesce(max(id), 0) FROM dashboard_filemark), pg_current_xact_id_if_assigned()::text
"""
# Marks of transactions that the earlier snapshot did not see, or that the reader's own has left since.
CHANGED = """
SELECT DISTINCT file_id::text, source FROM dashboard_filemark
WHERE xid >= %s AND (id > %s OR (
    xid <> coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)
    AND NOT pg_visible_in_snapshot(xid::text::xid8, %s::pg_snapshot)
)) LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Files(Generic[V]):
    """What is kept of each file, by identifier in the order read; ``having`` gives the files of each value."""

    by_file: Mapping[str, V]
    having: Mapping[V, frozenset[str]]

    def where(self, holds: Callable[[V], bool]) -> frozenset[str]:
        """Return the files whose value holds."""
        held = [files for value, files in self.having.items() if holds(value)]
        return held[0] if len(held) == 1 else frozenset[str]().union(*held)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reading could see: the snapshot of the database, its oldest open transaction, the last mark."""

    snapshot: str
    oldest: int
    last: int
    writer: str | None


@dataclass(frozen=True, slots=True)
class _State(Generic[V]):
    """What is kept under a key, the tables that it rests on, and what these were when it was read."""

    files: Files[V]
    tables: frozenset[str]
    version: str
    whole: str
    seen: _Seen
    written: tuple[tuple[str, tuple[Any, ...]], ...] = ()


_states: OrderedDict[str, tuple[str, _State[Any]]] = OrderedDict()


def kept_by_file(key: str, asked: Asked, told: Told[V], *, in_order: bool = False) -> Files[V]:
    """Return what is told of every file that has rows, kept: after a change, only the files that it names are read.

    ``asked`` gives the queries, ``told`` the value of a file from its rows. They must rest on rows of the file itself,
    or on tables whose marks name no file. ``in_order``: the order matters, and the value is what files are sorted by.
    """
    marks = marks_now()
    state: _State[V] | None = _known(key, marks)
    if state is None:
        state = _loaded(_Reader(asked, told), marks, in_order=in_order)
    elif state.version != marks.of(state.tables):
        state = _refreshed(state, _Reader(asked, told, state.written), marks, in_order=in_order)
    _keep(key, state)
    note_tables(state.tables)
    return state.files


def rows_of(
    key: str,
    files: Sequence[str],
    read: Callable[[Sequence[str]], Mapping[str, Any]],
    *,
    most: int = MOST_ROWS,
) -> dict[str, Any]:
    """Return what ``read`` says of these files, kept for each of them until a fact of that file changes.

    No more than ``most`` are kept, the last read.
    """
    marks = marks_now()
    state: _State[Any] = _known(key, marks) or _State(Files({}, {}), frozenset(), "", "", _now(marks))
    rows, seen, tables = state.files.by_file, state.seen, set(state.tables)
    is_fresh = state.version == marks.of(tables)
    if not is_fresh:
        seen, changed = _changes(state, marks)
        rows = {} if changed is None else {file: row for file, row in rows.items() if file not in changed}
    if missing := [file for file in files if file not in rows]:
        with reading() as read_now:
            rows = {**rows, **read(missing)}
        tables |= read_now
    if missing or not is_fresh:
        last = dict(islice(rows.items(), max(0, len(rows) - most), None))
        _keep(key, _state_of(Files(last, {}), tables, marks, seen))
    note_tables(tables)
    return {file: rows[file] for file in files if file in rows}


def one_value(rows: Sequence[tuple[Any, ...]]) -> Any:
    """Tell of a file the only value of its only row."""
    return rows[0][0]


def only_row(rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Tell of a file its only row."""
    return rows[0]


class _Reader(Generic[V]):
    """Reads files: all of them, or a few by queries that are written once, each time for another file."""

    def __init__(
        self, asked: Asked, told: Told[V], written: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    ) -> None:
        self._asked, self._told, self.written = asked, told, written

    def all(self) -> dict[str, V]:
        return self._values(row for rows in self._asked(None) for row in rows)

    def some(self, files: Collection[str]) -> dict[str, V]:
        if len(files) > FEW:
            return self._values(row for rows in self._asked(files) for row in rows)
        self.written = self.written or tuple(
            rows.query.sql_with_params() for rows in self._asked([str(ANY_FILE)])
        )
        return self._values(row for file in files for row in self._of(uuid.UUID(file)))

    def _of(self, file: uuid.UUID) -> Iterator[tuple[Any, ...]]:
        """Read one file by statements that the server plans once per connection: planning costs most."""
        for sql, params in self.written:
            note_tables(tables_in(sql))
            with psycopg.Cursor(connection.connection) as cursor:
                asked = [file if one == ANY_FILE else one for one in params]
                yield from cursor.execute(sql.encode(), asked, prepare=True).fetchall()

    def _values(self, rows: Iterable[tuple[Any, ...]]) -> dict[str, V]:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for file, *values in rows:
            found.setdefault(file, []).append(tuple(values))
        return {file: self._told(values) for file, values in found.items()}


def _loaded(reader: _Reader[V], marks: Marks, *, in_order: bool) -> _State[V]:
    seen = _now(marks)
    with reading() as tables:
        by_file = reader.all()
    having: dict[V, set[str]] = defaultdict(set)
    # What is sorted differs from one file to the next: nobody asks who has it.
    for file, value in () if in_order else by_file.items():
        having[value].add(file)
    files = Files(by_file, {value: frozenset(held) for value, held in having.items()})
    return replace(_state_of(files, tables, marks, seen), written=reader.written)


def _refreshed(state: _State[V], reader: _Reader[V], marks: Marks, *, in_order: bool) -> _State[V]:
    seen, changed = _changes(state, marks)
    if changed is None:
        return _loaded(reader, marks, in_order=in_order)
    with reading() as tables:
        values = reader.some(changed) if changed else {}
    before = {file: state.files.by_file[file] for file in changed if file in state.files.by_file}
    if before != values and in_order:
        return _loaded(reader, marks, in_order=True)
    files = state.files if before == values else _patched(state.files, before, values)
    return replace(_state_of(files, state.tables | tables, marks, seen), written=reader.written)


def _patched(files: Files[V], before: Mapping[str, V], values: Mapping[str, V]) -> Files[V]:
    by_file, having = dict(files.by_file), dict(files.having)
    for file, value in before.items():
        del by_file[file]
        having[value] -= {file}
        if not having[value]:
            del having[value]
    for file, value in values.items():
        by_file[file] = value
        having[value] = having.get(value, frozenset()) | {file}
    return Files(by_file, having)


def _changes(state: _State[Any], marks: Marks) -> tuple[_Seen, frozenset[str] | None]:
    """Return the files of these tables that changed since, None when there are too many, and what was seen then."""
    asked = (state.seen.snapshot, state.seen.last)
    if asked not in marks.changes:
        now = _now(marks)
        with connection.cursor() as cursor:
            cursor.execute(
                CHANGED, [state.seen.oldest, state.seen.last, state.seen.snapshot, MOST_AT_ONCE + 1]
            )
            marks.changes[asked] = (now, cursor.fetchall())
    now, rows = marks.changes[asked]
    changed = frozenset(file for file, source in rows if source in state.tables)
    return now, None if len(rows) > MOST_AT_ONCE else changed


def _now(marks: Marks) -> _Seen:
    """Return what is seen from here on; a page asks once, so that all that it keeps is later refreshed together."""
    if NOW not in marks.changes:
        with connection.cursor() as cursor:
            cursor.execute(NOW)
            marks.changes[NOW] = _Seen(*cursor.fetchone())
    seen: _Seen = marks.changes[NOW]
    return seen


def _state_of(files: Files[V], tables: Collection[str], marks: Marks, seen: _Seen) -> _State[V]:
    return _State(files, frozenset(tables), marks.of(tables), marks.whole_of(tables), seen)


def _known(key: str, marks: Marks) -> _State[Any] | None:
    """Return what is kept, unless it is too old, a change named no file, or it was read in a transaction now over."""
    token, state = _states.get(key, ("", None))
    if state is None or caches["process"].get(_name(key)) != token:
        return None
    is_own = state.seen.writer is None or state.seen.writer == marks.writer
    return state if is_own and state.whole == marks.whole_of(state.tables) else None


def _keep(key: str, state: _State[Any]) -> None:
    """Keep it, and let go of what was used least once there is too much."""
    held = _states.get(key)
    if held is None or held[1] is not state:
        token = uuid.uuid4().hex
        caches["process"].set(_name(key), token, KEPT_SECONDS)
        _states[key] = (token, state)
    _states.move_to_end(key)
    while len(_states) > 1 and (len(_states) > MOST_STATES or _files_kept() > MOST_KEPT):
        _states.popitem(last=False)


def _files_kept() -> int:
    return sum(len(state.files.by_file) for _, state in _states.values())


def _name(key: str) -> str:
    return f"files:{hashlib.sha256(key.encode()).hexdigest()}"
