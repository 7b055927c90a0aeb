"""The months of training that leaves suspend: whole calendar months, for a motive that the person may invoke then."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import check_ranges, lasts_at_least, whole_months
from contracts.enums import Population, Track
from contracts.rules.commitment_facts import ONE_DAY, CommitmentFacts, Leave, Note
from contracts.rules.parameters import PARAMETERS

Value = TypeVar("Value")
_OPEN_MOTIVES = {
    population: [
        (value.starts_on, frozenset(value.codes))
        for value in PARAMETERS["leave_motives"].newest_first(population=population)
    ]
    for population in Population
}
# A member looked up on its class costs ten times a name, and thousands of files are counted at once.
_PADHUE, _MEDECINE = Track.PADHUE, Profession.MEDECINE
_SECOND_CYCLE, _THIRD_CYCLE = Population.SECOND_CYCLE, Population.THIRD_CYCLE
_LEAVE_MINIMA = [
    (value.starts_on, value.integer) for value in PARAMETERS["leave_minimum_months"].newest_first()
]


def suspended_months(
    facts: CommitmentFacts, training: tuple[int, int], notes: list[Note]
) -> tuple[tuple[int, int], ...]:
    """Whole months of training that leaves suspend; adjoining leaves count together."""
    accepted: list[tuple[date, date]] = []
    for motive, start, end in _requested_leaves(facts.leaves):
        if not _motive_open(facts, motive, start):
            notes.append(Note("MOTIVE_NOT_OPEN", None, "leaves", motive))
        elif not lasts_at_least(start, end, _in_force(_LEAVE_MINIMA, start)):
            notes.append(Note("MIN_ONE_MONTH", None, "leaves", f"{start}"))
        elif accepted and accepted[-1][1] + ONE_DAY == start:
            accepted[-1] = (accepted[-1][0], end)
        else:
            accepted.append((start, end))
    ranges = []
    for start, end in accepted:
        months = whole_months(start, end)
        a, b = max(months.start, training[0]), min(months.stop, training[1])
        if a < b:
            ranges.append((a, b))
    return tuple(ranges)


def _requested_leaves(leaves: tuple[Leave, ...]) -> list[tuple[str, date, date]]:
    """Leaves with a request, in order, those that follow each other for the same motive made one."""
    check_ranges(leaves, "leaves")
    runs: list[tuple[str, date, date]] = []
    for leave in sorted(leaves, key=lambda leave: leave.start):
        if not leave.suspension_requested:
            continue
        if runs and runs[-1][0] == leave.motive and runs[-1][2] + ONE_DAY == leave.start:
            runs[-1] = (leave.motive, runs[-1][1], leave.end)
        else:
            runs.append((leave.motive, leave.start, leave.end))
    return runs


def _motive_open(facts: CommitmentFacts, motive: str, start: date) -> bool:
    return motive in _in_force(_OPEN_MOTIVES[population_at(facts, start)], start)


def _in_force(values: list[tuple[date, Value]], day: date) -> Value:
    """The value of that day, the values being given the last one first; before the first one, that one."""
    for starts_on, value in values:
        if starts_on <= day:
            return value
    return values[-1][1]


def only_the_cycle_tells(facts: CommitmentFacts) -> bool:
    """Whether a leave suspends in one cycle and not in the other, the cycle being unknown."""
    if facts.cycle_at_application is not None or facts.track is _PADHUE:
        return False
    interned = facts.internship_started_on
    second, third = _OPEN_MOTIVES[_SECOND_CYCLE], _OPEN_MOTIVES[_THIRD_CYCLE]
    return any(
        (leave.motive in _in_force(second, leave.start))
        is not (leave.motive in _in_force(third, leave.start))
        for leave in facts.leaves
        if leave.suspension_requested and (interned is None or leave.start < interned)
    )


def population_at(facts: CommitmentFacts, day: date) -> Population:
    """Where the person stood in training on that day."""
    if facts.track is _PADHUE:
        return Population.PADHUE
    if facts.cycle_at_application != 3:
        interned = facts.internship_started_on
        if interned is None or day < interned:
            return _SECOND_CYCLE
    if facts.profession is _MEDECINE and facts.des_on is not None and facts.des_on <= day:
        return Population.DES_WITHOUT_THESIS
    return _THIRD_CYCLE
