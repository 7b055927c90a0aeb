"""Rows out as XLSX or CSV that no spreadsheet will run, and that are the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import xlsxwriter

Value: TypeAlias = str | int | bool | Decimal | date | datetime | None

_PARIS = ZoneInfo("Europe/Paris")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_TEXT = 32_767
_LONGEST_CHOICES = 255
_SAME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column to write: `choices` become a drop-down list, `prompt` the hint shown on its cells."""

    title: str
    width: int = 18
    choices: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class OutputSheet:
    """One sheet to write; the rows are consumed once. `empty_rows` are prepared for typing below them."""

    name: str
    columns: Sequence[OutputColumn]
    rows: Iterable[Sequence[Value]] = ()
    empty_rows: int = 0


def as_xlsx(sheets: Iterable[OutputSheet]) -> bytes:
    """A workbook whose texts are typed as texts: no formula, no link, whatever they begin with."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _SAME_DAY.replace(tzinfo=None)})
        writer = _SheetWriter(book)
        for sheet in sheets:
            writer.write(sheet)
    return buffer.getvalue()


class _SheetWriter:
    """The formats of one workbook, and the writing of its sheets."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._title = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._money = book.add_format({"num_format": "#,##0.00"})

    def write(self, sheet: OutputSheet) -> None:
        page = self._book.add_worksheet(sheet_name(sheet.name))
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, self._text)
            page.write_string(0, place, column.title, self._title)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                self._write_value(page, last, place, value)
        if sheet.empty_rows:
            for place, column in enumerate(sheet.columns):
                _prepare_typing(page, column, place, last + 1, last + sheet.empty_rows)

    def _write_value(self, page: Any, line: int, place: int, value: Value) -> None:
        match value:
            case None | "":
                page.write_blank(line, place, None, self._text)
            case bool():
                page.write_string(line, place, "oui" if value else "non", self._text)
            case int():
                page.write_number(line, place, value)
            case Decimal():
                page.write_number(line, place, value, self._money)
            case datetime():
                page.write_datetime(line, place, on_paris_clock(value), self._instant)
            case date():
                page.write_datetime(line, place, value, self._day)
            case _:
                page.write_string(line, place, storable(value)[:LONGEST_TEXT], self._text)


def as_csv(columns: Sequence[OutputColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    """A text that French spreadsheets open as it is: UTF-8 with its mark, `;`, CRLF; formulas neutralised by `'`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralised(column.title) for column in columns])
    writer.writerows([as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def neutralised(text: str) -> str:
    """The text, with `'` before it when a spreadsheet would take it for a formula."""
    kept = storable(text)
    return (
        f"'{kept}"
        if kept.startswith(_STARTS_A_FORMULA) or kept.lstrip().startswith(_STARTS_A_FORMULA)
        else kept
    )


def storable(text: str) -> str:
    """The text without what no file can hold: NUL and lone halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def sheet_name(name: str) -> str:
    """A name that every spreadsheet accepts."""
    return _NOT_IN_A_SHEET_NAME.sub(" ", storable(name)).strip()[:31] or "Feuille"


def as_text(value: Value) -> str:
    """The text of a cell of a delimited file, neutralised."""
    match value:
        case None:
            text = ""
        case bool():
            text = "oui" if value else "non"
        case int():
            text = str(value)
        case Decimal():
            text = f"{value:f}".replace(".", ",")
        case datetime():
            text = f"{on_paris_clock(value):%d/%m/%Y %H:%M}"
        case date():
            text = f"{value:%d/%m/%Y}"
        case _:
            text = neutralised(value)
    return text


def on_paris_clock(instant: datetime) -> datetime:
    """The instant as the clocks of Paris show it, without zone: spreadsheets know none."""
    return instant.astimezone(_PARIS).replace(tzinfo=None)


def _prepare_typing(page: Any, column: OutputColumn, place: int, first: int, last: int) -> None:
    options: dict[str, Any] = {"validate": "any"}
    if column.choices and len(",".join(column.choices)) <= _LONGEST_CHOICES:
        options = {
            "validate": "list",
            "source": list(column.choices),
            "error_title": "Valeur inconnue",
            "error_message": f"Choisissez dans la liste : {', '.join(column.choices)}."[:_LONGEST_CHOICES],
        }
    if column.prompt:
        options |= {"input_title": column.title[:32], "input_message": column.prompt[:_LONGEST_CHOICES]}
    if len(options) > 1:
        page.data_validation(first, place, last, place, options)
