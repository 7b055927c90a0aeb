"""The child process: bytes on standard input, one JSON answer on standard output, bounded memory and time.

Imports the standard library and this package only, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from cesp_portal.common.tabular.archive import Archive
from cesp_portal.common.tabular.cells import Cell, to_wire
from cesp_portal.common.tabular.delimited import read_delimited
from cesp_portal.common.tabular.issues import Issue, Refused
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.workbook import check_sheet_relations, open_workbook
from cesp_portal.common.tabular.worksheet import SheetContent, read_sheet


def main() -> None:
    """Read the request (one JSON line, then the file), answer, leave."""
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits.from_wire(request["limits"])
    _confine(limits)
    answer = answer_to(sys.stdin.buffer.read(), request["kind"], limits)
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))


def answer_to(data: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Tables and issues of a file of kind `csv` or `xlsx`, as JSON can carry them."""
    try:
        return _delimited(data, limits) if kind == "csv" else _workbook(data, limits)
    except Refused as refused:
        return {"tables": [], "issues": _issues(refused.issues)}


def _delimited(data: bytes, limits: Limits) -> dict[str, Any]:
    read = read_delimited(data, limits)
    table = {
        "name": "",
        "hidden": False,
        "rows": read.rows,
        "merged": [],
        "hidden_rows": [],
        "hidden_columns": [],
    }
    return {
        "tables": [table],
        "issues": _issues(read.issues),
        "encoding": read.encoding,
        "separator": read.separator,
    }


def _workbook(data: bytes, limits: Limits) -> dict[str, Any]:
    archive = Archive(data, limits)
    book = open_workbook(archive, limits)
    wanted = {match_key(name) for name in limits.sheets}
    tables: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for sheet in book.sheets:
        check_sheet_relations(archive, sheet.part)
        if wanted and match_key(sheet.name) not in wanted:
            continue
        content = read_sheet(archive.inflate(sheet.part), book, limits)
        issues += content.issues
        tables.append({"name": sheet.name, "hidden": sheet.hidden, **_sheet(content)})
    return {"tables": tables, "issues": _issues(issues), "date1904": book.date1904}


def _sheet(content: SheetContent) -> dict[str, Any]:
    return {
        "rows": [(line, [_wire(cell) for cell in cells]) for line, cells in content.rows],
        "merged": content.merged,
        "hidden_rows": content.hidden_rows,
        "hidden_columns": content.hidden_columns,
    }


def _wire(cell: Cell) -> Any:
    return cell if type(cell) is str else to_wire(cell)


def _issues(issues: Any) -> list[dict[str, Any]]:
    return [asdict(issue) for issue in issues]


def _confine(limits: Limits) -> None:
    """Give up the right to more memory, time, files and core dumps than reading one file takes."""
    bounds = (
        (resource.RLIMIT_AS, limits.max_memory),
        (resource.RLIMIT_CPU, limits.max_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, bound in bounds:
        _soft, hard = resource.getrlimit(kind)
        lowest = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (lowest, lowest))
