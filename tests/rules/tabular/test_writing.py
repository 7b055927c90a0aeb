"""What is exported cannot be run by a spreadsheet and says what was stored."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cesp_portal.common.tabular.reading import read_table
from cesp_portal.common.tabular.writing import (
    OutputColumn,
    OutputSheet,
    as_csv,
    as_xlsx,
    neutralised,
    sheet_name,
)

PAYLOADS = (
    '=HYPERLINK("http://evil.example","clic")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+33612345678|calc",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "http://evil.example",
    "_x0041_",
    "{=1+1}",
    "1e9",
    "007",
    "\x00=1",
    "a\ud800b",
)
TITLES = [OutputColumn("texte")]


def xlsx_cells(data: bytes) -> list[openpyxl.cell.Cell]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [row[0] for row in sheet.iter_rows(min_row=2)]


def test_workbook_texts_are_texts_whatever_they_begin_with() -> None:
    data = as_xlsx([OutputSheet("Export", TITLES, [[payload] for payload in PAYLOADS])])
    cells = xlsx_cells(data)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert cells[0].value == PAYLOADS[0]
    assert cells[11].value == "_x0041_"


def test_text_export_neutralises_formulas() -> None:
    data = as_csv(TITLES, [[payload] for payload in PAYLOADS])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    dangerous = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
    assert not any(row[0].lstrip().startswith(dangerous) for row in rows)


@given(st.text())
def test_neutralised_text_never_starts_a_formula(text: str) -> None:
    kept = neutralised(text)
    assert not kept.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert kept.removeprefix("'") == text.replace("\x00", "").removeprefix("'")


def test_values_keep_their_kind() -> None:
    instant = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    row = ["Élise", 3, True, Decimal("1234.50"), date(2026, 7, 1), instant, None, ""]
    columns = [OutputColumn(str(place)) for place in range(len(row))]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([OutputSheet("x", columns, [row])]))).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert values[:6] == ["Élise", 3, "oui", 1234.5, datetime(2026, 7, 1), datetime(2026, 7, 2, 0, 30)]  # noqa: DTZ001 - a sheet has no zone
    text = as_csv(columns, [row]).decode("utf-8-sig").splitlines()[1]
    assert text == "Élise;3;oui;1234,50;01/07/2026;02/07/2026 00:30;;"


def test_same_rows_give_the_same_bytes() -> None:
    def build() -> bytes:
        return as_xlsx([OutputSheet("Export", TITLES, [["a"], ["b"]])])

    assert build() == build()


def test_what_is_written_is_read_again() -> None:
    names = ["LEFÈVRE", "D’HŒDT", "NGUYỄN", "O'Neil", "a;b", 'a"b', "a\nb"]
    columns = [OutputColumn("nom"), OutputColumn("rang")]
    rows = [[name, str(rank)] for rank, name in enumerate(names, start=1)]
    for data, filename in (
        (as_csv(columns, rows), "x.csv"),
        (as_xlsx([OutputSheet("x", columns, rows)]), "x.xlsx"),
    ):
        _book, table = read_table(data, filename)
        assert table is not None
        assert [list(row.cells) for row in table.rows[1:]] == rows


@pytest.mark.parametrize(
    ("name", "expected"), [("a/b:c", "a b c"), ("x" * 40, "x" * 31), ("[]", "Feuille"), ("", "Feuille")]
)
def test_sheet_names_are_made_acceptable(name: str, expected: str) -> None:
    assert sheet_name(name) == expected


def test_very_long_text_is_cut_rather_than_lost() -> None:
    cells = xlsx_cells(as_xlsx([OutputSheet("x", TITLES, [["y" * 40_000]])]))
    assert len(str(cells[0].value)) == 32_767
