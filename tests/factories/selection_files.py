"""Lists of invented candidates as bytes, whole or tampered with."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from contracts.rules.selection_files import COLUMN_NAMES

NAMES = (
    "AUBIER",
    "BOISVERT",
    "CLAIRVAL",
    "DORMEUIL",
    "ESTIVAL",
    "FONTBRUNE",
    "GRANDPRÉ",
    "HAUTBOIS",
    "IVERNEL",
)
FIRST_NAMES = (
    "Anouk",
    "Basile",
    "Céleste",
    "Damien",
    "Élise",
    "Félix",
    "Garance",
    "Hugo",
    "Inès",
    "Joachim",
    "Klara",
)

Values = dict[str, Any]


def candidate(number: int, **changes: Any) -> Values:
    """One row, different for each number, that no rule refuses."""
    row: Values = {
        "nom": NAMES[number % len(NAMES)],
        "prenom": FIRST_NAMES[number % len(FIRST_NAMES)],
        "date_naissance": f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1998 + number % 6}",
        "email": f"candidat{number:05}@example.org",
        "ine": f"{123456789 + number:09}AB",
        "filiere": "medecine",
        "cycle": "3" if number % 2 else "2",
        "annee": str(4 + number % 3),
        "specialite": "médecine générale",
        "liste": "principale",
        "rang": str(number),
        "avis": "favorable",
    }
    return row | changes


def candidates(principal: int = 5, complementary: int = 7) -> list[Values]:
    """A good list of that size."""
    first = [candidate(rank) for rank in range(1, principal + 1)]
    return first + [
        candidate(principal + rank, liste="complementaire", rang=str(rank))
        for rank in range(1, complementary + 1)
    ]


def table(rows: list[Values], columns: tuple[str, ...] = COLUMN_NAMES) -> list[list[Any]]:
    """Header line and rows, as a list of lists."""
    return [list(columns), *([row.get(column, "") for column in columns] for row in rows)]


def as_csv(
    rows: list[Values] | None = None,
    *,
    columns: tuple[str, ...] = COLUMN_NAMES,
    separator: str = ";",
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> bytes:
    """The list as delimited text; a good list of twelve by default."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(
        table(candidates() if rows is None else rows, columns)
    )
    return text.getvalue().encode(encoding)


def as_xlsx(
    rows: list[Values] | None = None,
    change: Callable[[Worksheet], object] | None = None,
    *,
    columns: tuple[str, ...] = COLUMN_NAMES,
) -> bytes:
    """The list as a workbook of one sheet, `Liste`, that `change` may alter before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Liste"
    for row in table(candidates() if rows is None else rows, columns):
        sheet.append(row)
    if change is not None:
        change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(
    data: bytes,
    *,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    add: Mapping[str, bytes] | None = None,
    drop: tuple[str, ...] = (),
) -> bytes:
    """The workbook with parts changed, added or dropped."""
    changes = change or {}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in drop:
                target.writestr(name, changes.get(name, lambda content: content)(source.read(name)))
        for name, content in (add or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


SHEET_PART = "xl/worksheets/sheet1.xml"


def with_sheet_changed(old: bytes, new: bytes, rows: list[Values] | None = None) -> bytes:
    """A workbook whose sheet has `old` replaced by `new` in its XML."""

    def change(content: bytes) -> bytes:
        assert old in content, old
        return content.replace(old, new, 1)

    return repacked(as_xlsx(rows), change={SHEET_PART: change})
