"""The empty file that is downloaded is one that the portal takes back."""

import io

import openpyxl

from contracts.rules.selection_files import COLUMN_NAMES
from contracts.rules.selection_files.blank import blank_csv, blank_xlsx
from tests.factories.selection_files import candidates, table
from tests.rules.selection_files.conftest import Check


def test_blank_files_hold_the_header_alone(check: Check) -> None:
    for data, filename in ((blank_csv(), "modele.csv"), (blank_xlsx({"medecine"}), "modele.xlsx")):
        assert [issue.code for issue in check(data, filename).issues] == ["F_NO_ROWS"]


def test_blank_workbook_once_filled_is_accepted(check: Check) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_xlsx({"medecine"})))
    for row in table(candidates())[1:]:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert check(buffer.getvalue(), "liste.xlsx").importable_rows == 12


def test_only_the_streams_of_the_office_are_proposed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank_xlsx({"odontologie"}))).worksheets[0]
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    place = COLUMN_NAMES.index("filiere")
    assert lists[sheet.cell(2, place + 1).coordinate] == '"odontologie"'
