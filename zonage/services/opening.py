"""From the bytes of a received file to rows of text, through the gate that every file passes."""

import csv
import datetime as dt
import io
from collections import Counter
from itertools import islice

from cesp_portal.common.tabular.delimited import read_delimited, separator_of
from cesp_portal.common.tabular.encoding import decode
from cesp_portal.common.tabular.gate import content_issue, extension_issue, is_blank, size_issues
from cesp_portal.common.tabular.issues import Code, Issue, Refused
from cesp_portal.common.tabular.limits import MEBIBYTE, Limits
from cesp_portal.common.tabular.reading import read_book
from cesp_portal.common.tabular.text import extension_of
from zonage.rules.files.problems import Problem
from zonage.rules.files.sheets import Sheet

# A national file of thirty columns holds some 35 000 rows and 10 MiB.
LIMITS = Limits(
    max_bytes=25 * MEBIBYTE,
    max_rows=60_000,
    header_rows=12,
    max_characters=60 * MEBIBYTE,
    max_inflated=150 * MEBIBYTE,
    max_memory=1024 * MEBIBYTE,
    max_seconds=30,
    extensions=(".csv", ".txt", ".tsv", ".xlsx"),
)
# How far the separator is looked for: titles above the table may hold one that is not the table's.
SEPARATOR_LINES = 60


def open_file(data: bytes, filename: str) -> tuple[list[Sheet], list[Problem]]:
    """Return the sheets of a CSV or XLSX file, and the problems of the file itself (then without any sheet).

    A text is read here; a workbook in a child process with bounded memory and time.
    """
    first = _gate(data, filename)
    if first:
        return [], [_problem(issue) for issue in first]
    if extension_of(filename) == ".xlsx":
        return _workbook(data, filename)
    try:
        return _text_file(data)
    except Refused as refused:
        return [], [_problem(issue) for issue in refused.issues]


def _text_file(data: bytes) -> tuple[list[Sheet], list[Problem]]:
    """Return the one sheet of a text; a text of one line per row is not numbered line by line."""
    decoded = decode(data)
    separator = _separator_of(decoded.text)
    rows = _simple_rows(decoded.text, separator)
    if rows is not None:
        return [Sheet("", rows)], [_problem(issue) for issue in decoded.doubts]
    read = read_delimited(data, LIMITS._replace(separators=(separator,)))
    problems = [_problem(issue) for issue in read.issues]
    if any(problem.blocking for problem in problems):
        return [], problems
    return [Sheet("", [row for _, row in read.rows], [line for line, _ in read.rows])], problems


def _separator_of(text: str) -> str:
    """Return the separator that most of the first lines hold outside quotes; of two equals, that of the first line."""
    first = separator_of(text, LIMITS.separators)
    lines = Counter({first: 0})
    for line in islice(io.StringIO(text), SEPARATOR_LINES):
        outside = "".join(line.split('"')[::2])
        lines.update(separator for separator in LIMITS.separators if separator in outside)
    best, count = lines.most_common(1)[0]
    return first if lines[first] == count else best


def _simple_rows(text: str, separator: str) -> list[list[str]] | None:
    """Return the rows of a text whose every row is one line within the limits, else None."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    if reader.line_num != len(rows) or len(rows) > LIMITS.max_lines:
        return None
    longest = max(map(len, rows), default=0)
    if longest > LIMITS.max_columns or len(max(text.split("\n"), key=len)) > LIMITS.max_cell_characters:
        return None
    return rows


def _gate(data: bytes, filename: str) -> tuple[Issue, ...]:
    wrong_name = extension_issue(filename, LIMITS)
    if wrong_name is not None:
        return (wrong_name,)
    if is_blank(data):
        return (Issue(Code.EMPTY, "Le fichier est vide. Vérifiez que vous avez choisi le bon fichier."),)
    heavy = size_issues(data, LIMITS)
    if heavy:
        return heavy
    mismatch = content_issue(data, filename)
    return () if mismatch is None else (mismatch,)


def _workbook(data: bytes, filename: str) -> tuple[list[Sheet], list[Problem]]:
    book = read_book(data, filename, LIMITS)
    problems = [_problem(issue) for issue in book.issues]
    if book.refused:
        return [], problems
    if all(table.hidden for table in book.tables):
        return [], [
            *problems,
            Problem("F_EMPTY", "Aucune feuille visible de ce classeur n'est remplie.", blocking=True),
        ]
    return [
        Sheet(
            table.name,
            [[_text(cell) for cell in row.cells] for row in table.rows],
            [row.line for row in table.rows],
        )
        for table in book.tables
        if not table.hidden
    ], problems


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else str(cell)


def _problem(issue: Issue) -> Problem:
    return Problem(
        code=str(issue.code),
        message=issue.message,
        blocking=issue.blocking,
        line=issue.line,
        column=issue.column or "",
        value=issue.value,
    )
