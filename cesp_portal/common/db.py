"""Database helpers: identifiers, constraints that speak French, locks."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Func, QuerySet
from psycopg import sql

from cesp_portal.common.refusals import Refusal

M = TypeVar("M", bound=models.Model)


class PublicModel(models.Model):
    """A row whose identifier appears in addresses: unguessable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Folded(Func):
    """A text without accents nor capitals, as the database folds it: for searches that an index answers."""

    function = "portal_folded"
    output_field = models.TextField()


def folded_index(field: str, *, name: str) -> GinIndex:
    """Return the index that answers searches of a part of a text, whatever its accents and capitals."""
    return GinIndex(OpClass(Folded(field), name="gin_trgm_ops"), name=name)


@contextmanager
def refusing(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Run a block in a savepoint and turn the violation of a named constraint into its refusal.

    ``refusals`` maps constraint names to what the person is told. Any other violation goes through unchanged.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusals.get(constraint_of(error))
        if refusal is None:
            raise
        raise refusal from error


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that a statement violated, or an empty text."""
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    return ""


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one COPY, when they are thousands; every field as it is on each object.

    Like ``bulk_create`` without a return: no conflict is forgiven. Must run inside a transaction.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = meta.concrete_fields
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([getattr(row, field.attname) for field in fields])


def locked(queryset: QuerySet[M]) -> list[M]:
    """Lock the rows of ``queryset`` in identifier order and return them as they are now.

    Always the scarce rows first, always in this order, so that two actions can wait but never deadlock.
    """
    return list(queryset.select_for_update(of=("self",)).order_by("pk"))
