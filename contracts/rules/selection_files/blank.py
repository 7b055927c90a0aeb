"""The empty file that a faculty downloads, fills in and sends back."""

from __future__ import annotations

from collections.abc import Collection

from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_csv, as_xlsx
from contracts.rules.selection_files.columns import COLUMNS, Column

_ROWS_PREPARED = 500


def blank_xlsx(filieres: Collection[str]) -> bytes:
    """A workbook with the header line, hints and drop-down lists; only the streams given are proposed."""
    columns = [_output(column, filieres) for column in COLUMNS]
    return as_xlsx([OutputSheet("Candidats", columns, empty_rows=_ROWS_PREPARED)])


def blank_csv() -> bytes:
    """The header line alone, as a French spreadsheet writes it."""
    return as_csv([OutputColumn(column.name) for column in COLUMNS], ())


def _output(column: Column, filieres: Collection[str]) -> OutputColumn:
    choices = tuple(choice for choice in column.choices if column.name != "filiere" or choice in filieres)
    return OutputColumn(column.name, 24, choices, f"{column.help} Exemple : {column.example}")
