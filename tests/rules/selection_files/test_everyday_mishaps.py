"""What offices really send: each mishap gets the prudent verdict, and the code that explains it."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from contracts.rules.selection_files import COLUMN_NAMES
from tests.factories.selection_files import (
    SHEET_PART,
    as_csv,
    as_xlsx,
    candidate,
    candidates,
    repacked,
    table,
)
from tests.rules.selection_files.conftest import Check

GOOD = as_csv().decode()
HEADER, *LINES = GOOD.splitlines()


def changed(**values: dict[int, Any]) -> bytes:
    """The good list with some cells changed: column -> row index -> value."""
    rows = candidates()
    for column, cells in values.items():
        for index, value in cells.items():
            rows[index][column] = value
    return as_csv(rows)


TWINS = [
    candidate(1, nom="LE BŒUF", prenom="Anne-Marie", date_naissance="01/01/2000", ine="123456789AB"),
    candidate(2, nom="Le Boeuf", prenom="ANNE MARIE", date_naissance="2000-01-01", ine="123456798AB"),
]
TEXTS = {
    "every line ends with three separators": (GOOD.replace("\r\n", ";;;\r\n"), "accept", ""),
    "separators at the end of the rows only": (
        HEADER + "\r\n" + "".join(f"{line};;\r\n" for line in LINES),
        "accept",
        "",
    ),
    "two kinds of line end": (GOOD.replace("\r\n", "\n", 5), "accept", ""),
    "every cell quoted": (
        "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in GOOD.splitlines()),
        "accept",
        "",
    ),
    "decomposed accents": (unicodedata.normalize("NFD", GOOD), "accept", ""),
    "commas inside a list with semicolons": (GOOD.replace("médecine gén", "médecine, gén"), "accept", ""),
    "vertical bars": (GOOD.replace(";", "|"), "reject", "F_NO_HEADER"),
    "title above the list": (f"Liste CESP\r\n\r\n{GOOD}", "reject", "F_NO_HEADER"),
    "JSON": ('[{"nom": "AUBIER"}]', "reject", "F_NO_HEADER"),
    "header with commas, rows with semicolons": (
        GOOD.replace(HEADER, HEADER.replace(";", ",")),
        "reject",
        "R_COLUMNS",
    ),
    "total line": (f"{GOOD}TOTAL;12;;;;;;;;;;\r\n", "reject", "R_INE"),
    "second list below": (f"{GOOD}\r\n\r\n{GOOD}", "reject", "L_PERSON_DUPLICATE"),
    "separators below the header": (f"{HEADER}\r\n;;;;;;;;;;;\r\n", "reject", "F_NO_ROWS"),
    "quote never closed on the last line": (f'{GOOD}"abc', "reject", "F_CSV_SYNTAX"),
    "vertical tabulation": (GOOD.replace("AUBIER", "AUB\x0bIER"), "reject", "F_CONTROL_CHARS"),
    "line separator of another world": (GOOD.replace("AUBIER", "AUB\u2028IER"), "reject", "F_CONTROL_CHARS"),
    "end of file mark in the middle": (GOOD.replace("AUBIER", "AUB\x1aIER"), "reject", "F_CONTROL_CHARS"),
    "web page": ("\r\n<table><tr><td>nom</td></tr></table>", "reject", "F_TYPE_MISMATCH"),
}
VALUES = {
    "same person by ligature, case and hyphen": (as_csv(TWINS), "confirm", "L_PERSON_DUPLICATE"),
    "same INE by case": (changed(ine={3: "123456789ab", 7: "123456789AB"}), "reject", "L_PERSON_DUPLICATE"),
    "same address by case": (
        changed(email={3: "x@example.org", 7: "X@EXAMPLE.ORG"}),
        "reject",
        "L_PERSON_DUPLICATE",
    ),
    "rank in words": (changed(rang={3: "quatre"}), "reject", "R_RANK"),
    "letter of another alphabet": (changed(nom={0: "АUBIER"}), "reject", "R_NAME"),
    "writing direction reversed": (changed(nom={0: "AUB\u202eIER"}), "reject", "R_NAME"),
    "space without width": (changed(nom={0: "AUB\u200bIER"}), "reject", "R_NAME"),
    "two names in one": (changed(nom={0: "MARTEL / DURIEU"}), "reject", "R_NAME"),
    "spaces in the INE": (changed(ine={0: "1234 567 89AB"}), "reject", "R_INE"),
    "INE forced into a text by a formula": (changed(ine={0: '="123456789AB"'}), "reject", "R_INE"),
    "social security number for an INE": (changed(ine={0: "1 85 05 78 006 084 36"}), "reject", "R_INE"),
    "day with hyphens": (changed(date_naissance={0: "01-02-2000"}), "reject", "R_DATE"),
    "29 February of an ordinary year": (changed(date_naissance={0: "29/02/2001"}), "reject", "R_DATE"),
    "two addresses": (changed(email={0: "a@example.org;b@example.org"}), "reject", "R_EMAIL"),
    "address with a header slipped in": (
        changed(email={0: "a@example.org\nBcc: b@c.fr"}),
        "reject",
        "R_EMAIL",
    ),
    "reserved opinion": (changed(avis={0: "réservé"}), "reject", "R_ENUM"),
    "abbreviated list": (changed(liste={0: "LC"}), "reject", "R_ENUM"),
    "rank missing at the end": (changed(rang={4: "6"}), "confirm", "L_RANK_GAP"),
    "more names than contracts": (as_csv(candidates(7, 3)), "confirm", "L_OVER_QUOTA"),
    "column given twice by case": (as_csv(columns=(*COLUMN_NAMES, "Rang")), "reject", "F_DUPLICATE_COLUMN"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_mishap_gets_its_verdict(check: Check, case: str) -> None:
    text, verdict, code = TEXTS[case]
    _expect(check(text.encode()), verdict, code)


@pytest.mark.parametrize("case", VALUES)
def test_value_mishap_gets_its_verdict(check: Check, case: str) -> None:
    data, verdict, code = VALUES[case]
    _expect(check(data), verdict, code)


def _beside(sheet: Worksheet) -> None:
    for row, cells in enumerate(table(candidates()), start=1):
        for column, cell in enumerate(cells, start=15):
            sheet.cell(row, column, cell)


def _second_list(sheet: Worksheet) -> None:
    other = sheet.parent.create_sheet("Copie")  # type: ignore[union-attr]  # a sheet always has its book here
    for row in table(candidates()):
        other.append(row)


def _put(cells: dict[str, Any]) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return change


def _comment(sheet: Worksheet) -> None:
    sheet["A3"].comment = Comment("à revoir", "scolarité")


SHEETS: dict[str, tuple[Callable[[Worksheet], object], str, str]] = {
    "blank rows between": (lambda sheet: sheet.insert_rows(5, 3), "accept", ""),
    "comment on a cell": (_comment, "accept", ""),
    "days at midnight": (_put({"C2": datetime(2000, 1, 2)}), "accept", ""),  # noqa: DTZ001 - sheets have no zone
    "day with an hour": (_put({"C2": datetime(2000, 1, 2, 14, 30)}), "reject", "R_DATE"),  # noqa: DTZ001 - idem
    "day in words": (_put({"C2": "2 janvier 2000"}), "reject", "R_DATE"),
    "rank that is a day": (_put({"K3": date(2025, 1, 2)}), "reject", "R_RANK"),
    "rank with decimals": (_put({"K3": 2.5}), "reject", "R_RANK"),
    "rank that is a truth value": (_put({"K2": True}), "reject", "R_RANK"),
    "name that is a number": (_put({"A3": 42}), "reject", "R_NAME"),
    "array formula": (_put({"K3": ArrayFormula("K3", "=ROW()-1")}), "reject", "R_FORMULA"),
    "total computed below": (_put({"A14": "Total", "K14": "=COUNT(K2:K13)"}), "reject", "R_FORMULA"),
    "note far below": (_put({"A40": "* sous réserve"}), "reject", "R_INE"),
    "note beside": (_put({"N3": "à vérifier"}), "reject", "R_COLUMNS"),
    "second list beside": (_beside, "reject", "F_DUPLICATE_COLUMN"),
    "second list in another sheet": (_second_list, "reject", "F_SHEET_AMBIGUOUS"),
    "title in the header merged": (lambda sheet: sheet.merge_cells("A1:B1"), "reject", "F_MISSING_COLUMN"),
}


@pytest.mark.parametrize("case", SHEETS)
def test_sheet_mishap_gets_its_verdict(check: Check, case: str) -> None:
    change, verdict, code = SHEETS[case]
    _expect(check(as_xlsx(change=change), "liste.xlsx"), verdict, code)


def test_strict_workbook_is_read_like_any_other(check: Check) -> None:
    def strict(content: bytes) -> bytes:
        usual = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return content.replace(usual, b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    data = repacked(as_xlsx(), change={SHEET_PART: strict, "xl/workbook.xml": strict})
    _expect(check(data, "liste.xlsx"), "accept", "")


def _expect(answer: Any, verdict: str, code: str) -> None:
    codes = {str(issue.code) for issue in answer.issues}
    assert (answer.verdict.value, code in codes or not (code or codes)) == (verdict, True), codes
    assert all(issue.message for issue in answer.issues)
