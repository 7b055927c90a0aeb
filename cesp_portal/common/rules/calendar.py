"""Exact arithmetic of days and months, as administrations count them.

A length in months is a ``Fraction``: each day is worth one over the number of days of its own month, so a
whole month is always 1 and cutting a period in two never changes its length. The integers that carry it are
*units*: a month holds ``UNITS`` of them, the least common multiple of 28, 29, 30 and 31.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from math import lcm
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

from cesp_portal.common.rules.errors import FactError

UNITS = lcm(28, 29, 30, 31)
A_CENTURY = 36_525  # days
PARIS = ZoneInfo("Europe/Paris")
_FIRST_INDEX, _LAST_INDEX = date.min.year * 12, date.max.year * 12 + 11
# The calendar repeats itself every four hundred years.
_CYCLE = 400 * 12
_LENGTHS = bytes(calendar.monthrange(400 + index // 12, index % 12 + 1)[1] for index in range(_CYCLE))
_DAY_UNITS = tuple(UNITS // length for length in _LENGTHS)


class Days(Protocol):
    """Anything that lasts from a day to another, both included."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date: ...


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, held as the number of months since year 0."""

    index: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``"2023-10"``; raises ``ValueError`` on anything else."""
        year, dash, month = text.partition("-")
        if not (
            dash
            and len(year) == 4
            and len(month) == 2
            and (year + month).isascii()
            and (year + month).isdigit()
        ):
            raise ValueError(f"mois attendu sous la forme « 2023-10 », reçu « {text} »")
        if not 1 <= int(month) <= 12 or int(year) < 1:
            raise ValueError(f"le mois « {text} » n'existe pas")
        return cls(int(year) * 12 + int(month) - 1)

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def number(self) -> int:
        return self.index % 12 + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, month_length(self.index))

    def __add__(self, months: int) -> Month:
        return Month(self.index + months)

    def __sub__(self, other: Month) -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def month_length(index: int) -> int:
    """Number of days of the month of that index."""
    return _LENGTHS[index % _CYCLE]


def month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=A_CENTURY)
def position(day: date) -> int:
    """Place of the start of that day on the line of months, in units."""
    index = day.year * 12 + day.month - 1
    return index * UNITS + (day.day - 1) * _DAY_UNITS[index % _CYCLE]


@lru_cache(maxsize=A_CENTURY)
def position_after(day: date) -> int:
    """Place of the end of that day, which is the start of the next."""
    index = day.year * 12 + day.month - 1
    return index * UNITS + day.day * _DAY_UNITS[index % _CYCLE]


def day_reaching(place: int) -> date:
    """The day at whose end the line of months reaches ``place`` (units)."""
    index, rest = divmod(place - 1, UNITS)
    length = month_length(index)
    return date(index // 12, index % 12 + 1, rest * length // UNITS + 1)


def months_between(first: date, last: date) -> Fraction:
    """Length in months from ``first`` to ``last``, both days included."""
    return Fraction(position_after(last) - position(first), UNITS)


def whole_months(first: date, last: date) -> range:
    """Indexes of the calendar months that the days ``first``..``last`` cover from end to end."""
    start = month_index(first) + (first.day > 1)
    end_index = month_index(last)
    return range(start, max(start, end_index + (last.day == month_length(end_index))))


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month (29 February gives 28)."""
    index = month_index(day) + months
    if not _FIRST_INDEX <= index <= _LAST_INDEX:
        raise FactError(
            "", f"{months} mois après le {day:%d/%m/%Y}, le calendrier s'arrête ; corrigez la date"
        )
    return date(index // 12, index % 12 + 1, min(day.day, month_length(index)))


def add_days(day: date, days: int) -> date:
    """That many days later; raises ``FactError`` where the calendar stops."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise FactError(
            "", f"{days} jours après le {day:%d/%m/%Y}, le calendrier s'arrête ; corrigez"
        ) from None


def add_years(day: date, years: int) -> date:
    return add_months(day, years * 12)


def lasts_at_least(first: date, last: date, months: int) -> bool:
    """Whether ``first``..``last``, both included, is at least that many months from date to date."""
    return (add_months(first, months) - last).days <= 1


def lasts_at_most(first: date, last: date, months: int) -> bool:
    return (add_months(first, months) - last).days >= 1


def paris_day(instant: datetime) -> date:
    """The day it is in Paris at that instant; a naive instant is refused."""
    if instant.tzinfo is None:
        raise FactError("", "un instant doit porter son fuseau horaire")
    return instant.astimezone(PARIS).date()


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether that day is a public holiday everywhere in France."""
    return day in _holidays_of(day.year)


def is_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor French public holiday."""
    return day.weekday() < 5 and not is_public_holiday(day)


def check_order(first: date | None, last: date | None, fact: str) -> None:
    """Raise ``FactError`` naming ``fact`` when it comes before the day it should follow."""
    if first is not None and last is not None and last < first:
        raise FactError(
            fact, f"le {last:%d/%m/%Y} précède le {first:%d/%m/%Y} ; corrigez l'une des deux dates"
        )


def check_ranges(ranges: Sequence[Days], fact: str) -> None:
    """Raise ``FactError`` naming ``fact[number]`` when one ends before it starts or shares a day with another."""
    for number, one in enumerate(ranges):
        check_order(one.start, one.end, f"{fact}[{number}].to")
    if len(ranges) > 1:
        check_no_overlap([(one.start, one.end) for one in ranges], fact)


def check_no_overlap(ranges: Iterable[tuple[date, date]], fact: str) -> None:
    """Raise ``FactError`` when two ranges of days, bounds included, share a day."""
    numbered = sorted([(first, last, number) for number, (first, last) in enumerate(ranges)])
    for (_, before, _), (after, _, number) in pairwise(numbered):
        if after <= before:
            raise FactError(
                f"{fact}[{number}]",
                f"cette période commence le {after:%d/%m/%Y}, avant la fin d'une autre ({before:%d/%m/%Y}) ; "
                "corrigez les dates pour qu'elles ne se chevauchent pas",
            )
