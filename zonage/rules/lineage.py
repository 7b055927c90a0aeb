"""What a commune code was and becomes: periods and successors, from dated movements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

# INSEE's numbers. After these the code before is no longer that of a commune (unless it is also the code after).
ENDING = frozenset({30, 31, 32, 33, 41, 50})
# After these the code after is that of a commune which was not one under that code the day before.
STARTING = frozenset({20, 21, 41, 50})


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement between two communes (kind COM on both sides)."""

    movement: int
    on: dt.date
    before_code: str
    after_code: str

    @property
    def ends_code(self) -> bool:
        return self.movement in ENDING and self.before_code != self.after_code

    @property
    def starts_code(self) -> bool:
        return self.movement in STARTING and self.before_code != self.after_code


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a code was that of a commune: ``until`` is exclusive; None where no movement is known."""

    starts_on: dt.date | None
    until: dt.date | None


def periods(movements: Iterable[Movement]) -> dict[str, tuple[Period, ...]]:
    """Return the periods of every code that a movement starts or ends, oldest first."""
    events: dict[str, set[tuple[dt.date, bool]]] = defaultdict(set)
    for move in movements:
        if move.ends_code:
            events[move.before_code].add((move.on, False))
        if move.starts_code:
            events[move.after_code].add((move.on, True))
    return {code: _periods_of(sorted(found)) for code, found in events.items()}


def _periods_of(events: list[tuple[dt.date, bool]]) -> tuple[Period, ...]:
    found: list[Period] = []
    start: dt.date | None = None
    alive = not events[0][1]
    for day, starts in events:
        if starts and not alive:
            start, alive = day, True
        elif not starts and alive:
            if start is None or day > start:
                found.append(Period(start, day))
            alive = False
    if alive:
        found.append(Period(start, None))
    return tuple(found)
