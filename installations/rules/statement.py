"""The statement of a contract (décompte): one entry point for screens, PDF, simulator and exports.

Months paid, owed, declared, verified and left at a reference day, the end date if practice simply goes on, and on
demand the month-by-month ledger, the changes and the explanation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from cesp_portal.common.rules.calendar import (
    UNITS,
    Month,
    day_reaching,
    month_index,
    position,
    position_after,
)
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import day_text, months_text
from contracts.rules.commitment import explanation, findings_of, months_owed
from contracts.rules.commitment_facts import CommitmentFacts, DayRange
from contracts.rules.paid_months import PaidMonths, count_paid_months
from installations.enums import PracticeStatus
from installations.rules.ledger import Change, LedgerMonth, changes_of, ledger_of
from installations.rules.parameters import FINDINGS, PARAMETERS
from installations.rules.practice_clock import DECLARED, PLANNED, VERIFIED, ClockRun, run_clock
from installations.rules.service import (
    NOTHING,
    Period,
    check_suspensions,
    practice_findings,
    spans_of,
)

_LAYERS = {
    PracticeStatus.VERIFIED: VERIFIED,
    PracticeStatus.DECLARED: DECLARED,
    PracticeStatus.PLANNED: PLANNED,
}


@dataclass(frozen=True, slots=True)
class PracticePeriod(Period):
    """A period of practice and how sure it is."""

    status: PracticeStatus = PracticeStatus.DECLARED


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The contract's milestones (its ``as_of`` is the reference day), practice and its suspensions.

    ``is_broken``: the contract ended before its term on the reference day, and nothing is left to serve.
    """

    contract: CommitmentFacts
    periods: tuple[PracticePeriod, ...] = ()
    suspensions: tuple[DayRange, ...] = ()
    is_broken: bool = False


class Figures(NamedTuple):
    """Figures at the reference day; None where a fact or a text is missing.

    ``months_left`` is what stays once the declared months are verified too; ``months_owed_at_end`` counts the months
    that a deferral under way will still add, and ``ends_on`` rests on it.
    """

    facts: StatementFacts
    paid: PaidMonths
    run: ClockRun | None
    months_paid: int | None
    months_owed: int | None
    months_owed_at_end: int | None
    months_verified: Fraction | None
    months_declared: Fraction | None
    months_left: Fraction | None
    ends_on: date | None


class Statement(Figures):
    """The figures, and what is composed only when it is read: findings, explanation, ledger and changes."""

    @property
    def as_of(self) -> date:
        assert self.facts.contract.as_of is not None  # noqa: S101  # the entry point refuses a statement without it
        return self.facts.contract.as_of

    @property
    def first_paid_month(self) -> Month | None:
        return None if self.paid.first is None else Month(self.paid.first)

    @property
    def last_paid_month(self) -> Month | None:
        return None if self.paid.last is None else Month(self.paid.last)

    @property
    def months_planned(self) -> Fraction | None:
        """Months that planned or continued practice will serve until the end date."""
        if self.ends_on is None or self.months_owed_at_end is None or self.months_left is None:
            return None
        served = (self.months_verified or NOTHING) + (self.months_declared or NOTHING)
        return self.months_owed_at_end - served

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was examined, for the contract then for practice."""
        found = findings_of(self.facts.contract, self.paid)
        if self.run is not None:
            return (*found, *practice_findings(self.facts.periods, self.facts.suspensions, self.run))
        return (*found, FINDINGS.finding("BEFORE_DIPLOMAS")) if self.facts.periods else found

    @cached_property
    def explain(self) -> tuple[Line, ...]:
        """Ordered steps from the first month paid to the end date."""
        lines = [*explanation(self.facts.contract, self.paid, self.months_owed)]
        if self.months_verified is not None and self.months_declared is not None:
            values = [
                ("vérifiés", months_text(self.months_verified)),
                ("déclarés", months_text(self.months_declared)),
            ]
            if self.ends_on is not None:
                values.append(("fin prévue si l'exercice continue", day_text(self.ends_on)))
            lines.append(PARAMETERS["minimum_share_percent"].latest().line(*values))
        return tuple(lines)

    @cached_property
    def ledger(self) -> tuple[LedgerMonth, ...]:
        """Every month from the first paid one to the reference month, or the last month to serve."""
        return ledger_of(self.paid, self.run, self.as_of, self.months_owed_at_end, self.ends_on)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """One line per change, in order."""
        return changes_of(
            self.facts.contract, self.facts.periods, self.facts.suspensions, self.paid, self.ends_on
        )


def statement(facts: StatementFacts) -> Statement:
    """The statement at ``facts.contract.as_of``. Raises ``FactError`` naming any contradictory fact."""
    as_of = facts.contract.as_of
    if as_of is None:
        raise FactError("as_of", "un décompte se fait à un jour de référence ; indiquez-le")
    spans = spans_of(facts.periods, [_LAYERS[period.status] for period in facts.periods])
    pauses = check_suspensions(facts.suspensions) if facts.suspensions else []
    paid = count_paid_months(facts.contract)
    owed = months_owed(facts.contract.regime, paid.total)
    expected = _expected(facts.contract, paid, owed, as_of)
    if owed is None:
        return Statement(facts, paid, None, paid.total, None, None, None, None, None, None)
    if paid.training_end is None:
        left = Fraction(owed)
        return Statement(facts, paid, None, paid.total, owed, expected, NOTHING, NOTHING, left, None)
    run = run_clock(spans, pauses, position(paid.training_end), position_after(as_of), expected)
    if facts.is_broken:
        run = _stopped(run, position_after(as_of))
    return _figures(facts, paid, run, owed, expected)


def _stopped(run: ClockRun, now: int) -> ClockRun:
    """The same run when nothing goes on after the reference day."""
    end = run.end if run.end is not None and run.end <= now else None
    return run._replace(end=end, tail=(run.tail[0], 0))


def _expected(contract: CommitmentFacts, paid: PaidMonths, owed: int | None, as_of: date) -> int | None:
    """Months owed once training and the granted deferrals are over; None while training has no end."""
    end = paid.training_end
    if owed is None or end is None:
        return None
    over = max([end, *(one.end for one in contract.deferrals)]) if contract.deferrals else end
    if month_index(over) <= month_index(as_of):
        return owed
    return months_owed(contract.regime, count_paid_months(replace(contract, as_of=over)).total)


def _figures(
    facts: StatementFacts, paid: PaidMonths, run: ClockRun, owed: int, expected: int | None
) -> Statement:
    unit = UNITS * run.scale
    most = owed * unit
    known, verified = min(run.known, most), min(run.verified, most)
    return Statement(
        facts,
        paid,
        run,
        paid.total,
        owed,
        expected,
        Fraction(verified, unit),
        Fraction(known - verified, unit),
        Fraction(most - known, unit),
        None if run.end is None else day_reaching(run.end),
    )
