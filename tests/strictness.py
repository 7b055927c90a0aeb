"""What the suite refuses wherever it happens, because it works by luck.

Locks that spread, instants taken for days, answers kept although they rest on tables that leave no mark.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler

from cesp_portal.common.kept import Marks

# The marks themselves, and the counts of months, whose own revision is a part of the keys.
NAMED_OTHERWISE = {
    "dashboard_changemark",
    "dashboard_filemark",
    "dashboard_monthcount",
    "dashboard_monthcounting",
}


class WorksByLuck(AssertionError):
    """The code does what was meant on this data only."""


@contextmanager
def strict_queries() -> Iterator[None]:
    """Refuse what Django lets through, in every statement made meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        named = "get_select_for_update_of_arguments"
        patch.setattr(SQLCompiler, named, _locking_only_what_is_named(getattr(SQLCompiler, named)))
        patch.setattr(Marks, "of", _of_watched_tables_only(Marks.of))
        patch.setattr(models.DateField, "get_prep_value", _taking_days_only(models.DateField.get_prep_value))
        yield


def _locking_only_what_is_named(arguments_of: Any) -> Any:
    """FOR UPDATE on a join locks the rows of every table joined, unless ``of`` names those that are meant."""

    def checked(self: SQLCompiler) -> Any:
        query = self.query
        # Asked for while the statement is written: the joins of what is read along are counted only then.
        tables = [alias for alias, uses in query.alias_refcount.items() if uses]
        if not query.select_for_update_of and len(tables) > 1:
            raise WorksByLuck(f"Say of=(…): this locks rows of {', '.join(tables)}.")
        return arguments_of(self)

    return checked


def _of_watched_tables_only(of: Any) -> Any:
    """An answer that rests on a table without marks is kept although it may have changed."""
    watched: set[str] = set()
    own = {model._meta.db_table for model in apps.get_models()}

    def checked(self: Marks, tables: Collection[str]) -> Any:
        if not watched:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'kept_answers_know'"
                )
                watched.update(row[0] for row in cursor.fetchall())
        if unknown := own & set(tables) - watched - NAMED_OTHERWISE:
            raise WorksByLuck(
                f"Leave marks when {', '.join(sorted(unknown))} changes: a kept answer reads it."
            )
        return of(self, tables)

    return checked


def _taking_days_only(get_prep_value: Any) -> Any:
    """An instant put where a day is kept becomes that of the server's zone: name the day before."""

    def checked(self: models.DateField, value: Any) -> Any:
        if isinstance(value, dt.datetime) and not isinstance(self, models.DateTimeField):
            raise WorksByLuck(f"{self} keeps days; {value} is an instant.")
        return get_prep_value(self, value)

    return checked
