"""Shares of a full time: how that of a whole week is spread over its places."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

FULL_TIME_HALF_DAYS = 8
FULL_TIME_HOURS = 35
HALF_TIME = Fraction(1, 2)
FULL_TIME = Fraction(1)


def weight_of(half_days: Decimal | None, hours: Decimal | None) -> Fraction:
    """Return what a place weighs in a week: its half-days over eight, its hours over thirty-five."""
    return Fraction(half_days or 0) / FULL_TIME_HALF_DAYS + Fraction(hours or 0) / FULL_TIME_HOURS


def spread(total: Fraction, weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the share of each place so that they add up to ``total`` exactly, in proportion of their weights."""
    whole = sum(weights, Fraction(0))
    if not whole:
        return tuple(Fraction(0) for _ in weights)
    return tuple(total * weight / whole for weight in weights)
