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

_MINIMUM = Fraction(PARAMETERS["minimum_share_percent"].unchanging().decimal) / 100

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
    """Practice from place ``start`` to place ``stop`` (excluded, None while it goes on)."""

    start: int
    stop: int | None
    share: Fraction
    layer: int
    number: int


class Stretch(NamedTuple):
    """From ``start`` to ``stop``: speeds of verified practice, of verified and declared, and of all."""

    start: int
    stop: int
    verified: int
    known: int
    everything: int


class ClockRun(NamedTuple):
    """Units served at the reference day, over ``scale``; ``end``: the place where all is served.

    ``tail`` is the speed and place from which the last stretch goes on for ever.
    """

    scale: int
    verified: int
    known: int
    end: int | None
    remarks: int
    stretches: list[tuple[int, int, int, int, int]]
    tail: tuple[int, int]


_Event = tuple[int, int, int, int, int]


def run_clock(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, owed: int | None
) -> ClockRun:
    """Run the clock. ``opens_at``: end of training; ``now``: end of the reference day; ``owed`` in months.

    Raises ``FactError`` when a full-time period is simultaneous with another one.
    """
    scale = lcm(*[span.share.denominator for span in spans])
    events, remarks = _events(spans, pauses, opens_at, now, scale)
    stretches, tail, met = _stretches(events, scale)
    verified = served = 0
    for start, stop, speed, known_speed, _ in stretches:
        if stop <= now:
            verified += speed * (stop - start)
            served += known_speed * (stop - start)
    end = None if owed is None else _end(stretches, tail, owed * UNITS * scale)
    return ClockRun(scale, verified, served, end, remarks | met, stretches, tail)


def _end(
    stretches: Sequence[tuple[int, int, int, int, int]], tail: tuple[int, int], target: int
) -> int | None:
    """The first place where everything owed is served, None if that never comes."""
    served = 0
    for start, stop, _, _, speed in stretches:
        gained = speed * (stop - start)
        if speed and served + gained >= target:
            return start - (served - target) // speed
        served += gained
    place, speed = tail
    return place - (served - target) // speed if speed else None


def _events(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, scale: int
) -> tuple[list[_Event], int]:
    """Starts and stops in order, stops first; the last span simply goes on when it lasts until the reference day."""
    remarks = 0
    events: list[_Event] = [(now, 1, _PASSED, 1, 0)]
    ongoing, last = False, 0
    for span in spans:
        if span.stop is None:
            ongoing = True
        elif span.stop > last:
            last = span.stop
    if spans and not ongoing and last < now:
        remarks = STOPPED
    for start, stop, share, layer, number in spans:
        begin = start
        if start < opens_at:
            remarks |= BEFORE_DIPLOMAS
            begin = opens_at
        if share and (stop is None or stop > begin):
            delta = share.numerator * (scale // share.denominator)
            events.append((begin, 1, layer, delta, number))
            if stop is not None and (ongoing or stop < last or last < now):
                events.append((stop, 0, layer, -delta, number))
    for start, stop in pauses:
        events += ((start, 1, _PAUSED, 1, 0), (stop, 0, _PAUSED, -1, 0))
    events.sort()
    return events, remarks


def _stretches(
    events: Sequence[_Event], scale: int
) -> tuple[list[tuple[int, int, int, int, int]], tuple[int, int], int]:
    """The stretches in which something is served, the tail that goes on for ever, and what was met."""
    active = [0, 0, 0, 0, 0]
    found = []
    remarks = full_time = 0
    place, speeds, remark = events[0][0], (0, 0, 0), 0
    for at, phase, slot, delta, number in events:
        if at > place:
            remarks |= remark
            if speeds[2]:
                found.append((place, at, *speeds))
            place = at
        active[slot] += delta
        if slot <= DECLARED and delta in (scale, -scale):
            full_time += 1 if phase else -1
        if full_time and active[VERIFIED] + active[DECLARED] > scale:
            raise FactError(
                f"periods[{number}]",
                "une période à temps plein chevauche une autre période ; corrigez les dates ou les parts",
            )
        speeds, remark = _speeds(active, scale)
    return found, (place, speeds[2]), remarks | remark


def _speeds(active: Sequence[int], scale: int) -> tuple[tuple[int, int, int], int]:
    """Speeds of what is active (verified, known, everything), and what must be said of it."""
    verified, declared, planned, paused, passed = active
    known = verified + declared
    total = known + planned if passed else known
    if paused or not total:
        return (0, 0, 0), 0
    least = scale * _MINIMUM.numerator
    if total * _MINIMUM.denominator < least:
        return (0, 0, 0), BELOW_MINIMUM
    remark = CAPPED if total > scale else 0
    if passed:
        return (0, 0, min(total, scale)), remark
    counted = 0 if verified * _MINIMUM.denominator < least else min(verified, scale)
    return (counted, min(total, scale), min(total, scale)), remark
