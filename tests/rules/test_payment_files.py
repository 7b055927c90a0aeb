"""Lines of a file of payments: read as people write them, or kept with what is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from cesp_portal.common.tabular.cells import Formula, Number
from cesp_portal.common.tabular.reading import Book, Row, Table
from contracts.rules.payment_files import PAYMENT_COLUMNS, payment, payment_reading


@pytest.mark.parametrize(
    ("month", "read"),
    [
        ("2026-10", "2026-10"),
        ("10/2026", "2026-10"),
        ("1/2026", "2026-01"),
        ("2026-10-01", "2026-10"),
        ("01/10/2026", "2026-10"),
        (" 202610 ", "2026-10"),
        ("2026-13", ""),
        ("octobre", ""),
        ("", ""),
        ("15/10/2026", ""),
    ],
)
def test_month_is_read_or_its_line_waits(month: str, read: str) -> None:
    found = payment(2, "76-2026-0001", month, "1200")
    assert found.month == read
    assert bool(found.problem) == (not read)


@pytest.mark.parametrize(
    ("amount", "read"),
    [
        ("1200", "1200"),
        ("1 200,50", "1200.50"),
        ("1\u202f200,5 €", "1200.5"),
        ("0", None),
        ("-3", None),
        ("10000", "10000"),
        ("10001", None),
        ("1.200,00", None),
        ("beaucoup", None),
    ],
)
def test_amount_is_read_or_its_line_waits(amount: str, read: str | None) -> None:
    found = payment(2, "76-2026-0001", "2026-10", amount)
    assert found.amount == (Decimal(read) if read else None)
    assert bool(found.problem) == (read is None)


def test_line_without_number_waits_with_what_was_given() -> None:
    found = payment(7, " ", "2026-10", "1200")
    assert (found.line, found.amount_given) == (7, "1200")
    assert "numéro" in found.problem


def test_cells_of_a_workbook_are_read_as_they_are_meant() -> None:
    rows = (
        Row(1, tuple(PAYMENT_COLUMNS)),
        Row(2, ("76-2026-0001", date(2026, 10, 1), Number("1200.0"))),
        Row(3, ("76-2026-0002", date(2026, 10, 1), Formula("B2*2"))),
        Row(4, ("76-2026-0003", "2026-10")),
    )
    table = Table("Feuille1", hidden=False, rows=rows)
    whole, computed, short = payment_reading(Book("", "xlsx", (table,)), table).lines
    assert (whole.month, whole.amount, whole.problem) == ("2026-10", Decimal(1200), "")
    assert (computed.amount, computed.number_given) == (None, "76-2026-0002")
    assert "formule" in computed.problem
    assert short.problem.startswith("Ce montant ne se lit pas")


def test_what_cannot_be_read_is_kept_as_written_up_to_a_length() -> None:
    found = payment(2, "7" * 70, "m" * 50, "e" * 50)
    assert (found.number_given, found.month_given, found.amount_given) == ("7" * 60, "m" * 40, "e" * 40)
