"""The clock of practice: months advance at the share worked in eligible zones.

Days are places on the line of months (``calendar.position``), shares are integers over a common denominator, so the
whole run is exact and made of integers only. Each stretch between two events runs at one speed:

- nothing while suspended, nothing below the minimum share, never faster than full time;
- simultaneous places add up, and a verified period counts as verified only at the speed it has by itself;
- before the reference day only what was declared or verified runs; after it, what is planned runs too.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, IntFlag
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from cesp_portal.common.rules.calendar import UNITS
from cesp_portal.common.rules.errors import FactError
from installations.rules.parameters import PARAMETERS

_MINIMUM = Fraction(next(iter(reversed([*PARAMETERS["minimum_share_percent"]]))).decimal) / 100


class Layer(IntEnum):
    """How sure a span is; the order is that of the rates below."""

    VERIFIED = 0
    DECLARED = 1
    PLANNED = 2


class Span(NamedTuple):
    """Practice from place ``start`` to place ``stop`` (excluded, None while it goes on)."""

    start: int
    stop: int | None
    share: Fraction
    layer: Layer
    number: int


class Remark(IntFlag):
    """What the run met on its way."""

    NONE = 0
    BEFORE_DIPLOMAS = 1
    BELOW_MINIMUM = 2
    CAPPED = 4
    STOPPED = 8


class Stretch(NamedTuple):
    """From ``start`` to ``stop``: speeds of verified practice, of declared and verified, and of all."""

    start: int
    stop: int
    verified: int
    known: int
    everything: int


class ClockRun(NamedTuple):
    """``verified`` and ``known``: units served at the reference day, over ``scale``; ``end``: where all is served."""

    scale: int
    verified: int
    known: int
    end: int | None
    remarks: Remark
    stretches: list[Stretch]


_STOP, _START = 0, 1
_PAUSE, _NOW = 3, 4


def run_clock(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, owed: int | None
) -> ClockRun:
    """Run the clock. ``opens_at``: end of training; ``now``: end of the reference day; ``owed`` in months.

    Raises ``FactError`` when a full-time period is simultaneous with another one.
    """
    scale = lcm(*(span.share.denominator for span in spans)) if spans else 1
    events, remarks = _events(spans, pauses, opens_at, now, scale)
    speeds = _Speeds(scale)
    target = None if owed is None else owed * UNITS * scale
    verified = served = known = 0
    end = None
    place = events[0][0]
    stretches = []
    for at, phase, slot, delta, number in events:
        if at > place:
            stretch = speeds.stretch(place, at)
            if stretch.everything:
                gained = stretch.everything * (at - place)
                if end is None and target is not None and served + gained >= target:
                    end = place - (served - target) // stretch.everything
                served += gained
                verified += stretch.verified * (at - place)
                stretches.append(stretch)
            place = at
        if slot == _NOW:
            known = served
        speeds.turn(phase, slot, delta, number)
    if end is None and target is not None:
        last = speeds.stretch(place, place)
        if last.everything:
            end = place - (served - target) // last.everything
            stretches.append(last._replace(stop=max(place, end)))
    return ClockRun(scale, verified, known, end, remarks | speeds.remarks, stretches)


_Event = tuple[int, int, int, int, int]


def _events(
    spans: Sequence[Span], pauses: Sequence[tuple[int, int]], opens_at: int, now: int, scale: int
) -> tuple[list[_Event], Remark]:
    """Every start and stop in order; the last span simply goes on when it lasts until the reference day."""
    remarks = Remark.NONE
    events: list[_Event] = [(now, _START, _NOW, 0, 0)]
    last = max((span.stop for span in spans if span.stop is not None), default=0)
    ongoing = any(span.stop is None for span in spans)
    if spans and not ongoing and last < now:
        remarks |= Remark.STOPPED
    for start, stop, share, layer, number in spans:
        if start < opens_at:
            remarks |= Remark.BEFORE_DIPLOMAS
            start = opens_at  # noqa: PLW2901  # what comes before the diplomas is as if it had not been
        if share and (stop is None or stop > start):
            delta = share.numerator * (scale // share.denominator)
            events.append((start, _START, layer, delta, number))
            if stop is not None and (ongoing or stop < last or last < now):
                events.append((stop, _STOP, layer, -delta, number))
    for start, stop in pauses:
        events += ((start, _START, _PAUSE, 1, 0), (stop, _STOP, _PAUSE, -1, 0))
    events.sort()
    return events, remarks


class _Speeds:
    """The speeds of the moment: what is active, what suspends."""

    __slots__ = ("active", "full", "full_time", "minimum", "passed", "paused", "real", "remarks")

    def __init__(self, scale: int) -> None:
        self.active = [0, 0, 0]
        self.full = scale
        self.minimum = scale * _MINIMUM.numerator
        self.real = 0
        self.full_time = 0
        self.paused = 0
        self.passed = False
        self.remarks = Remark.NONE

    def turn(self, phase: int, slot: int, delta: int, number: int) -> None:
        """Take one event into account."""
        if slot == _PAUSE:
            self.paused += delta
        elif slot == _NOW:
            self.passed = True
        else:
            self.active[slot] += delta
            if slot != Layer.PLANNED:
                self._check_full_time(1 if phase == _START else -1, abs(delta), number)

    def _check_full_time(self, step: int, share: int, number: int) -> None:
        self.real += step
        self.full_time += step * (share == self.full)
        if self.full_time and self.real > 1:
            raise FactError(
                f"periods[{number}]",
                "une période à temps plein chevauche une autre période ; corrigez les dates ou les parts",
            )

    def stretch(self, start: int, stop: int) -> Stretch:
        verified, declared, planned = self.active
        known = verified + declared
        total = known + planned if self.passed else known
        if self.paused or not total:
            return Stretch(start, stop, 0, 0, 0)
        if total * _MINIMUM.denominator < self.minimum:
            self.remarks |= Remark.BELOW_MINIMUM
        elif total > self.full:
            self.remarks |= Remark.CAPPED
        if self.passed:
            return Stretch(start, stop, 0, 0, self._speed(total))
        return Stretch(start, stop, self._speed(verified), self._speed(known), self._speed(total))

    def _speed(self, share: int) -> int:
        if share * _MINIMUM.denominator < self.minimum:
            return 0
        return min(share, self.full)
