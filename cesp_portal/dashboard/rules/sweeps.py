"""Is a periodic sweep punctual? The silence of the clock or of the worker must be seen, never guessed."""

import datetime as dt

from cesp_portal.dashboard.enums import Punctuality

# A pass may be missed while the worker is busy or starts again; three in a row are a silence.
PASSES_MISSED = 3
# A sweep as frequent as this has passed soon after any start; the others may still wait for their first time.
SOON = dt.timedelta(minutes=5)


def punctuality(
    period: dt.timedelta, passed_at: dt.datetime | None, succeeded_at: dt.datetime | None, at: dt.datetime
) -> Punctuality:
    """Return how a sweep that should pass every ``period`` stands at an instant.

    One that fails goes by on time, but has not reached its end for as long as a silence lasts.
    """
    if passed_at is None:
        return Punctuality.NEVER
    silent_since = at - period * PASSES_MISSED
    if passed_at < silent_since:
        return Punctuality.LATE
    if succeeded_at is None or succeeded_at < silent_since:
        return Punctuality.FAILING
    return Punctuality.ON_TIME


def is_alarming(period: dt.timedelta, standing: Punctuality) -> bool:
    """Tell whether somebody has to be woken: a frequent sweep that never passed is as bad as a silent one."""
    if standing is Punctuality.NEVER:
        return period <= SOON
    return standing is not Punctuality.ON_TIME
