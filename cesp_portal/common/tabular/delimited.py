"""Delimited text: one table whose every row knows its physical line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from cesp_portal.common.tabular.encoding import decode
from cesp_portal.common.tabular.issues import Code, Issue, Refused, refusal, shown, too_many_rows
from cesp_portal.common.tabular.limits import Limits

_ANNOUNCED_SEPARATOR = re.compile(r'"?sep=(.)"?[ \t;,]*(?:\r|\n|$)', re.IGNORECASE)
"""The line by which some spreadsheets announce their separator; it is not part of the table."""
_BLANK = " \t\xa0"
_CLOSE_THE_QUOTE = (
    "Un guillemet ouvert n'est pas refermé, ou un texte entre guillemets est suivi d'autre chose. "
    "Corrigez cette ligne (un guillemet dans un texte s'écrit deux fois), puis renvoyez le fichier."
)


class Delimited(NamedTuple):
    """The rows of a text file, each with the line where it begins, how the file was read, and the doubts."""

    rows: list[tuple[int, list[str]]]
    encoding: str
    separator: str
    issues: tuple[Issue, ...]


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """The table and the issues of a delimited text, as the child process answers them. Raises Refused."""
    read = read_delimited(data, limits)
    table = {
        "name": "",
        "hidden": False,
        "rows": read.rows,
        "merged": [],
        "hidden_rows": [],
        "hidden_columns": [],
    }
    return {"tables": [table], "issues": read.issues, "encoding": read.encoding, "separator": read.separator}


def read_delimited(data: bytes, limits: Limits) -> Delimited:
    """The rows of a delimited text, blank ones left out. Raises Refused when it cannot be read as a whole.

    For bytes that come from a visitor, go through `reading`, which confines this to a child process.
    """
    decoded = decode(data)
    announced = _ANNOUNCED_SEPARATOR.match(decoded.text)
    named = announced is not None and announced[1] in limits.separators
    separator = announced[1] if announced and named else separator_of(decoded.text, limits.separators)
    issues = list(decoded.doubts)
    rows = _rows(decoded.text, separator, limits, issues)
    if named:
        rows = rows[1:]
    if not rows:
        raise refusal(Code.EMPTY, "Le fichier est vide. Vérifiez que vous avez choisi le bon fichier.")
    return Delimited(rows, decoded.encoding, separator, tuple(issues))


def separator_of(text: str, separators: tuple[str, ...]) -> str:
    """The separator most frequent, outside quotes, on the first line that holds one; else the first of the list."""
    for line in io.StringIO(text[:65_536]):
        outside = "".join(line.split('"')[::2])
        counts = {separator: outside.count(separator) for separator in separators}
        best = max(separators, key=lambda separator: counts[separator])
        if counts[best]:
            return best
    return separators[0]


def _rows(text: str, separator: str, limits: Limits, issues: list[Issue]) -> list[tuple[int, list[str]]]:
    # One limit for the whole process: lowering it would refuse the long cells of a file read meanwhile.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    if '"' not in text and max(map(len, text.split("\n"))) <= limits.max_cell_characters:
        return _plain_rows(reader, separator, limits, issues)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    blank = f"{separator}{_BLANK}"
    try:
        for found in reader:
            begun, line = line, reader.line_num + 1
            joined = separator.join(found)
            if not joined.strip(blank):
                continue
            if len(rows) == limits.max_lines:
                raise Refused([*issues, too_many_rows(limits.max_rows)])
            large = len(joined) > limits.max_cell_characters or len(found) > limits.max_columns
            rows.append((begun, within_limits(found, begun, limits, issues) if large else found))
    except csv.Error:
        raise Refused(
            [*issues, Issue(Code.CSV_SYNTAX, f"Ligne {line} : {_CLOSE_THE_QUOTE}", line=line)]
        ) from None
    return rows


def _plain_rows(
    reader: Iterable[list[str]], separator: str, limits: Limits, issues: list[Issue]
) -> list[tuple[int, list[str]]]:
    """The rows of a text without quotes nor long lines: a line is a row, and only its columns may be too many."""
    blank = f"{separator}{_BLANK}"
    filled = (
        (line, cells)
        for line, cells in enumerate(reader, start=1)
        if cells and (cells[0].isalnum() or separator.join(cells).strip(blank))
    )
    rows = list(islice(filled, limits.max_lines + 1))
    if len(rows) > limits.max_lines:
        raise Refused([*issues, too_many_rows(limits.max_rows)])
    if any(len(cells) > limits.max_columns for _line, cells in rows):
        return [(line, within_limits(cells, line, limits, issues)) for line, cells in rows]
    return rows


def within_limits(cells: list[str], line: int, limits: Limits, issues: list[Issue]) -> list[str]:
    """The cells cut to the limits; what was cut is an issue, once per row and kind."""
    if len(cells) > limits.max_columns:
        message = f"Ligne {line} : plus de {limits.max_columns} colonnes. Retirez les colonnes inutiles."
        issues.append(Issue(Code.COLUMNS, message, line=line))
        cells = cells[: limits.max_columns]
    for position, cell in enumerate(cells):
        if len(cell) > limits.max_cell_characters:
            issues.append(too_long(cell, line, position, limits))
            cells[position] = cell[: limits.max_cell_characters]
    return cells


def too_long(text: str, line: int, position: int, limits: Limits) -> Issue:
    """The refusal of a cell longer than anything a person types."""
    message = (
        f"Ligne {line}, colonne {position + 1} : le texte compte {len(text)} caractères, "
        f"le maximum est de {limits.max_cell_characters}. Raccourcissez-le."
    )
    return Issue(Code.TOO_LONG, message, line=line, column=str(position + 1), value=shown(text))
