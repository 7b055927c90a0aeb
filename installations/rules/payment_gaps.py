"""Months paid against months due: which month differs, and how."""

from collections.abc import Iterable

from contracts.enums import PaymentGapKind
from installations.rules.statement import Statement

Gap = tuple[str, PaymentGapKind]


def payment_gaps(shown: Statement, paid: Iterable[str], first: str, last: str) -> frozenset[Gap]:
    """Compare the months that a statement counts as paid with those that were, from ``first`` to ``last`` included.

    Months read "2026-10". A statement that cannot tell its months tells no difference.
    """
    if shown.months_paid is None:
        return frozenset()
    due = {str(line.month) for line in shown.ledger if line.paid}
    due = {month for month in due if first <= month <= last}
    given = {month for month in paid if first <= month <= last}
    return frozenset(
        {(month, PaymentGapKind.UNPAID) for month in due - given}
        | {(month, PaymentGapKind.OVERPAID) for month in given - due}
    )
