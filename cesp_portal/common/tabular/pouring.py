"""Long files written while they are sent: the first bytes leave before the last row is read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from cesp_portal.common.tabular.writing import (
    LONGEST_TEXT,
    OutputColumn,
    Value,
    as_text,
    neutralised,
    on_paris_clock,
    sheet_name,
    storable,
)

_ROWS_AT_ONCE = 200
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # the calendar of spreadsheets has no zone
_MOMENT = (2000, 1, 1, 0, 0, 0)
# What spreadsheets read as an escaped character is escaped itself.
_ESCAPED = re.compile("(_x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SHEET = "xl/worksheets/sheet1.xml"
# Positions of the formats in the styles that `_frame` asks the library to write, in the order of their first use.
_TITLE, _TEXT, _DAY, _INSTANT, _MONEY = 1, 2, 3, 4, 5
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView '
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews>"
)


def pour_csv(columns: Sequence[OutputColumn], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield what ``as_csv`` writes, some rows at a time, the titles at once."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralised(column.title) for column in columns])
    yield text.getvalue().encode("utf-8-sig")
    text.seek(text.truncate(0))
    for number, row in enumerate(rows, start=1):
        writer.writerow([as_text(value) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(text.truncate(0))
    yield text.getvalue().encode()


def pour_xlsx(name: str, columns: Sequence[OutputColumn], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield a workbook of one sheet whose texts are texts, some rows at a time, the head at once."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(_frame(sheet_name(name)))) as frame:
            for part in frame.namelist():
                if part != _SHEET:
                    archive.writestr(_entry(part), frame.read(part))
        yield pipe.taken()
        with archive.open(_entry(_SHEET), "w") as sheet:
            sheet.write(_head(columns).encode())
            for number, row in enumerate(rows, start=2):
                sheet.write(_row(number, row).encode())
                if number % _ROWS_AT_ONCE == 0 and (ready := pipe.taken()):
                    yield ready
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Where the archive writes: nothing is kept once it was taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the archive gives bytes
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        ready, self._written = bytes(self._written), bytearray()
        return ready


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _frame(name: str) -> bytes:
    """Return a workbook of the library with our formats: all its parts are kept but the sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # a constant: same bytes
        page = book.add_worksheet(name)
        formats = (
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
            {"num_format": "@", "valign": "top"},
            {"num_format": "dd/mm/yyyy"},
            {"num_format": "dd/mm/yyyy hh:mm"},
            {"num_format": "#,##0.00"},
        )
        for place, asked in enumerate(formats):
            page.write_number(0, place, 0, book.add_format(asked))
    return buffer.getvalue()


def _head(columns: Sequence[OutputColumn]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" style="{_TEXT}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    titles = "".join(
        _text(f"{xl_col_to_name(place)}1", one.title, _TITLE) for place, one in enumerate(columns)
    )
    return f'{_OPENING}<cols>{widths}</cols><sheetData><row r="1">{titles}</row>'


def _row(number: int, row: Sequence[Value]) -> str:
    cells = "".join(_cell(f"{xl_col_to_name(place)}{number}", value) for place, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(where: str, value: Value) -> str:
    match value:
        case None | "":
            return f'<c r="{where}" s="{_TEXT}"/>'
        case bool():
            return _text(where, "oui" if value else "non", _TEXT)
        case int():
            return _number(where, Decimal(value), _TEXT)
        case Decimal():
            return _number(where, value, _MONEY)
        case datetime() | date():
            return _moment(where, value)
    return _text(where, storable(value)[:LONGEST_TEXT], _TEXT)


def _moment(where: str, value: date) -> str:
    if isinstance(value, datetime):
        return _number(where, _serial(on_paris_clock(value)), _INSTANT)
    return _number(where, _serial(datetime(value.year, value.month, value.day)), _DAY)  # noqa: DTZ001  # as above


def _number(where: str, value: Decimal, style: int) -> str:
    return f'<c r="{where}" s="{style}"><v>{value:f}</v></c>'


def _serial(moment: datetime) -> Decimal:
    """Return the days since the day zero of spreadsheets."""
    since = moment - _DAY_ZERO
    return Decimal(since.days) + Decimal(since.seconds) / 86400


def _text(where: str, text: str, style: int) -> str:
    readable = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub(r"_x005F\1", text))
    return f'<c r="{where}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(readable)}</t></is></c>'
