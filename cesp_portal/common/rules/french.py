"""Days, months, amounts and lengths as the French read them."""

from __future__ import annotations

from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cesp_portal.common.rules.calendar import Month

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NBSP = "\u00a0"
THIN_NBSP = "\u202f"


def day_text(day: date) -> str:
    """« 1er janvier 2027 »."""
    return f"{day_and_month(day)}{NBSP}{day.year}"


def day_and_month(day: date) -> str:
    """« 1er avril »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{_MONTHS[day.month - 1]}"


def hour_text(hour: time) -> str:
    """« 14 h 30 », « 9 h 00 »."""
    return f"{hour.hour}{NBSP}h{NBSP}{hour.minute:02d}"


def month_name(number: int) -> str:
    """« octobre » for 10."""
    return _MONTHS[number - 1]


def month_text(month: Month) -> str:
    """« octobre 2023 »."""
    return f"{_MONTHS[month.number - 1]}{NBSP}{month.year}"


def two_decimals(value: Fraction | Decimal | int) -> Decimal:
    """The value rounded half up to two decimals, for display only."""
    exact = Fraction(value)
    cents, rest = divmod(abs(exact.numerator) * 100, exact.denominator)
    cents += rest * 2 >= exact.denominator
    return Decimal(cents if exact >= 0 else -cents).scaleb(-2)


def amount_text(amount: Decimal) -> str:
    """« 1 085,63 € »."""
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    whole, _, cents = f"{rounded:,.2f}".partition(".")
    return f"{whole.replace(',', THIN_NBSP)},{cents}{NBSP}€"


def months_text(months: Fraction | int) -> str:
    """« 39 mois », « 10,52 mois »."""
    exact = Fraction(months)
    figure = (
        str(exact.numerator) if exact.denominator == 1 else f"{two_decimals(exact):.2f}".replace(".", ",")
    )
    return f"{figure}{NBSP}mois"


def count_text(number: int, one: str, many: str) -> str:
    """« 1 place libre », « 2 places libres »: a French plural begins at two."""
    return f"{number}{NBSP}{many if number > 1 else one}"


def decimal_text(value: Fraction) -> str:
    """A share or a rate: « 0,75 »."""
    return f"{two_decimals(value):.2f}".replace(".", ",")
