"""Answers kept until something they count has changed: the database itself says when."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.core.cache import caches
from django.db import connection

T = TypeVar("T")
KEPT_SECONDS = 24 * 60 * 60
MARKS = "SELECT sum(weight), max(id) FROM dashboard_changemark"
# What a page that only reads has asked first; nothing outside such a page.
_asked_first: ContextVar[list[str] | None] = ContextVar("asked_first", default=None)


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
    """Return what names the last change of the facts that are watched: never the same before and after one.

    A page that only reads asks once.
    """
    asked = _asked_first.get()
    if not asked:
        found = _marks()
        if asked is None:
            return found
        asked.append(found)
    return asked[0]


def _marks() -> str:
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        weight, last = cursor.fetchone()
    return f"{weight}:{last}"


def kept(key: str, compute: Callable[[], T], *, version: str = "") -> T:
    """Return what was computed for the key since the last change, or compute it now.

    The marks are read first: an answer computed while something changes is kept under marks that nobody will read
    again. What is kept must only come from tables that leave marks (``WATCHED`` in the migrations), unless a
    ``version``, read first too, names all that the answer depends on.
    """
    # Keys are hashed: a search may hold any character.
    full_key = hashlib.sha256(f"{key}:{version or last_change()}".encode()).hexdigest()
    found: T | None = caches["process"].get(full_key)
    if found is None:
        found = compute()
        caches["process"].set(full_key, found, KEPT_SECONDS)
    return found
