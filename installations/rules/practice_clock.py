"""The clock of practice: months advance at the share worked in eligible zones.

Days are places on the line of months (``calendar.position``), shares are integers over a common denominator, so the
whole run is exact and made of integers only. Each stretch between two events runs at one speed:

- nothing while suspended, nothing below the minimum share, never faster than full time;
- simultaneous places add up, and a verified period counts as verified only at the speed it has by itself;
- before the reference day only what was declared or verified runs; after it, what is planned runs too.

Plain integers and tuples on purpose: a region recounts thousands of files at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from cesp_portal.common.rules.calendar import UNITS
from cesp_portal.common.rules.errors import FactError
from installations.rules.parameters import PARAMETERS

_MINIMUM = (Fraction(PARAMETERS["minimum_share_percent"].unchanging().decimal) / 100).as_integer_ratio()

# How sure a span is; also its place in the list of what is active.
VERIFIED: Final = 0
DECLARED: Final = 1
PLANNED: Final = 2
_PAUSED: Final = 3
_PASSED: Final = 4

# What a run may meet on its way.
BEFORE_DIPLOMAS: Final = 1
BELOW_MINIMUM: Final = 2
CAPPED: Final = 4
STOPPED: Final = 8


class Span(NamedTuple):
    """Practice from place ``start`` to place ``stop`` (excluded, None while it goes on) at ``numerator`` over
    ``denominator`` of a full time.
    """

    start: int
    stop: int | None
    numerator: int
    denominator: int
    layer: int
    number: int


# From a place to another: speeds of verified practice, of verified and declared, and of all.
Stretch = tuple[int, int, int, int, int]
# What happens at a place: what it adds, to what, because of which span. What stops sorts before what starts.
_Event = tuple[int, int, int, int]


class ClockRun(NamedTuple):
    """Units served at the reference day, over ``scale``; ``end``: the place where all is served.

    ``tail`` is the place and the speed from which the last stretch goes on for ever.
    """

    scale: int
    verified: int
    known: int
    end: int | None
    remarks: int
    stretches: list[Stretch]
    tail: tuple[int, int]


def run_clock(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, owed: int | None
) -> ClockRun:
    """Run the clock. ``opens_at``: end of training; ``now``: end of the reference day; ``owed`` in months.

    Raises ``FactError`` when a full-time period is simultaneous with another one.
    """
    scale = lcm(*[span.denominator for span in spans])
    events, remarks = _events(spans, pauses, opens_at, now, scale)
    stretches, tail, met = _stretches(events, scale)
    verified = served = 0
    for start, stop, speed, known_speed, _ in stretches:
        if stop <= now:
            verified += speed * (stop - start)
            served += known_speed * (stop - start)
    end = None if owed is None else _end(stretches, tail, owed * UNITS * scale)
    return ClockRun(scale, verified, served, end, remarks | met, stretches, tail)


def _end(stretches: Sequence[Stretch], tail: tuple[int, int], target: int) -> int | None:
    """The first place where everything owed is served, None if that never comes."""
    left = target
    for start, stop, _, _, speed in stretches:
        gained = speed * (stop - start)
        if gained >= left:
            return start - -left // speed
        left -= gained
    place, speed = tail
    return place - -left // speed if speed else None


def _events(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, scale: int
) -> tuple[list[_Event], int]:
    """Starts and stops in order, stops first; the last span simply goes on when it lasts until the reference day."""
    stops = [span.stop for span in spans if span.stop is not None]
    last = max(stops) if stops and len(stops) == len(spans) else None
    goes_on, remarks = (None, STOPPED) if last is not None and last < now else (last, 0)
    events: list[_Event] = [(now, 1, _PASSED, 0)]
    for start, stop, numerator, denominator, layer, number in spans:
        begin = start
        if start < opens_at:
            remarks |= BEFORE_DIPLOMAS
            begin = opens_at
        if numerator and (stop is None or stop > begin):
            delta = numerator * (scale // denominator)
            events.append((begin, delta, layer, number))
            if stop is not None and stop != goes_on:
                events.append((stop, -delta, layer, number))
    for start, stop in pauses:
        events += ((start, 1, _PAUSED, 0), (stop, -1, _PAUSED, 0))
    events.sort()
    return events, remarks


def _stretches(events: Sequence[_Event], scale: int) -> tuple[list[Stretch], tuple[int, int], int]:
    """The stretches in which something is served, the tail that goes on for ever, and what was met."""
    least = -(-scale * _MINIMUM[0] // _MINIMUM[1])
    active = [0, 0, 0, 0, 0]
    found: list[Stretch] = []
    remarks = full_times = 0
    place = events[0][0]
    for at, delta, slot, number in events:
        if at > place:
            verified, known, everything, remark = _speeds(active, scale, least)
            remarks |= remark
            if everything:
                found.append((place, at, verified, known, everything))
            place = at
        active[slot] += delta
        if slot <= DECLARED:
            if delta == scale:
                full_times += 1
            elif delta == -scale:
                full_times -= 1
            if full_times and active[VERIFIED] + active[DECLARED] > scale:
                raise FactError(
                    f"periods[{number}]",
                    "une période à temps plein chevauche une autre période ; corrigez les dates ou les parts",
                )
    _, _, speed, remark = _speeds(active, scale, least)
    return found, (place, speed), remarks | remark


def _speeds(active: Sequence[int], scale: int, least: int) -> tuple[int, int, int, int]:
    """Speeds of what is active (verified, known, everything) and what must be said of it; nothing under ``least``."""
    verified, declared, planned, paused, passed = active
    known = verified + declared
    total = known + planned if passed else known
    if paused or not total:
        return 0, 0, 0, 0
    if total < least:
        return 0, 0, 0, BELOW_MINIMUM
    remark = 0
    if total > scale:
        total, remark = scale, CAPPED
    if passed:
        return 0, 0, total, remark
    if verified < least:
        verified = 0
    return min(total, verified), total, total, remark
