"""What the paying authority paid, as a file: contract, month, amount. A line that cannot be read keeps its problem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from cesp_portal.common.tabular.cells import Cell, ErrorValue, Formula, Number
from cesp_portal.common.tabular.headers import find_columns
from cesp_portal.common.tabular.issues import Code, Issue
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.reading import Book, Row, Table

PAYMENT_COLUMNS: Final = ("contrat", "mois", "montant")
PAYMENT_LIMITS: Final = Limits(max_rows=20_000)
MOST_EUROS: Final = Decimal(10_000)
_SPELLINGS: Final = {
    "contrat": ("numéro", "numéro de contrat", "n° contrat", "référence"),
    "mois": ("mois payé", "période", "mois de paie"),
    "montant": ("montant brut", "euros", "montant payé"),
}
_YEAR_FIRST = re.compile(r"([12][0-9]{3})[-/.]?(0[1-9]|1[0-2])(?:[-/.]01)?", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:01[-/.])?(0?[1-9]|1[0-2])[-/.]([12][0-9]{3})", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Payment:
    """One line as given, and as understood: ``problem`` says what is wrong, empty when nothing is."""

    line: int
    number_given: str
    month_given: str
    amount_given: str
    month: str = ""
    amount: Decimal | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PaymentReading:
    """The lines of a file; none when its columns cannot be told, and then the issues say why."""

    lines: tuple[Payment, ...]
    issues: tuple[Issue, ...]


def payment_reading(book: Book, table: Table | None) -> PaymentReading:
    """Read a file of payments."""
    if table is None:
        return PaymentReading((), book.issues)
    columns = find_columns(table.rows[0].cells, _SPELLINGS)
    issues = [
        Issue(
            Code.MISSING_COLUMN,
            f"La colonne « {name} » manque. La première ligne doit donner : {', '.join(PAYMENT_COLUMNS)}.",
            table.rows[0].line,
            name,
        )
        for name in columns.missing
    ]
    issues += [
        Issue(Code.DUPLICATE_COLUMN, f"La colonne « {label} » apparaît deux fois.", table.rows[0].line, label)
        for _, label in columns.duplicated
    ]
    if issues or book.refused:
        return PaymentReading((), (*book.issues, *issues))
    places = [columns.positions[name] for name in PAYMENT_COLUMNS]
    lines = tuple(_payment(row, places) for row in table.rows[1:])
    if not lines:
        return PaymentReading((), (Issue(Code.NO_ROWS, "Le fichier n'a aucune ligne sous ses titres."),))
    return PaymentReading(lines, book.issues)


def payment(line: int, number: str, month: str, amount: str) -> Payment:
    """Understand one line from its three texts; the first thing that is wrong is its problem."""
    number = number.strip()
    given = (line, number[:60], month[:40], amount[:40])
    if not number:
        return Payment(*given, problem="Le numéro de contrat manque.")
    read_month = _month(month)
    if not read_month:
        return Payment(*given, problem="Ce mois ne se lit pas. Écrivez-le par exemple 2026-10.")
    read_amount = _amount(amount)
    if read_amount is None:
        return Payment(
            *given,
            month=read_month,
            problem=f"Ce montant ne se lit pas. Écrivez des euros, de 0,01 à {MOST_EUROS}.",
        )
    return Payment(*given, month=read_month, amount=read_amount)


def _payment(row: Row, places: list[int]) -> Payment:
    cells = [row.cells[place] if place < len(row.cells) else None for place in places]
    if any(isinstance(cell, (Formula, ErrorValue)) for cell in cells):
        texts = ["" if cell is None else str(cell) for cell in cells]
        problem = "Une case contient une formule ou une erreur de calcul. Écrivez sa valeur."
        return Payment(row.line, texts[0][:60], texts[1][:40], texts[2][:40], problem=problem)
    return payment(row.line, *(_text(cell) for cell in cells))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    return cell.as_integer_text() if isinstance(cell, Number) else str(cell)


def _month(text: str) -> str:
    text = _SPACES.sub("", text)
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    if found := _MONTH_FIRST.fullmatch(text):
        return f"{found[2]}-{int(found[1]):02d}"
    return ""


def _amount(text: str) -> Decimal | None:
    text = _SPACES.sub("", text).removesuffix("€").replace("EUR", "")
    if _AMOUNT.fullmatch(text) is None:
        return None
    amount = Decimal(text.replace(",", "."))
    return amount if 0 < amount <= MOST_EUROS else None
