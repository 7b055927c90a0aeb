"""A page that is only looked at never writes: GET and HEAD refuse every SQL statement but a read."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READ_STATEMENTS = (
    "SELECT",
    "WITH",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "DECLARE",
    "SET ",
)
# Session rows are the browser's own state, not the portal's; sign-in pages refresh them on GET. Who read a file is
# known only because it was read: that row is added, and changes nothing that anybody sees in the file.
OWN_STATE = ('"django_session"', 'INSERT INTO "journal_reading"')


class WriteOnRead(RuntimeError):
    """A GET or HEAD request tried to change the database."""


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    statement = sql.lstrip(" (\n").upper()
    if not statement.startswith(READ_STATEMENTS) and not any(table in sql for table in OWN_STATE):
        raise WriteOnRead(f"Write attempted while answering a read request: {sql[:200]}")
    return execute(sql, params, many, context)


class ReadOnlyMethodsMiddleware:
    """Guard every read request (mail scanners and prefetching browsers follow links)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READ_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)
