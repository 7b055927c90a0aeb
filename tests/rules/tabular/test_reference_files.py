"""The same gate reads national reference files; what a reference library reads is what is read here."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cesp_portal.common.tabular.cells import Number
from cesp_portal.common.tabular.limits import REFERENCE_LIMITS, Limits
from cesp_portal.common.tabular.reading import read_book, read_table
from cesp_portal.common.tabular.spreadsheet import answer

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def reference_file(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"../shared absent: {parts[-1]} was not read")
    return path


def test_zoning_with_three_header_lines_is_read_whole() -> None:
    path = reference_file("zonage", "cartosante_chirurgiens-dentistes.csv")
    book, table = read_table(path.read_bytes(), path.name, REFERENCE_LIMITS)
    assert table is not None
    assert (book.separator, book.encoding) == (";", "utf-8")
    assert [row.line for row in table.rows[:4]] == [1, 2, 3, 4]
    assert table.rows[2].cells[0] == "Code"
    assert len(table.rows) == 34_979 + 3


def test_correspondence_table_of_35_000_rows_is_read_whole() -> None:
    path = reference_file("tvs", "Correspondance_communes_tvs_2019.xlsx")
    _book, table = read_table(path.read_bytes(), path.name, REFERENCE_LIMITS)
    assert table is not None
    assert len(table.rows) > 35_000


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_sheet_is_taken_by_its_name() -> None:
    data = workbook(Zonage_communes=[["a"], ["1"]], Zonage_QPV=[["b"], ["2"]])
    for name in ("Zonage_QPV", "zonage qpv"):
        _book, table = read_table(data, "x.xlsx", sheet=name)
        assert table is not None
        assert table.rows[1].cells == ("2",)
    book, table = read_table(data, "x.xlsx", sheet="Zonage_TVS")
    assert table is None
    assert [issue.code for issue in book.issues] == ["F_SHEET_AMBIGUOUS"]


def test_sheets_that_are_not_wanted_are_not_read() -> None:
    data = workbook(A=[["a"]], B=[["b"]] * 20)
    limits = Limits(max_rows=5, sheets=("A",))
    assert [table.name for table in read_book(data, "x.xlsx", limits).tables] == ["A"]
    assert read_book(data, "x.xlsx", Limits(max_rows=5)).refused


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=20).filter(
        lambda text: text.strip() and not text.startswith(("=", "#"))
    ),
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=3),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_workbook_is_read_as_the_reference_library_wrote_it(rows: list[list[object]]) -> None:
    data = workbook(A=rows)
    read = answer(data, Limits())["tables"][0]["rows"]
    expected = {
        number: {place: value for place, value in enumerate(row) if value is not None}
        for number, row in enumerate(rows, start=1)
    }
    found = {
        line: {place: plain(cell) for place, cell in enumerate(cells) if cell is not None}
        for line, cells in read
    }
    assert found == {number: row for number, row in expected.items() if row}


def plain(wire: object) -> object:
    match wire:
        case ["n", str(text)]:
            number = Number(text).value
            return int(number) if number == int(number) else number.quantize(Decimal("0.001"))
        case ["d", str(text)]:
            return date.fromisoformat(text)
        case ["b", bool(flag)]:
            return flag
    return wire


def test_instants_keep_their_hour_as_a_number() -> None:
    data = workbook(A=[[datetime.fromisoformat("2026-02-03T12:00:00")]])
    assert answer(data, Limits())["tables"][0]["rows"] == [(1, [["n", "46056.5"]])]
