"""A workbook as the child process answers it: its sheets in order, those that were asked for."""

from __future__ import annotations

from typing import Any

from cesp_portal.common.tabular.archive import Archive
from cesp_portal.common.tabular.cells import Cell, to_wire
from cesp_portal.common.tabular.issues import Issue
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.workbook import open_workbook
from cesp_portal.common.tabular.worksheet import SheetContent, read_sheet


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """Tables and issues of an XLSX file. Raises Refused when it cannot be read as a whole."""
    archive = Archive(data, limits)
    book = open_workbook(archive, limits)
    wanted = {match_key(name) for name in limits.sheets}
    tables: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for sheet in book.sheets:
        if wanted and match_key(sheet.name) not in wanted:
            continue
        content = read_sheet(archive.inflate(sheet.part), book, limits)
        issues += content.issues
        tables.append({"name": sheet.name, "hidden": sheet.hidden, **_sheet(content)})
    return {"tables": tables, "issues": issues, "date1904": book.date1904}


def _sheet(content: SheetContent) -> dict[str, Any]:
    return {
        "rows": [(line, [_wire(cell) for cell in cells]) for line, cells in content.rows],
        "merged": content.merged,
        "hidden_rows": content.hidden_rows,
        "hidden_columns": content.hidden_columns,
    }


def _wire(cell: Cell) -> Any:
    return cell if type(cell) is str else to_wire(cell)
