"""Where the list stands in the file: which sheet, which columns, and what its layout hides."""

from __future__ import annotations

import re

from cesp_portal.common.tabular.cells import Cell
from cesp_portal.common.tabular.headers import Columns, find_columns
from cesp_portal.common.tabular.issues import Code, Issue, shown
from cesp_portal.common.tabular.reading import Book, Row, Table
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.worksheet import column_letters
from contracts.rules.selection_files.columns import COLUMN_NAMES, SPELLINGS

_HEADER_NAMES_NEEDED = 2
_HEADER_SEARCHED = 20
_NIR_NAME = re.compile(r"\bnir\b|secu|securite sociale|\binsee\b")
_NIR_VALUE = re.compile(r"[12][0-9]{4}[0-9AB][0-9]{7}([0-9]{2})?")


def _known_names(row: Row) -> int:
    return len(find_columns(row.cells, SPELLINGS).positions)


def chosen_table(book: Book) -> tuple[Table | None, list[Issue]]:
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


def header_issues(table: Table, columns: Columns) -> list[Issue]:
    """What the header line lacks, repeats or adds, and the absence of rows below it."""
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
            return Issue(Code.NO_HEADER, f"{where} {expected}", row.line, value=sample(row))
    first = table.rows[0]
    separators = "Dans un fichier CSV, le séparateur est « ; », « , » ou la tabulation."
    message = f"La première ligne ne donne pas les noms des colonnes. {expected} {separators}"
    return Issue(Code.NO_HEADER, message, first.line, value=sample(first))


def sample(row: Row) -> str:
    """The beginning of a row, as people may see it."""
    return shown(" ".join(str(cell) for cell in row.cells if cell is not None))


def _filled_unknown(table: Table, columns: Columns) -> list[tuple[int, str]]:
    """Unknown columns, those without a title counting only when they hold something."""
    untitled = {position for position, label in columns.unknown if not label}
    filled = {
        position
        for row in table.rows[1:]
        for position in untitled
        if position < len(row.cells) and not is_blank(row.cells[position])
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


def layout_issues(table: Table, columns: Columns) -> list[Issue]:
    """Merged cells, which are refused, and hidden rows or columns, which are asked about."""
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


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
