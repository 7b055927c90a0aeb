"""What the suite refuses wherever it happens, because it works by luck: locks that spread, instants taken for days."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import models
from django.db.models.sql.compiler import SQLCompiler


class WorksByLuck(AssertionError):
    """The code does what was meant on this data only."""


@contextmanager
def strict_queries() -> Iterator[None]:
    """Refuse what Django lets through, in every statement made meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        named = "get_select_for_update_of_arguments"
        patch.setattr(SQLCompiler, named, _locking_only_what_is_named(getattr(SQLCompiler, named)))
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


def _taking_days_only(get_prep_value: Any) -> Any:
    """An instant put where a day is kept becomes that of the server's zone: name the day before."""

    def checked(self: models.DateField, value: Any) -> Any:
        if isinstance(value, dt.datetime) and not isinstance(self, models.DateTimeField):
            raise WorksByLuck(f"{self} keeps days; {value} is an instant.")
        return get_prep_value(self, value)

    return checked
