"""Answers kept until something they count has changed: the database itself says when."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.db import connection

T = TypeVar("T")
KEPT_SECONDS = 24 * 60 * 60
MARKS = "SELECT sum(weight), max(id) FROM dashboard_changemark"


def last_change() -> str:
    """Return what names the last change of the facts that are watched: never the same before and after one."""
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
