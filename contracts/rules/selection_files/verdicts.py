"""The verdict on a list: accept, confirm or reject, with every issue at once."""

from __future__ import annotations

import re
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
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.worksheet import column_letters
from contracts.rules.selection_files.columns import COLUMN_NAMES, COLUMNS, SPELLINGS, Column
from contracts.rules.selection_files.lists import CandidateRow, list_issues
from contracts.rules.selection_files.values import Reading, WrongValue, reader_of

_Reader: TypeAlias = tuple[Column, int, Callable[[Cell], Any]]

LIST_LIMITS = Limits()
_HEADER_NAMES_NEEDED = 2
_HEADER_SEARCHED = 20
_NIR_NAME = re.compile(r"\bnir\b|secu|securite sociale|\binsee\b")
_NIR_VALUE = re.compile(r"[12][0-9]{4}[0-9AB][0-9]{7}([0-9]{2})?")


class Outcome(StrEnum):
    """What is to be done with the file."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class ListContext:
    """What the verdict depends on beside the file: who may send what, for how many contracts, in which year.

    `quota` is the number of contracts of each stream (None: unknown, sizes are not checked); `academic_year` is
    written `2025-2026`; ages are counted on its first day, 1 September.
    """

    filieres: frozenset[str]
    quota: int | None
    quota_published: bool = True
    academic_year: str = "2025-2026"
    limits: Limits = field(default=LIST_LIMITS)

    @property
    def ages_on(self) -> date:
        """The day on which ages are counted."""
        return date(int(self.academic_year[:4]), 9, 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one file: rows to apply (none when rejected), issues in reading order, fingerprint of the bytes.

    `sheet`, `encoding` and `separator` say how the file was read, for the preview.
    """

    verdict: Outcome
    rows: tuple[CandidateRow, ...]
    issues: tuple[Issue, ...]
    sha256: str
    sheet: str = ""
    encoding: str | None = None
    separator: str | None = None

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
    table, doubts = _chosen_table(book)
    issues = [*book.issues, *doubts]
    if table is None:
        return _verdict(book, (), issues, context)
    columns = find_columns(table.rows[0].cells, SPELLINGS)
    issues += _header_issues(table, columns)
    if any(issue.blocking and issue.about_the_file for issue in issues):
        return _verdict(book, (), issues, context, table)
    issues += _layout_issues(table, columns)
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
    )


def _known_names(row: Row) -> int:
    return len(find_columns(row.cells, SPELLINGS).positions)


def _chosen_table(book: Book) -> tuple[Table | None, list[Issue]]:
    """The sheet that holds the list, and what must be asked about that choice."""
    filled = [table for table in book.tables if table.rows]
    if not filled:
        return None, [Issue(Code.EMPTY, "Le fichier est vide. Vérifiez que vous avez choisi le bon fichier.")]
    lists = [table for table in filled if _known_names(table.rows[0]) >= _HEADER_NAMES_NEEDED]
    if len(filled) == 1 and not filled[0].hidden:
        return filled[0], []
    visible = [table for table in lists if not table.hidden]
    names = ", ".join(f"« {shown(table.name)} »" for table in filled)
    if len(visible) == 1:
        message = (
            f"Le classeur a plusieurs feuilles ({names}). La liste a été lue dans « {shown(visible[0].name)} » ; "
            "les autres sont ignorées. Vérifiez l'aperçu, puis confirmez."
        )
        return visible[0], [
            Issue(Code.SHEET_AMBIGUOUS, message, value=shown(visible[0].name), blocking=False)
        ]
    if visible or lists:
        message = (
            f"Impossible de savoir quelle feuille lire ({names}). Gardez une seule feuille, affichée, "
            "avec la liste complète, puis renvoyez le classeur."
        )
        return None, [Issue(Code.SHEET_AMBIGUOUS, message, value=shown(filled[0].name))]
    return filled[0], []


def _header_issues(table: Table, columns: Columns) -> list[Issue]:
    header = table.rows[0]
    if len(columns.positions) < _HEADER_NAMES_NEEDED:
        return [_no_header(table)]
    issues = [
        Issue(
            Code.DUPLICATE_COLUMN,
            f"La colonne « {shown(label)} » apparaît deux fois. Gardez-en une seule, puis renvoyez le fichier.",
            header.line,
            shown(label),
            shown(label),
        )
        for _position, label in columns.duplicated
    ]
    issues += [
        Issue(
            Code.MISSING_COLUMN,
            f"La colonne « {name} » manque. Ajoutez-la et renvoyez le fichier.",
            header.line,
            name,
        )
        for name in columns.missing
    ]
    if len(table.rows) == 1:
        message = "Le fichier ne contient aucun candidat sous la ligne d'en-tête. La liste déjà envoyée est inchangée."
        issues.append(Issue(Code.NO_ROWS, message))
    return issues + [
        _unknown_column(table, position, label) for position, label in _filled_unknown(table, columns)
    ]


def _no_header(table: Table) -> Issue:
    expected = f"Colonnes attendues sur la première ligne : {', '.join(COLUMN_NAMES)}."
    for row in table.rows[1:_HEADER_SEARCHED]:
        if _known_names(row) >= _HEADER_NAMES_NEEDED:
            where = f"Les noms des colonnes sont en ligne {row.line} : supprimez les lignes au-dessus."
            return Issue(Code.NO_HEADER, f"{where} {expected}", row.line, value=_sample(row))
    first = table.rows[0]
    separators = "Dans un fichier CSV, le séparateur est « ; », « , » ou la tabulation."
    message = f"La première ligne ne donne pas les noms des colonnes. {expected} {separators}"
    return Issue(Code.NO_HEADER, message, first.line, value=_sample(first))


def _sample(row: Row) -> str:
    return shown(" ".join(str(cell) for cell in row.cells if cell is not None))


def _filled_unknown(table: Table, columns: Columns) -> list[tuple[int, str]]:
    """Unknown columns, those without a title counting only when they hold something."""
    untitled = {position for position, label in columns.unknown if not label}
    filled = {
        position
        for row in table.rows[1:]
        for position in untitled
        if position < len(row.cells) and not _blank(row.cells[position])
    }
    return [(position, label) for position, label in columns.unknown if label or position in filled]


def _unknown_column(table: Table, position: int, label: str) -> Issue:
    name = shown(label) or f"{column_letters(position + 1)} (sans titre)"
    message = f"La colonne « {name} » n'est pas demandée : elle ne sera pas enregistrée."
    if _holds_nir(table, position, label):
        message += (
            " Elle semble contenir un numéro de sécurité sociale, que vous ne devez pas transmettre. "
            "Supprimez cette colonne et renvoyez le fichier."
        )
    else:
        message += " N'envoyez que les données nécessaires : supprimez-la, ou confirmez sans elle."
    return Issue(Code.UNKNOWN_COLUMN, message, table.rows[0].line, name, blocking=False)


def _holds_nir(table: Table, position: int, label: str) -> bool:
    if _NIR_NAME.search(match_key(label)):
        return True
    cells = (row.cells[position] for row in table.rows[1:] if position < len(row.cells))
    return any(_NIR_VALUE.fullmatch(str(cell).replace(" ", "")) for cell in cells if cell is not None)


def _layout_issues(table: Table, columns: Columns) -> list[Issue]:
    issues = [
        Issue(
            Code.MERGED,
            f"Les cellules {shown(reference)} sont fusionnées : rien n'est recopié à votre place. "
            "Défusionnez-les et remplissez chaque case.",
            value=shown(reference),
        )
        for reference in table.merged
    ]
    hidden = sorted(set(table.hidden_columns) & {position + 1 for position in columns.positions.values()})
    if table.hidden_rows or hidden:
        rows = f"{len(table.hidden_rows)} lignes" if table.hidden_rows else ""
        letters = f"colonnes {', '.join(map(column_letters, hidden))}" if hidden else ""
        what = " et ".join(filter(None, (rows, letters)))
        message = f"La feuille a des parties masquées ({what}), qui ont été lues. Vérifiez l'aperçu, puis confirmez."
        line = table.hidden_rows[0] if table.hidden_rows else None
        issues.append(Issue(Code.SHEET_AMBIGUOUS, message, line, blocking=False))
    return issues


def _candidate_rows(
    table: Table, columns: Columns, book: Book, context: ListContext, issues: list[Issue]
) -> list[CandidateRow]:
    reading = Reading(context.ages_on, book.day_of)
    plan = [(column, columns.positions[column.name], reader_of(column, reading)) for column in COLUMNS]
    width = len(table.rows[0].cells)
    rows: list[CandidateRow] = []
    for row in table.rows[1:]:
        shape = _shape_issue(row, width, is_text=book.kind == "csv")
        if shape is not None:
            issues.append(shape)
            continue
        values = _values(row, plan, issues, sheet=book.kind != "csv")
        if values is None:
            continue
        candidate = CandidateRow(row.line, *values)
        if candidate.filiere in context.filieres:
            rows.append(candidate)
        else:
            issues.append(_foreign_scope(candidate, context))
    return rows


def _shape_issue(row: Row, width: int, *, is_text: bool) -> Issue | None:
    extra = [cell for cell in row.cells[width:] if not _blank(cell)]
    if not extra and (len(row.cells) >= width or not is_text):
        return None
    count = len(row.cells)
    message = (
        f"Ligne {row.line} : {count} cases pour {width} colonnes. Un séparateur manque ou est en trop ; "
        "un texte qui contient le séparateur s'écrit entre guillemets."
    )
    return Issue(Code.COLUMNS, message, row.line, value=shown(extra[0]) if extra else _sample(row))


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


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
