"""Answers kept until something they have read changes: the database itself says when."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import connection

T = TypeVar("T")
KEPT_SECONDS = 24 * 60 * 60
MARKS = """
SELECT source, is_whole, sum(weight), max(id), pg_current_xact_id_if_assigned()::text
FROM dashboard_changemark GROUP BY source, is_whole
"""
NO_MARK = (0, 0)
READS = re.compile(r'(?:FROM|JOIN) "?(\w+)"?')


# The weight of the marks of a table, and the last of them.
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """What names the state of each table: never the same before and after a change that a reader sees.

    ``whole`` counts only the changes that name no file; ``writer`` is the transaction of the reader, once it wrote.
    ``changes`` holds what has already been asked about single files.
    """

    tables: Mapping[str, Mark]
    whole: Mapping[str, Mark]
    writer: str | None
    changes: dict[Any, Any] = field(default_factory=dict)

    def of(self, tables: Collection[str]) -> str:
        """Return what names the state of these tables together."""
        return _named(self.tables, tables)

    def whole_of(self, tables: Collection[str]) -> str:
        """Return what names the changes of these tables that name no file."""
        return _named(self.whole, tables)


@dataclass(frozen=True, slots=True)
class _Held:
    answer: Any
    tables: frozenset[str]
    version: str


# What a page that only reads has asked first; nothing outside such a page.
_asked_first: ContextVar[list[Marks] | None] = ContextVar("asked_first", default=None)
# The tables that the answers being computed have read so far, the innermost last.
_being_read: ContextVar[tuple[set[str], ...]] = ContextVar("being_read", default=())


@contextmanager
def one_version() -> Iterator[None]:
    """Let all that is kept in this block be named by the first change asked for: it must read, and write nothing.

    Named before anything is read, what changes meanwhile is at worst kept under marks that nobody will read again.
    """
    token = _asked_first.set([])
    try:
        yield
    finally:
        _asked_first.reset(token)


def last_change() -> str:
    """Return what names the last change of all the facts that are watched."""
    marks = marks_now()
    return marks.of(marks.tables)


def kept(key: str, compute: Callable[[], T], *, version: str = "") -> T:
    """Return what was computed for the key since a table that it read has changed, or compute it now.

    The marks are read first: an answer computed while something changes is kept under marks that nobody will read
    again. Which tables an answer rests on is seen while it is computed; each must leave marks (``WATCHED`` and
    ``OF_A_FILE`` in the migrations), unless a ``version``, read first too, names all that the answer depends on.
    """
    # Keys are hashed: a search may hold any character.
    full_key = hashlib.sha256(f"{key}:{version}".encode()).hexdigest()
    marks = None if version else marks_now()
    held: _Held | None = caches["process"].get(full_key)
    if held is None or (marks is not None and held.version != marks.of(held.tables)):
        with reading() as tables:
            answer = compute()
        held = _Held(answer, frozenset(tables), marks.of(tables) if marks is not None else version)
        caches["process"].set(full_key, held, KEPT_SECONDS)
    note_tables(held.tables)
    answer_kept: T = held.answer
    return answer_kept


def marks_now() -> Marks:
    """Return the marks of the last changes; a page that only reads asks once."""
    asked = _asked_first.get()
    if not asked:
        found = _marks()
        if asked is None:
            return found
        asked.append(found)
    return asked[0]


@contextmanager
def reading() -> Iterator[set[str]]:
    """Give the set of the tables that the statements of this block read, those of kept answers included."""
    tables: set[str] = set()
    outer = _being_read.get()
    token = _being_read.set((*outer, tables))
    try:
        # The outermost block hears every statement: those within add what they heard.
        if outer:
            yield tables
        else:
            with connection.execute_wrapper(_hear):
                yield tables
    finally:
        _being_read.reset(token)


def note_tables(tables: Collection[str]) -> None:
    """Say that the answers being computed rest on these tables too."""
    for heard in _being_read.get():
        heard.update(tables)


def tables_in(sql: str) -> frozenset[str]:
    """Return the tables that a statement reads."""
    return frozenset(READS.findall(sql))


def _hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    note_tables(tables_in(sql))
    return execute(sql, params, many, context)


def _marks() -> Marks:
    tables: dict[str, Mark] = {}
    whole: dict[str, Mark] = {}
    writer = None
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        rows = cursor.fetchall()
    for source, is_whole, weight, last, xid in rows:
        writer = xid
        mark = (int(weight), last)
        tables[source] = _added(tables.get(source, NO_MARK), mark)
        if is_whole:
            whole[source] = mark
    return Marks(tables, whole, writer)


def _added(one: Mark, other: Mark) -> Mark:
    return one[0] + other[0], max(one[1], other[1])


def _named(marks: Mapping[str, Mark], tables: Collection[str]) -> str:
    weight, last = reduce(_added, (marks[table] for table in tables if table in marks), NO_MARK)
    return f"{weight}:{last}"
