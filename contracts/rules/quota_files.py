"""The table of a quota order as a file: faculty, stream, places; every problem with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cesp_portal.common.tabular.cells import Cell, ErrorValue, Formula, Number
from cesp_portal.common.tabular.headers import Columns, find_columns
from cesp_portal.common.tabular.issues import Code, Issue, in_reading_order, shown
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.reading import Book, Row, Table
from cesp_portal.common.tabular.text import match_key
from contracts.enums import Stream

QUOTA_COLUMNS: Final = ("faculte", "filiere", "places")
QUOTA_LIMITS: Final = Limits(max_rows=1_000)
MOST_PLACES: Final = 500
_SPELLINGS: Final = {
    "faculte": ("faculté", "ufr", "code", "code faculté", "composante"),
    "filiere": ("filière", "formation"),
    "places": ("contrats", "nombre", "nombre de places", "nombre de contrats", "quota"),
}
_PLACES = re.compile(r"[+-]?[0-9]{1,4}", re.ASCII)
_STREAMS = {match_key(text): stream for stream in Stream for text in (stream.value, str(stream.label))}


@dataclass(frozen=True, slots=True)
class QuotaFileLine:
    """What one line of the file gives to a faculty (its key in the caller's table) in a stream."""

    line: int
    faculty: str
    stream: Stream
    places: int


@dataclass(frozen=True, slots=True)
class QuotaFile:
    """The lines that could be read, none when any is wrong, and what must be corrected or checked."""

    lines: tuple[QuotaFileLine, ...]
    issues: tuple[Issue, ...]

    @property
    def refused(self) -> bool:
        """True when something must be corrected first."""
        return any(issue.blocking for issue in self.issues)

    @property
    def places(self) -> int:
        """Places that the file gives, all lines together."""
        return sum(line.places for line in self.lines)


class _Wrong(Exception):
    """A cell that does not state what its column asks for."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.code = code
        self.message = message


def quota_file(book: Book, table: Table | None, faculties: Mapping[str, str]) -> QuotaFile:
    """Read the table of an order; ``faculties`` gives the key of each faculty by the match key of its code or name.

    A line without a number of places is a line that the order does not cite.
    """
    if table is None:
        return QuotaFile((), book.issues)
    columns = find_columns(table.rows[0].cells, _SPELLINGS)
    issues = [*book.issues, *_layout_issues(table, columns)]
    lines: list[QuotaFileLine] = []
    if not any(issue.blocking for issue in issues):
        lines = _lines(table.rows[1:], columns, faculties, issues)
        issues += _given_twice(lines)
        if not lines and not issues:
            issues.append(
                Issue(
                    Code.NO_ROWS,
                    "Le fichier ne donne aucun nombre de places. Complétez la colonne « places ».",
                )
            )
    found = in_reading_order(issues, QUOTA_LIMITS.max_issues)
    return QuotaFile(() if any(issue.blocking for issue in found) else tuple(lines), found)


def _layout_issues(table: Table, columns: Columns) -> list[Issue]:
    header = table.rows[0].line
    missing = [
        Issue(
            Code.MISSING_COLUMN,
            f"La colonne « {name} » manque. La première ligne doit donner : {', '.join(QUOTA_COLUMNS)}.",
            header,
            name,
        )
        for name in columns.missing
    ]
    doubled = [
        Issue(
            Code.DUPLICATE_COLUMN,
            f"La colonne « {shown(label)} » apparaît deux fois. Gardez-en une seule, puis renvoyez le fichier.",
            header,
            shown(label),
        )
        for _position, label in columns.duplicated
    ]
    merged = [
        Issue(
            Code.MERGED,
            f"Les cellules {shown(reference)} sont fusionnées : rien n'est recopié à votre place. "
            "Défusionnez-les et remplissez chaque case.",
            value=shown(reference),
        )
        for reference in table.merged
    ]
    return [*missing, *doubled, *merged]


def _lines(
    rows: Sequence[Row], columns: Columns, faculties: Mapping[str, str], issues: list[Issue]
) -> list[QuotaFileLine]:
    lines = []
    for row in rows:
        cell = _cells_of(row, columns)
        try:
            if not (places := _places(cell["places"])):
                continue
            line = QuotaFileLine(
                row.line, _faculty(cell["faculte"], faculties), _stream(cell["filiere"]), places
            )
        except _Wrong as wrong:
            value = cell[wrong.column]
            message = f"Ligne {row.line}, colonne « {wrong.column} » : {wrong.message}"
            shown_value = "" if value is None else shown(value)
            issues.append(Issue(wrong.code, message, row.line, wrong.column, shown_value))
        else:
            lines.append(line)
    return lines


def _cells_of(row: Row, columns: Columns) -> dict[str, Cell]:
    return {
        name: row.cells[place] if (place := columns.positions[name]) < len(row.cells) else None
        for name in QUOTA_COLUMNS
    }


def _places(cell: Cell) -> int:
    if isinstance(cell, Formula):
        raise _Wrong("places", Code.FORMULA, "remplacez la formule par le nombre lu dans l'arrêté.")
    if isinstance(cell, ErrorValue):
        raise _Wrong(
            "places", Code.ERROR_VALUE, "la case contient une erreur de calcul. Saisissez le nombre."
        )
    text = "" if cell is None else cell.as_integer_text() if isinstance(cell, Number) else str(cell).strip()
    if not text:
        return 0
    if _PLACES.fullmatch(text) is None or abs(int(text)) > MOST_PLACES:
        raise _Wrong(
            "places",
            "R_PLACES",
            f"écrivez un nombre entier, de -{MOST_PLACES} à {MOST_PLACES}, sans autre signe.",
        )
    return int(text)


def _faculty(cell: Cell, faculties: Mapping[str, str]) -> str:
    text = "" if cell is None or isinstance(cell, (Formula, ErrorValue)) else str(cell)
    found = faculties.get(match_key(text))
    if found is None:
        raise _Wrong(
            "faculte",
            "R_FACULTY",
            "cette faculté est inconnue ou n'est pas de votre périmètre. Reprenez le nom du modèle, ou retirez "
            "la ligne.",
        )
    return found


def _stream(cell: Cell) -> Stream:
    found = _STREAMS.get(match_key("" if cell is None else str(cell)))
    if found is None:
        allowed = ", ".join(stream.value for stream in Stream)
        raise _Wrong("filiere", "R_ENUM", f"cette filière n'est pas connue. Valeurs acceptées : {allowed}.")
    return found


def _given_twice(lines: Sequence[QuotaFileLine]) -> list[Issue]:
    first: dict[tuple[str, Stream], int] = {}
    issues = []
    for one in lines:
        before = first.setdefault((one.faculty, one.stream), one.line)
        if before != one.line:
            message = (
                f"Lignes {before} et {one.line} : la même faculté et la même filière. "
                "Gardez une seule ligne, avec le nombre de l'arrêté."
            )
            issues.append(Issue("L_LINE_DUPLICATE", message, one.line, "faculte"))
    return issues
