"""Days of the demonstration: everything is told from the day it is loaded, so that it never grows old."""

import datetime as dt

from cesp_portal.common.clock import PARIS
from cesp_portal.common.rules.calendar import add_months

FIRST_MONTH = 9


def morning(day: dt.date) -> dt.datetime:
    """Return ten o'clock in Paris on that day."""
    return dt.datetime(day.year, day.month, day.day, 10, tzinfo=PARIS)


def year_of(day: dt.date) -> int:
    """Return the calendar year in which the academic year of that day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def academic_year(start: int) -> str:
    """Return « 2026-2027 » for 2026."""
    return f"{start}-{start + 1}"


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later (earlier when negative)."""
    return add_months(day, months)
