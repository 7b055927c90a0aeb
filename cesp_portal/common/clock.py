"""The clock, read at the doors only (views, forms, commands, tasks) and passed down as a value."""

import datetime as dt
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def instant() -> dt.datetime:
    """Return the present instant, in UTC."""
    return dt.datetime.now(tz=dt.UTC)


def today() -> dt.date:
    """Return the present day in Paris, the only calendar that the scheme knows."""
    return instant().astimezone(PARIS).date()


def paris_day(at: dt.datetime) -> dt.date:
    """Return the Paris day of an aware instant."""
    return at.astimezone(PARIS).date()
