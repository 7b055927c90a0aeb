"""Files that offices send less often: other encodings, lists pasted together, sheets dressed up or filtered."""

import gzip
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories.selection_files import as_csv, as_xlsx, candidate, candidates, repacked, table
from tests.rules.selection_files.conftest import Check

GOOD = as_csv().decode()
HEADER, *LINES = GOOD.splitlines()
UNUSUAL_NAMES = "Nom;Prénom;Né(e) le;Courriel;N° INE;Filière;Cycle;Année d'études;Spécialité;Liste;Rang;Avis"


def _lines(*lines: str) -> str:
    return "\r\n".join(lines)


TEXTS: dict[str, tuple[bytes | str, str, str]] = {
    "tabs in UTF-16": (GOOD.replace(";", "\t").encode("utf-16"), "accept", ""),
    "UTF-16, high byte first": (b"\xfe\xff" + GOOD.encode("utf-16-be"), "accept", ""),
    "UTF-32": (GOOD.encode("utf-32"), "reject", "F_CONTROL_CHARS"),
    "UTF-16 that ends on half a letter": (
        b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00\xd8",
        "reject",
        "F_ENCODING_AMBIGUOUS",
    ),
    "UTF-8 mark before Windows letters": (
        b"\xef\xbb\xbf" + GOOD.encode("cp1252"),
        "reject",
        "F_ENCODING_AMBIGUOUS",
    ),
    "accents turned into question marks": (GOOD.replace("É", "?"), "reject", "R_NAME"),
    "compressed text": (gzip.compress(GOOD.encode()), "reject", "F_TYPE_MISMATCH"),
    "one quote around each line": (
        _lines(*(f'"{line}"' for line in (HEADER, *LINES))),
        "reject",
        "F_NO_HEADER",
    ),
    "apostrophes for quotes": (
        _lines(*(";".join(f"'{cell}'" for cell in line.split(";")) for line in (HEADER, *LINES))),
        "reject",
        "R_DATE",
    ),
    "quote escaped by a backslash": (GOOD.replace("BOISVERT", '"BOIS\\"VERT"'), "reject", "F_CSV_SYNTAX"),
    "space after each separator": (GOOD.replace(";", "; "), "accept", ""),
    "header again in the middle": (_lines(HEADER, *LINES[:5], HEADER, *LINES[5:]), "reject", "R_RANK"),
    "complementary list below its own title": (
        _lines(HEADER, *LINES[:5], "", "Liste complémentaire", HEADER, *LINES[5:]),
        "reject",
        "R_COLUMNS",
    ),
    "two lists side by side": (
        _lines(*(f"{line};{line}" for line in (HEADER, *LINES))),
        "reject",
        "F_DUPLICATE_COLUMN",
    ),
    "signature below": (f"{GOOD}\r\nFait à Toulouse, le 12/01/2026\r\n", "reject", "R_COLUMNS"),
    "other names of the columns": (GOOD.replace(HEADER, UNUSUAL_NAMES), "accept", ""),
    "other names, decomposed": (
        unicodedata.normalize("NFD", GOOD.replace(HEADER, UNUSUAL_NAMES)),
        "accept",
        "",
    ),
    "name of a column on two lines": (GOOD.replace("date_naissance", '"date de\nnaissance"'), "accept", ""),
    "no-break spaces in the header": (
        GOOD.replace("date_naissance", "date\xa0de\xa0naissance"),
        "accept",
        "",
    ),
    "letter of another alphabet in the header": (
        GOOD.replace("nom;", "nоm;", 1),
        "reject",
        "F_MISSING_COLUMN",
    ),
    "blank lines above the header": (f"\r\n\r\n{GOOD}", "accept", ""),
    "columns in the other order": (
        _lines(*(";".join(reversed(line.split(";"))) for line in (HEADER, *LINES))),
        "accept",
        "",
    ),
    "one column": ("nom\r\nBOISVERT\r\n", "reject", "F_NO_HEADER"),
    "nothing but separators": (";;;;;;;;;;;\r\n", "reject", "F_EMPTY"),
    "nothing but no-break spaces": ("\xa0\xa0\r\n", "reject", "F_EMPTY"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_gets_its_verdict(check: Check, case: str) -> None:
    text, verdict, code = TEXTS[case]
    _expect(check(text if isinstance(text, bytes) else text.encode()), verdict, code)


RANKS = ("1er", "1.0", "1,0", "I", "-1", "+1", "1e0", "n°1", "½", "²", "１", "10000", "NaN", "ex aequo")
DAYS = (
    "1/1/2000",
    "01/01/00",
    "01.01.2000",
    "20000101",
    "12/31/2000",
    "36526",
    "2000-01-01T00:00",
    "31/08/1944",
)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [*(("rang", rank, "R_RANK") for rank in RANKS), *(("date_naissance", day, "R_DATE") for day in DAYS)],
)
def test_doubtful_value_is_refused_where_it_stands(check: Check, column: str, value: str, code: str) -> None:
    rows = candidates()
    rows[3][column] = value
    (issue,) = check(as_csv(rows)).issues
    assert (issue.code, issue.line, issue.column, issue.value) == (code, 5, column, value)


def _filtered(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:L13"
    for row in range(7, 14):
        sheet.row_dimensions[row].hidden = True


def _instructions_first(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("Mode d'emploi", 0).append(["Remplir la liste"])


def _very_hidden(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("secret")
    other.append(["a", "b"])
    other.sheet_state = "veryHidden"


def _dressed_up(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("Feuil2")
    sheet.add_table(Table(displayName="Candidats", ref="A1:L13"))
    choices = DataValidation(type="list", formula1='"principale,complementaire"')
    choices.add("J2:J50")
    sheet.add_data_validation(choices)
    sheet.protection.sheet = True
    for row in range(14, 5_010):
        sheet.cell(row, 1).font = Font(bold=True)


def _old_calendar(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.epoch = CALENDAR_MAC_1904  # type: ignore[assignment]  # the stubs know one calendar
    for row in range(2, 14):
        sheet.cell(row, 3).value = date(2000, 1, row)


def _title_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Liste des candidats"


def _everything_twice(sheet: Worksheet) -> None:
    for row in [[], ["Liste complémentaire"], *table(candidates())]:
        sheet.append(row)


def _values(column: str, *values: Any) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        for row, value in enumerate(values, start=2):
            sheet[f"{column}{row}"] = value

    return change


SHEETS: dict[str, tuple[Callable[[Worksheet], object], str, str]] = {
    "filtered": (_filtered, "confirm", "F_SHEET_AMBIGUOUS"),
    "instructions in the first sheet": (_instructions_first, "confirm", "F_SHEET_AMBIGUOUS"),
    "sheet hidden for good": (_very_hidden, "confirm", "F_SHEET_AMBIGUOUS"),
    "table, choices, protection, formatted rows, empty sheet": (_dressed_up, "accept", ""),
    "calendar of 1904": (_old_calendar, "accept", ""),
    "title above": (_title_above, "reject", "F_NO_HEADER"),
    "column inserted on the left": (lambda sheet: sheet.insert_cols(1), "accept", ""),
    "two lists one below the other": (_everything_twice, "reject", "R_RANK"),
    "total of the ranks alone": (_values("K", *range(1, 6), *range(1, 8), 12), "reject", "R_NAME"),
    "ranks with decimals of nothing": (_values("K", 1.0, 2.0, 3.0, 4.0, 5.0), "accept", ""),
    "rank almost whole": (_values("K", 1.0000001), "reject", "R_RANK"),
    "days as days, numbers and texts": (
        _values("C", date(2000, 1, 1), 36527, "03/01/2000", "2000-01-04"),
        "accept",
        "",
    ),
    "day before any calendar": (_values("C", -5), "reject", "R_DATE"),
    "year for a day": (_values("C", 2000), "reject", "R_DATE"),
    "noon": (_values("C", datetime(2000, 1, 1, 12)), "reject", "R_DATE"),  # noqa: DTZ001 - sheets have no zone
    "name taken for a day": (_values("A", date(2026, 3, 1)), "reject", "R_NAME"),
    "INE in scientific notation": (_values("E", "1,23E+10"), "reject", "R_INE"),
}


@pytest.mark.parametrize("case", SHEETS)
def test_sheet_gets_its_verdict(check: Check, case: str) -> None:
    change, verdict, code = SHEETS[case]
    _expect(check(as_xlsx(change=change), "liste.xlsx"), verdict, code)


def test_link_and_entity_hidden_in_a_side_part_are_found(check: Check) -> None:
    linked = repacked(as_xlsx(), add={"xl/connections.xml": b"<connections/>"})
    _expect(check(linked, "liste.xlsx"), "reject", "F_EXTERNAL_LINK")
    laughs = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><sst/>'
    _expect(
        check(repacked(as_xlsx(), add={"xl/sharedStrings.xml": laughs}), "liste.xlsx"),
        "reject",
        "F_XML_FORBIDDEN",
    )
    declared = repacked(
        as_xlsx(), change={"docProps/core.xml": lambda part: b"<!DOCTYPE x SYSTEM 'http://x/'>" + part}
    )
    _expect(check(declared, "liste.xlsx"), "reject", "F_XML_FORBIDDEN")


def test_hundred_rows_wrong_in_every_column_give_two_hundred_issues(check: Check) -> None:
    wrong = {
        "nom": "1",
        "prenom": "",
        "date_naissance": "x",
        "email": "y",
        "ine": "z",
        "liste": "",
        "rang": "",
    }
    answer = check(as_csv([candidate(number, **wrong) for number in range(100)]))
    assert (answer.verdict.value, len(answer.issues), answer.found) == ("reject", 200, 700)


def _expect(answer: Any, verdict: str, code: str) -> None:
    codes = {str(issue.code) for issue in answer.issues}
    assert (answer.verdict.value, code in codes or not (code or codes)) == (verdict, True), codes
    assert all(issue.message.endswith(".") and len(issue.value) <= 80 for issue in answer.issues)
