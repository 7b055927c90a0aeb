"""One sheet of a workbook, read by events: only cells that hold something exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cesp_portal.common.tabular.cells import Cell, ErrorValue, Formula, Number, date_of_serial, is_number
from cesp_portal.common.tabular.delimited import too_long
from cesp_portal.common.tabular.issues import Code, Issue, Refused, refusal, shown, too_many_rows
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.markup import Attributes, malformed, walk
from cesp_portal.common.tabular.workbook import Workbook, unescaped

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class SheetContent:
    """Rows that hold something, with their row number; what is merged; what holds something but is hidden."""

    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_sheet(pieces: Iterable[bytes], book: Workbook, limits: Limits) -> SheetContent:
    """The content of a sheet. Raises Refused when it is malformed, contradicts itself or exceeds the limits."""
    reader = _SheetReader(book, limits)
    walk(pieces, start=reader.on_start, end=reader.on_end, text=reader.on_text)
    return reader.content


class _SheetReader:
    """State of one pass: the row and the cell being read."""

    def __init__(self, book: Workbook, limits: Limits) -> None:
        self.content = SheetContent()
        self._book = book
        self._limits = limits
        self._row = 0
        self._row_hidden = False
        self._column = 0
        self._cells: list[Cell] = []
        self._kind = "n"
        self._style = 0
        self._formula: list[str] | None = None
        self._text: list[str] = []
        self._listening: list[str] | None = None
        self._phonetic = 0
        self._characters = 0

    def on_start(self, element: str, attributes: Attributes) -> None:
        if element == "c":
            self._begin_cell(attributes)
        elif element == "v" or (element == "t" and not self._phonetic):
            self._listening = self._text
        elif element == "row":
            self._begin_row(attributes)
        elif element == "f":
            self._formula = self._listening = []
        elif element == "rPh":
            self._phonetic += 1
        elif element == "mergeCell":
            self.content.merged.append(attributes.get("ref", ""))
        elif element == "col" and attributes.get("hidden") in ("1", "true"):
            self._hide_columns(attributes)

    def on_end(self, element: str) -> None:
        if element == "c":
            self._end_cell()
        elif element == "row":
            self._end_row()
        elif element in ("v", "t", "f"):
            self._listening = None
        elif element == "rPh":
            self._phonetic -= 1

    def on_text(self, text: str) -> None:
        if self._listening is not None:
            self._listening.append(text)

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and len(number) <= 7 and int(number) > self._row:
            self._row = int(number)
        else:
            raise malformed()
        if self._row > _LAST_ROW:
            raise malformed()
        self._row_hidden = attributes.get("hidden") in ("1", "true")
        self._cells = []
        self._column = 0

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            row, column = coordinates(reference)
            if row != self._row or column <= self._column:
                raise malformed()
            self._column = column
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 9 else 0
        self._formula = None
        self._text = []

    def _end_cell(self) -> None:
        cell = self._value()
        if cell is None:
            return
        if isinstance(cell, str):
            cell = self._bounded(cell)
        if self._column > min(self._limits.max_columns, _LAST_COLUMN):
            self._refuse_far_cell(cell)
            return
        self._cells.extend([None] * (self._column - 1 - len(self._cells)))
        self._cells.append(cell)

    def _end_row(self) -> None:
        if not self._cells:
            return
        if len(self.content.rows) == self._limits.max_lines:
            raise Refused([*self.content.issues, too_many_rows(self._limits.max_rows)])
        self.content.rows.append((self._row, self._cells))
        if self._row_hidden:
            self.content.hidden_rows.append(self._row)
        self._cells = []

    def _value(self) -> Cell:
        if self._formula is not None:
            return Formula(shown("".join(self._formula)))
        text = "".join(self._text)
        if self._kind in ("inlineStr", "str"):
            return unescaped(text) if text.strip() else None
        text = text.strip()
        if not text:
            return None
        return self._stored(text)

    def _stored(self, text: str) -> Cell:
        match self._kind:
            case "s":
                return self._shared(text)
            case "b":
                return text in ("1", "true")
            case "e":
                return ErrorValue(shown(text))
            case "d":
                return _iso_date(text)
            case _:
                return self._number(text)

    def _shared(self, text: str) -> Cell:
        if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) < len(self._book.shared)):
            raise malformed()
        shared = self._book.shared[int(text)]
        return shared if shared.strip() else None

    def _number(self, text: str) -> Cell:
        if self._kind != "n" or not is_number(text):
            raise malformed()
        number = Number(text)
        if self._style in self._book.date_styles:
            return date_of_serial(number, date1904=self._book.date1904) or number
        return number

    def _bounded(self, text: str) -> str:
        self._characters += len(text)
        if self._characters > self._limits.max_characters:
            message = "Le classeur contient trop de texte. Retirez les feuilles et les colonnes inutiles."
            raise refusal(Code.TOO_LARGE, message)
        if _UNSTORABLE.search(text):
            message = (
                f"Cellule {reference_of(self._row, self._column)} : le texte contient un caractère invisible interdit. "
                "Effacez la cellule et saisissez-la de nouveau."
            )
            issue = Issue(Code.CONTROL_CHARS, message, self._row, column_letters(self._column), shown(text))
            raise Refused([*self.content.issues, issue])
        if len(text) > self._limits.max_cell_characters:
            self.content.issues.append(too_long(text, self._row, self._column - 1, self._limits))
            return text[: self._limits.max_cell_characters]
        return text

    def _refuse_far_cell(self, cell: Cell) -> None:
        if self._column > _LAST_COLUMN:
            raise malformed()
        if len(self.content.issues) < self._limits.max_issues:
            message = (
                f"La cellule {reference_of(self._row, self._column)} contient une valeur loin à droite de la liste. "
                "Effacez-la, ou supprimez la colonne."
            )
            letters = column_letters(self._column)
            self.content.issues.append(Issue(Code.COLUMNS, message, self._row, letters, shown(cell)))

    def _hide_columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if (
            first.isascii()
            and first.isdigit()
            and last.isascii()
            and last.isdigit()
            and len(first + last) < 12
        ):
            stop = min(int(last), self._limits.max_columns) + 1
            self.content.hidden_columns.extend(range(int(first), stop))


@lru_cache(maxsize=4_096)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def coordinates(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as `K7`. Raises Refused when it is not one."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise malformed()
    return int(match[2]), _column_number(match[1])


def column_letters(column: int) -> str:
    """`A` for 1, `XFD` for 16 384."""
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def reference_of(row: int, column: int) -> str:
    """`K7` for row 7 and column 11."""
    return f"{column_letters(column)}{row}"


def _iso_date(text: str) -> Cell:
    day, _separator, time = text.partition("T")
    try:
        return date.fromisoformat(day) if time.strip("0:.Z") == "" and len(day) == 10 else text
    except ValueError:
        return text
