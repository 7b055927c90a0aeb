"""A file in, its tables out: the gate in this process, the parsing in a confined child."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cesp_portal.common.tabular.cells import Cell, Number, date_of_serial, from_wire
from cesp_portal.common.tabular.gate import content_issue, extension_issue, is_blank, size_issues
from cesp_portal.common.tabular.issues import Code, Issue, in_reading_order
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.text import extension_of, match_key

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = """
import sys, types
for name in ("cesp_portal", "cesp_portal.common"):
    sys.modules[name] = package = types.ModuleType(name)
    package.__path__ = [sys.argv[1] + "/" + name.replace(".", "/")]
from cesp_portal.common.tabular.child import main
main()
"""
# The project's package loads Celery when imported; the child only needs to find this folder in it.
_GRACE_SECONDS = 20  # the child only computes: on a busy machine it waits for its turn, and is not hung
_COUNTED = 4
_TEXT_ONLY = {str}


class Row(NamedTuple):
    """One row that holds something: its line (text) or row number (sheet), from 1, and its cells up to the last one."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a text file or of one sheet, header lines included.

    `merged` holds ranges such as `J2:J6`; `hidden_rows` the numbers of hidden rows that hold something;
    `hidden_columns` the numbers, from 1, of hidden columns.
    """

    name: str
    hidden: bool
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What was read: the tables, how they were read, and the issues. A book refused has no table."""

    sha256: str
    kind: str
    tables: tuple[Table, ...] = ()
    issues: tuple[Issue, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    date1904: bool = False

    @property
    def refused(self) -> bool:
        """True when an issue forbids to go on."""
        return any(issue.blocking for issue in self.issues)

    def table(self, name: str) -> Table | None:
        """The sheet of this name, whatever its case and accents."""
        key = match_key(name)
        return next((table for table in self.tables if match_key(table.name) == key), None)

    def day_of(self, number: Number) -> date | None:
        """The day that this workbook means by a bare serial number, if any."""
        return date_of_serial(number, date1904=self.date1904)


Ask: TypeAlias = Callable[[bytes, str, Limits], dict[str, Any]]


def ask_child(data: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """What a confined child process answers about the bytes of a file of kind `csv` or `xlsx`."""
    request = json.dumps({"kind": kind, "limits": limits._asdict()}).encode() + b"\n"
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(_ROOT)]
    timeout = limits.max_seconds + _GRACE_SECONDS
    try:
        done = subprocess.run(
            command, input=request + data, capture_output=True, timeout=timeout, check=False, env={}
        )
        if done.returncode == 0:
            answer: dict[str, Any] = json.loads(done.stdout)
            return answer
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        pass
    return {"tables": [], "issues": [_beyond_limits(kind)._asdict()]}


def read_book(data: bytes, filename: str, limits: Limits | None = None, *, ask: Ask = ask_child) -> Book:
    """The tables of a CSV or XLSX file, whatever its bytes: never raises for what a file holds.

    `ask` is who parses; anything but the child is for bytes of our own making.
    """
    limits = limits or Limits()
    sha256 = hashlib.sha256(data).hexdigest()
    kind = extension_of(filename).removeprefix(".")
    parser = "xlsx" if kind == "xlsx" else "csv"
    issues = _gate_issues(data, filename, limits)
    if len(data) > limits.max_bytes and parser == "xlsx" and content_issue(data, filename) is None:
        issues += _counted(ask(data[: _COUNTED * limits.max_bytes], parser, limits), limits)
    if issues:
        return Book(sha256, kind, issues=issues)
    return book_of(ask(data, parser, limits), sha256, kind, limits)


def _counted(answer: dict[str, Any], limits: Limits) -> tuple[Issue, ...]:
    """Too many rows, when a workbook already too heavy has them: everything wrong with a file is said at once."""
    return tuple(
        issue for issue in book_of(answer, "", "xlsx", limits).issues if issue.code == Code.TOO_MANY_ROWS
    )


def read_table(
    data: bytes, filename: str, limits: Limits | None = None, *, sheet: str | None = None
) -> tuple[Book, Table | None]:
    """The book and its one table: the sheet named, else the only visible sheet that holds something.

    The table is None when the book is refused, or with an issue F_SHEET_AMBIGUOUS when no single sheet stands out.
    """
    book = read_book(data, filename, limits)
    if book.refused:
        return book, None
    filled = [table for table in book.tables if table.rows]
    if sheet is not None:
        found = book.table(sheet)
    else:
        visible = [table for table in filled if not table.hidden]
        found = visible[0] if len(visible) == 1 else None
    if found is not None and found.rows:
        return book, found
    return _without_table(book, filled, sheet), None


def _without_table(book: Book, filled: list[Table], sheet: str | None) -> Book:
    if not filled:
        issue = Issue(Code.EMPTY, "Le fichier est vide. Vérifiez que vous avez choisi le bon fichier.")
    else:
        names = ", ".join(f"« {table.name} »" for table in filled)
        absent = f"la feuille « {sheet} » est introuvable ou vide"
        what = absent if sheet else "impossible de savoir laquelle lire"
        message = (
            f"Feuilles trouvées : {names} ; {what}. Gardez la feuille des données, puis renvoyez le classeur."
        )
        issue = Issue(Code.SHEET_AMBIGUOUS, message)
    return Book(book.sha256, book.kind, issues=(issue, *book.issues))


def _gate_issues(data: bytes, filename: str, limits: Limits) -> tuple[Issue, ...]:
    refused = extension_issue(filename, limits)
    if refused is not None:
        return (refused,)
    if is_blank(data):
        return (Issue(Code.EMPTY, "Le fichier est vide. Vérifiez que vous avez choisi le bon fichier."),)
    heavy = size_issues(data, limits)
    if heavy:
        return heavy
    mismatch = content_issue(data, filename)
    return () if mismatch is None else (mismatch,)


def _beyond_limits(kind: str) -> Issue:
    message = (
        "La lecture du fichier a été arrêtée : elle demandait trop de mémoire ou de temps. Recopiez la liste "
        "seule dans un classeur neuf, enregistrez-le au format « Classeur Excel (.xlsx) », puis renvoyez-le."
    )
    return Issue(Code.ZIP_BOMB if kind == "xlsx" else Code.TOO_LARGE, message)


def book_of(answer: dict[str, Any], sha256: str, kind: str, limits: Limits) -> Book:
    """The book that an answer of the child describes."""
    issues = in_reading_order((Issue(**issue) for issue in answer["issues"]), limits.max_issues)
    if any(issue.blocking and issue.about_the_file for issue in issues):
        return Book(sha256, kind, issues=issues)
    return Book(
        sha256,
        kind,
        tables=tuple(map(_table, answer["tables"])),
        issues=issues,
        encoding=answer.get("encoding"),
        separator=answer.get("separator"),
        date1904=answer.get("date1904", False),
    )


def _table(wire: dict[str, Any]) -> Table:
    return Table(
        name=wire["name"],
        hidden=wire["hidden"],
        rows=tuple(Row(line, _cells(cells)) for line, cells in wire["rows"]),
        merged=tuple(wire["merged"]),
        hidden_rows=tuple(wire["hidden_rows"]),
        hidden_columns=tuple(wire["hidden_columns"]),
    )


def _cells(wire: list[Any]) -> tuple[Cell, ...]:
    """The cells of one row; texts alone, as in every row of a text file, are taken as they came."""
    if set(map(type, wire)) <= _TEXT_ONLY:
        return tuple(wire)
    return tuple([cell if type(cell) is str else from_wire(cell) for cell in wire])
