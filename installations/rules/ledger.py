"""The month-by-month ledger of a statement, and one line per change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cesp_portal.common.rules.calendar import UNITS, Month, month_index
from cesp_portal.common.rules.findings import Line
from cesp_portal.common.rules.french import decimal_text, month_text
from contracts.enums import Regime
from contracts.rules.commitment_facts import ONE_DAY, CommitmentFacts, DayRange
from contracts.rules.paid_months import PaidMonths
from contracts.rules.parameters import PARAMETERS as CONTRACT_PARAMETERS
from installations.enums import PracticeStatus
from installations.rules.parameters import PARAMETERS
from installations.rules.practice_clock import ClockRun
from installations.rules.service import Period

_STATES = {
    "paid": "allocation versée",
    "deferred": "report : allocation versée",
    "leave": "congé : allocation suspendue",
    "third_cycle": "3e cycle : allocation suspendue",
    "after": "sans allocation",
}


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """One month: allowance paid (0 or 1) and why, practice served by how sure it is."""

    month: Month
    paid: int
    state: str
    verified: Fraction
    declared: Fraction
    planned: Fraction

    @property
    def label(self) -> str:
        """What the month was, in French."""
        return _STATES[self.state]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on a day, and the rule behind it."""

    on: date
    sentence: str
    line: Line | None = None


def ledger_of(
    paid: PaidMonths, run: ClockRun | None, as_of: date, owed: int | None, ends_on: date | None
) -> tuple[LedgerMonth, ...]:
    """The lines; their sums are the totals of the statement."""
    if paid.first is None or paid.training is None:
        return ()
    served = _served_by_month(run, owed) if run is not None and owed is not None else {}
    last = max([month_index(as_of), *([month_index(ends_on)] if ends_on else []), *served])
    nothing = (Fraction(0), Fraction(0), Fraction(0))
    lines = []
    for index in range(paid.first, last + 1):
        state = _state(paid, index)
        pays = int(state in ("paid", "deferred"))
        lines.append(LedgerMonth(Month(index), pays, state, *served.get(index, nothing)))
    return tuple(lines)


def _state(paid: PaidMonths, index: int) -> str:
    if any(start <= index < stop for start, stop in paid.suspended):
        return "leave"
    if paid.training and paid.training[0] <= index < paid.training[1]:
        return "paid"
    if any(start <= index < stop for start, stop in paid.deferred):
        return "deferred"
    if paid.stopped_after is not None and index > paid.stopped_after:
        end = None if paid.training_end is None else month_index(paid.training_end)
        return "third_cycle" if end is None or index <= end else "after"
    return "after"


def _served_by_month(run: ClockRun, owed: int) -> dict[int, tuple[Fraction, Fraction, Fraction]]:
    """Verified, declared and planned months served in each month, each layer stopping when all is served."""
    unit = UNITS * run.scale
    room = {"verified": owed * unit, "known": owed * unit, "everything": owed * unit}
    served: dict[int, list[int]] = {}
    for start, stop, *speeds in _monthly(run):
        line = served.setdefault(start // UNITS, [0, 0, 0])
        gains = []
        for name, speed in zip(room, speeds, strict=True):
            gained = min(room[name], speed * (stop - start))
            room[name] -= gained
            gains.append(gained)
        verified, known, everything = gains
        line[0] += verified
        line[1] += known - verified
        line[2] += everything - known
    return {
        index: (Fraction(one, unit), Fraction(two, unit), Fraction(three, unit))
        for index, (one, two, three) in served.items()
    }


def _monthly(run: ClockRun) -> Iterator[tuple[int, int, int, int, int]]:
    """The stretches of the clock cut at each first of a month."""
    place, speed = run.tail
    tail = [(place, run.end, 0, 0, speed)] if speed and run.end is not None and run.end > place else []
    for first, last, verified, known, everything in [*run.stretches, *tail]:
        start = first
        while start < last:
            stop = min(last, (start // UNITS + 1) * UNITS)
            yield start, stop, verified, known, everything
            start = stop


def changes_of(
    contract: CommitmentFacts,
    periods: Sequence[Period],
    suspensions: Sequence[DayRange],
    paid: PaidMonths,
    ends_on: date | None,
) -> tuple[Change, ...]:
    """One line per change, by day."""
    changes = [*_allowance_changes(contract, paid), *_practice_changes(periods, suspensions)]
    if paid.training_end is not None:
        changes.append(Change(paid.training_end, "La formation est terminée."))
    if ends_on is not None:
        changes.append(Change(ends_on, "Tous les mois dus sont accomplis, si l'exercice continue ainsi."))
    return tuple(sorted(changes, key=lambda change: change.on))


def _allowance_changes(contract: CommitmentFacts, paid: PaidMonths) -> Iterator[Change]:
    regime = contract.regime or Regime.TO_CONFIRM
    if paid.first is not None:
        yield Change(Month(paid.first).first_day, f"Premier mois payé : {month_text(Month(paid.first))}.")
    whole = CONTRACT_PARAMETERS["only_whole_months_suspend"].latest().line()
    for start, stop in paid.suspended:
        yield Change(Month(start).first_day, "L'allocation est suspendue pendant un congé.", whole)
        yield Change(Month(stop).first_day, "L'allocation reprend après un congé.", whole)
    if paid.stopped_after is not None:
        rule = CONTRACT_PARAMETERS["third_cycle_effect_month"].latest().line()
        yield Change(
            Month(paid.stopped_after + 1).first_day, "L'allocation est suspendue pendant le 3e cycle.", rule
        )
    keeps = CONTRACT_PARAMETERS["deferral_keeps_allowance"].latest(regime=regime).line()
    for one in contract.deferrals:
        yield Change(one.start, "Un report d'installation commence.", keeps)
        yield Change(one.end, "Dernier jour du report d'installation.", keeps)


def _practice_changes(periods: Sequence[Period], suspensions: Sequence[DayRange]) -> Iterator[Change]:
    for period in periods:
        status = PracticeStatus(getattr(period, "status", PracticeStatus.DECLARED)).label.lower()
        zone = "en zone éligible" if period.eligible else "hors zone éligible"
        rule = PARAMETERS["minimum_share_percent"].at(period.start).line()
        share = decimal_text(period.share)
        yield Change(period.start, f"Exercice {status} à {share} d'un temps plein, {zone}.", rule)
        if period.end is not None:
            yield Change(period.end, f"Dernier jour d'exercice à {share} d'un temps plein ({status}).", rule)
    rule = PARAMETERS["practice_suspension_maximum"].latest().line()
    for one in suspensions:
        yield Change(one.start, "L'exercice est suspendu.", rule)
        yield Change(one.end + ONE_DAY, "L'exercice reprend après une suspension.", rule)
