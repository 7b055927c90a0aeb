"""The verdict on a list: accept, confirm or reject, with every issue at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from cesp_portal.common.tabular.cells import Cell
from cesp_portal.common.tabular.headers import Columns, find_columns
from cesp_portal.common.tabular.issues import Code, Issue, in_reading_order, shown
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.reading import Book, Row, Table, read_book
from cesp_portal.common.tabular.worksheet import column_letters
from contracts.rules.selection_files.columns import COLUMNS, SPELLINGS, Column
from contracts.rules.selection_files.layout import (
    chosen_table,
    header_issues,
    is_blank,
    layout_issues,
    sample,
)
from contracts.rules.selection_files.lists import CandidateRow, list_issues
from contracts.rules.selection_files.values import Reading, WrongValue, reader_of

_Reader: TypeAlias = tuple[Column, int, Callable[[Cell], Any]]

LIST_LIMITS = Limits()


class Outcome(StrEnum):
    """What is to be done with the file."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class ListContext:
    """What the verdict depends on beside the file: who may send what, for how many contracts, in which year.

    `quota` is the number of contracts of each stream (None: unknown, sizes are not checked); `academic_year` is
    written `2025-2026`; ages are counted on its first day, 1 September. `cycle` is the only one selected, None for all.
    """

    filieres: frozenset[str]
    quota: int | None
    quota_published: bool = True
    academic_year: str = "2025-2026"
    cycle: int | None = None
    limits: Limits = field(default=LIST_LIMITS)

    @property
    def ages_on(self) -> date:
        """The day on which ages are counted."""
        return date(int(self.academic_year[:4]), 9, 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one file: rows to apply (none when rejected), issues in reading order, fingerprint of the bytes.

    `sheet`, `encoding` and `separator` say how the file was read, for the preview; `found` counts the issues, of which
    `issues` holds the first ones.
    """

    verdict: Outcome
    rows: tuple[CandidateRow, ...]
    issues: tuple[Issue, ...]
    sha256: str
    sheet: str = ""
    encoding: str | None = None
    separator: str | None = None
    found: int = 0

    @property
    def importable_rows(self) -> int:
        """Rows that may be applied without asking anything more."""
        return len(self.rows) if self.verdict is Outcome.ACCEPT else 0


def verdict_of(data: bytes, filename: str, context: ListContext) -> Verdict:
    """The verdict on the bytes of a file, parsed in a confined child process. Never raises for what the file holds."""
    return check(read_book(data, filename, context.limits), context)


def check(book: Book, context: ListContext) -> Verdict:
    """The verdict on what was read from a file. Pure."""
    if book.refused and not book.tables:
        return _verdict(book, (), book.issues, context)
    table, doubts = chosen_table(book)
    issues = [*book.issues, *doubts]
    if table is None:
        return _verdict(book, (), issues, context)
    columns = find_columns(table.rows[0].cells, SPELLINGS)
    issues += header_issues(table, columns)
    if any(issue.blocking and issue.about_the_file for issue in issues):
        return _verdict(book, (), issues, context, table)
    issues += layout_issues(table, columns)
    rows = _candidate_rows(table, columns, book, context, issues)
    whole = len(rows) == len(table.rows) - 1
    issues += list_issues(rows, quota=context.quota, quota_published=context.quota_published, whole=whole)
    return _verdict(book, rows, issues, context, table)


def _verdict(
    book: Book,
    rows: Sequence[CandidateRow],
    issues: Sequence[Issue],
    context: ListContext,
    table: Table | None = None,
) -> Verdict:
    if any(issue.blocking for issue in issues):
        outcome, rows = Outcome.REJECT, ()
    else:
        outcome = Outcome.CONFIRM if issues else Outcome.ACCEPT
    return Verdict(
        outcome,
        tuple(rows),
        in_reading_order(issues, context.limits.max_issues),
        book.sha256,
        "" if table is None else table.name,
        book.encoding,
        book.separator,
        len(issues),
    )


def _candidate_rows(
    table: Table, columns: Columns, book: Book, context: ListContext, issues: list[Issue]
) -> list[CandidateRow]:
    reading = Reading(context.ages_on, book.day_of)
    plan = [(column, columns.positions[column.name], reader_of(column, reading)) for column in COLUMNS]
    width = len(table.rows[0].cells)
    rows: list[CandidateRow] = []
    for row in table.rows[1:]:
        if len(row.cells) != width:
            shape = _shape_issue(row, width, is_text=book.kind == "csv")
            if shape is not None:
                issues.append(shape)
                continue
        values = _values(row, plan, issues, sheet=book.kind != "csv")
        if values is None:
            continue
        candidate = CandidateRow(row.line, *values)
        if candidate.filiere not in context.filieres:
            issues.append(_foreign_scope(candidate, context))
        elif context.cycle not in (None, candidate.cycle):
            issues.append(_foreign_cycle(candidate, context.cycle))
        else:
            rows.append(candidate)
    return rows


def _shape_issue(row: Row, width: int, *, is_text: bool) -> Issue | None:
    extra = [cell for cell in row.cells[width:] if not is_blank(cell)]
    if not extra and (len(row.cells) >= width or not is_text):
        return None
    count = len(row.cells)
    message = (
        f"Ligne {row.line} : {count} cases pour {width} colonnes. Un séparateur manque ou est en trop ; "
        "un texte qui contient le séparateur s'écrit entre guillemets."
    )
    return Issue(Code.COLUMNS, message, row.line, value=shown(extra[0]) if extra else sample(row))


def _values(row: Row, plan: Sequence[_Reader], issues: list[Issue], *, sheet: bool) -> list[Any] | None:
    """The values in the order of the columns; None, and one issue per wrong cell, when any is wrong."""
    cells = row.cells
    try:
        return [read(cells[position]) for _column, position, read in plan]
    except (WrongValue, IndexError):
        wrong = [_wrong_cell(row, reader, sheet=sheet) for reader in plan]
    found = [issue for issue in wrong if issue is not None]
    issues += found
    return None if found else [read(_cell(row, position)) for _column, position, read in plan]


def _wrong_cell(row: Row, reader: _Reader, *, sheet: bool) -> Issue | None:
    column, position, read = reader
    cell = _cell(row, position)
    try:
        read(cell)
    except WrongValue as wrong:
        where = f"Cellule {column_letters(position + 1)}{row.line}" if sheet else f"Ligne {row.line}"
        message = f"{where}, colonne « {column.name} » : {wrong.message}"
        return Issue(wrong.code, message, row.line, column.name, "" if cell is None else shown(cell))
    return None


def _cell(row: Row, position: int) -> Cell:
    return row.cells[position] if position < len(row.cells) else None


def _foreign_scope(row: CandidateRow, context: ListContext) -> Issue:
    allowed = ", ".join(sorted(context.filieres))
    message = (
        f"Ligne {row.line}, colonne « filiere » : votre service ne peut pas proposer de candidat en {row.filiere}. "
        f"Filières permises : {allowed}. Retirez cette ligne."
    )
    return Issue("R_SCOPE", message, row.line, "filiere", row.filiere)


def _foreign_cycle(row: CandidateRow, cycle: int | None) -> Issue:
    message = (
        f"Ligne {row.line}, colonne « cycle » : cette campagne ne sélectionne que le cycle {cycle}, et cette personne "
        f"est en cycle {row.cycle}. Retirez cette ligne, ou envoyez-la dans l'autre campagne."
    )
    return Issue("R_SCOPE", message, row.line, "cycle", str(row.cycle))
