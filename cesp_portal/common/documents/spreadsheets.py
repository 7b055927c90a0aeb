"""Lists as XLSX and CSV files, in which no text can become a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | dt.date | bool | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide forms act as well


def workbook(headers: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """Return a workbook of one sheet: bold frozen headers, days as days, texts as texts whatever they start with."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet(title[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
            sheet.set_column(column, column, max(12, min(len(header) + 4, 40)))
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, bool):
                    sheet.write_string(number, column, "oui" if value else "non")
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001  # a day
                elif isinstance(value, int | Decimal):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def delimited(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file that French spreadsheets open well: semicolons, UTF-8 with its mark, decimal commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_plain(header) for header in headers])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal):
        return str(value).replace(".", ",")
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
