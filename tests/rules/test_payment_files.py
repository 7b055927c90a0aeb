"""Lines of a file of payments: read as people write them, or kept with what is wrong."""

from decimal import Decimal

import pytest

from contracts.rules.payment_files import payment


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
