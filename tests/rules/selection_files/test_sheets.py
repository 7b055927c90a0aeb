"""What a workbook may hold beside plain cells, and which of its sheets is read."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from contracts.rules.selection_files import Verdict
from tests.factories.selection_files import as_xlsx, candidate, candidates, repacked, table
from tests.rules.selection_files.conftest import Check


def codes(verdict: Verdict) -> list[str]:
    return [str(issue.code) for issue in verdict.issues]


def with_sheets(*sheets: tuple[str, str, list[list[object]]]) -> bytes:
    """A workbook of sheets given by name, state and rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LIST = table(candidates())
NOTES: list[list[object]] = [["Mode d'emploi"], ["Remplir une ligne par candidat"]]


@pytest.mark.parametrize(
    ("sheets", "verdict", "read"),
    [
        (
            [("Feuil1", "visible", LIST), ("Feuil2", "visible", []), ("Feuil3", "visible", [])],
            "accept",
            "Feuil1",
        ),
        ([("Notes", "hidden", NOTES), ("Feuil2", "visible", LIST)], "confirm", "Feuil2"),
        ([("Notes", "visible", NOTES), ("Feuil2", "visible", LIST)], "confirm", "Feuil2"),
        ([("Liste", "visible", LIST), ("Ancienne", "veryHidden", LIST)], "confirm", "Liste"),
        ([("A", "visible", LIST), ("B", "visible", LIST)], "reject", ""),
        ([("A", "hidden", LIST), ("B", "visible", NOTES)], "reject", ""),
    ],
)
def test_sheet_is_chosen_only_when_one_stands_out(
    check: Check, sheets: list[tuple[str, str, list[list[object]]]], verdict: str, read: str
) -> None:
    found = check(with_sheets(*sheets), "liste.xlsx")
    assert (found.verdict, found.sheet) == (verdict, read)
    assert codes(found) == ([] if verdict == "accept" else ["F_SHEET_AMBIGUOUS"])


def test_sheets_without_any_list_have_no_header(check: Check) -> None:
    data = with_sheets(("A", "visible", NOTES), ("B", "visible", NOTES))
    assert codes(check(data, "liste.xlsx")) == ["F_NO_HEADER"]


def test_hidden_rows_and_columns_are_a_doubt(check: Check) -> None:
    def hide_row(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    def hide_column(sheet: Worksheet) -> None:
        sheet.column_dimensions["K"].hidden = True

    for hide in (hide_row, hide_column):
        verdict = check(as_xlsx(change=hide), "liste.xlsx")
        assert (verdict.verdict, codes(verdict)) == ("confirm", ["F_SHEET_AMBIGUOUS"])


def test_formula_is_never_replaced_by_its_cached_result(check: Check) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table(candidates(2, 0))):
            sheet.write_row(number, 0, row)
        sheet.write_formula(2, 10, "=K2+1", value=2)
    verdict = check(buffer.getvalue(), "liste.xlsx")
    assert (verdict.verdict, codes(verdict)) == ("reject", ["R_FORMULA"])
    assert "K3" in verdict.issues[0].message


def test_error_cells_are_refused_one_by_one(check: Check) -> None:
    def spoil(sheet: Worksheet) -> None:
        for reference, error in (("A2", "#N/A"), ("K3", "#REF!"), ("C4", "#VALUE!")):
            sheet[reference] = error
            sheet[reference].data_type = "e"

    verdict = check(as_xlsx(change=spoil), "liste.xlsx")
    assert codes(verdict) == ["R_ERROR_VALUE"] * 3


def test_every_merged_range_is_named(check: Check) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("J2:J6")
        sheet.merge_cells("A3:B3")

    verdict = check(as_xlsx(change=merge), "liste.xlsx")
    assert verdict.verdict == "reject"
    assert {issue.value for issue in verdict.issues if issue.code == "R_MERGED"} == {"J2:J6", "A3:B3"}


def test_days_of_a_1904_workbook_are_the_same_days(check: Check) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    rows = table([candidate(1, date_naissance=date(2000, 2, 2)), candidate(2, date_naissance=35096)])
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    verdict = check(buffer.getvalue(), "liste.xlsx")
    assert [row.date_naissance for row in verdict.rows] == [date(2000, 2, 2), date(2000, 2, 2)]


def test_shared_texts_with_formatting_and_prefixed_names_are_read(check: Check) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for number, row in enumerate(table(candidates(3, 0))):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string(1, 0, "AUB", bold, "IER")
    verdict = check(buffer.getvalue(), "liste.xlsx")
    assert verdict.rows[0].nom == "AUBIER"


def test_elements_with_a_prefix_and_cells_without_reference_are_read(check: Check) -> None:
    cell = b'<x:c t="inlineStr"><x:is><x:t>%s</x:t></x:is></x:c>'
    rows = b"".join(
        b"<x:row>%s</x:row>" % b"".join(cell % str(value).encode() for value in row) for row in LIST
    )
    sheet = b'<x:worksheet xmlns:x="urn:x"><x:sheetData>%s</x:sheetData></x:worksheet>' % rows
    data = repacked(as_xlsx(), change={"xl/worksheets/sheet1.xml": lambda _content: sheet})
    assert check(data, "liste.xlsx").importable_rows == 12


def test_line_numbers_are_those_of_the_sheet(check: Check) -> None:
    def insert(sheet: Worksheet) -> None:
        sheet.insert_rows(2, 3)
        sheet["K7"] = "x"

    verdict = check(as_xlsx(change=insert), "liste.xlsx")
    assert [(issue.line, issue.column) for issue in verdict.issues] == [(7, "rang")]
    assert "K7" in verdict.issues[0].message
