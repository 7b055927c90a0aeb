"""Exported lists: what was shown, and nothing that a spreadsheet would run."""

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from cesp_portal.common.documents.spreadsheets import delimited, workbook

PAYLOADS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://example.org")',
    "=cmd|' /C'!A0",
]


def read_workbook(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def read_delimited(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_workbook_holds_days_numbers_and_texts_as_they_are() -> None:
    row = ["Élise d'Œuvre", 39, Decimal("0.75"), dt.date(2029, 3, 31), True, None]
    sheet = read_workbook(workbook(["a", "b", "c", "d", "e", "f"], [row], "Signataires"))
    assert sheet[1] == ("Élise d'Œuvre", 39, 0.75, dt.datetime(2029, 3, 31), "oui", None)  # noqa: DTZ001  # a day


def test_delimited_file_opens_in_a_french_spreadsheet() -> None:
    content = delimited(["nom", "part", "fin"], [["Élise", Decimal("0.75"), dt.date(2029, 3, 31)]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_delimited(content)[1] == ["Élise", "0,75", "31/03/2029"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([payload], [[payload]], "Liste")))
    assert {cell.data_type for line in book.active for cell in line} <= {"s", "inlineStr"}
    for line in read_delimited(delimited([payload], [[payload]])):
        assert line[0].startswith("'")


def test_number_that_is_negative_stays_a_number() -> None:
    assert read_delimited(delimited(["n"], [[-3]]))[1] == ["-3"]
