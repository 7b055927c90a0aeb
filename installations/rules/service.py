"""Months served, months left, and the day when all is served if practice simply goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import repeat

from cesp_portal.common.rules.calendar import (
    UNITS,
    check_order,
    check_ranges,
    day_reaching,
    lasts_at_least,
    lasts_at_most,
    position,
    position_after,
)
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from cesp_portal.common.rules.french import day_text, decimal_text, months_text
from contracts.rules.commitment_facts import ONE_DAY, DayRange
from installations.rules import practice_clock
from installations.rules.parameters import FINDINGS, PARAMETERS
from installations.rules.practice_clock import DECLARED, ClockRun, Span, run_clock
from installations.rules.practice_suspensions import limits_on

NOTHING = Fraction(0)
# No career is longer than sixty years.
LONGEST_LIFE = 720


@dataclass(frozen=True, slots=True)
class Period:
    """Practice at one place: ``share`` of a full time, ``eligible`` as the zone of that place allows."""

    share: Fraction
    eligible: bool
    start: date = field(metadata=FROM)
    end: date | None = field(default=None, metadata=TO)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """``as_of`` is counted in full; a period without end goes on."""

    months_owed: int | None = None
    training_completed_on: date | None = None
    periods: tuple[Period, ...] = ()
    suspensions: tuple[DayRange, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Exact months; None where a fact is missing."""

    months_served: Fraction | None
    months_left: Fraction | None
    ends_on: date | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def service(facts: ServiceFacts) -> Service:
    """Months served at ``as_of``. Raises ``FactError`` on reversed, overlapping or impossible facts."""
    spans = spans_of(facts.periods, repeat(DECLARED))
    pauses = check_suspensions(facts.suspensions)
    if facts.months_owed is not None and not 0 <= facts.months_owed <= LONGEST_LIFE:
        raise FactError("months_owed", f"{facts.months_owed} mois sont impossibles ; corrigez ce nombre")
    missing = tuple(
        FINDINGS.missing(name)
        for name in ("months_owed", "training_completed_on", "as_of")
        if getattr(facts, name) is None
    )
    if facts.training_completed_on is None or facts.as_of is None:
        return Service(None, None, None, missing, ())
    run = run_clock(
        spans, pauses, position(facts.training_completed_on), position_after(facts.as_of), facts.months_owed
    )
    served = Fraction(run.known, UNITS * run.scale)
    left = None
    if facts.months_owed is not None:
        served = min(served, Fraction(facts.months_owed))
        left = facts.months_owed - served
    ends_on = None if run.end is None else day_reaching(run.end)
    findings = (*missing, *practice_findings(facts.periods, facts.suspensions, run))
    return Service(served, left, ends_on, findings, _explain(facts, served, ends_on))


def spans_of(periods: Iterable[Period], layers: Iterable[int]) -> list[Span]:
    """The periods on the line of months; outside the zones one goes on without serving anything.

    Raises ``FactError`` on a reversed period or a share outside 0 to 1.
    """
    spans = []
    for number, (period, layer) in enumerate(zip(periods, layers, strict=False)):
        start, end = period.start, period.end
        numerator, denominator = period.share.as_integer_ratio()
        if not 0 <= numerator <= denominator:
            raise FactError(
                f"periods[{number}].share",
                f"{decimal_text(period.share)} n'est pas une part d'un temps plein ; indiquez entre 0 et 1",
            )
        stop = None
        if end is not None:
            if end < start:
                check_order(start, end, f"periods[{number}].to")
            stop = position_after(end)
        if not period.eligible:
            numerator, denominator = 0, 1
        spans.append(Span(position(start), stop, numerator, denominator, layer, number))
    return spans


def check_suspensions(suspensions: Sequence[DayRange]) -> list[tuple[int, int]]:
    """The suspensions as places; raises ``FactError`` when reversed or overlapping."""
    check_ranges(suspensions, "suspensions")
    return [(position(one.start), position_after(one.end)) for one in suspensions]


def practice_findings(
    periods: Iterable[Period], suspensions: Sequence[DayRange], run: ClockRun
) -> tuple[Finding, ...]:
    """What the run met, in words."""
    codes = {
        practice_clock.BEFORE_DIPLOMAS: "BEFORE_DIPLOMAS",
        practice_clock.BELOW_MINIMUM: "BELOW_HALF_TIME",
        practice_clock.CAPPED: "CAPPED_AT_FULL_TIME",
        practice_clock.STOPPED: "PRACTICE_STOPPED",
    }
    findings = [FINDINGS.finding(code) for remark, code in codes.items() if run.remarks & remark]
    if any(not period.eligible for period in periods):
        findings.append(FINDINGS.finding("NOT_ELIGIBLE_ZONE"))
    return (*findings, *suspension_findings(suspensions))


def suspension_findings(suspensions: Sequence[DayRange]) -> tuple[Finding, ...]:
    """Suspensions shorter or longer than the texts allow, those that follow each other counted as one."""
    findings = []
    for first, last in joined(suspensions):
        least, most = limits_on(first)
        if not lasts_at_least(first, last, least.integer):
            findings.append(FINDINGS.finding("MIN_ONE_MONTH", Verdict.CANNOT_TELL, start=first, end=last))
        if not lasts_at_most(first, last, most.integer):
            findings.append(FINDINGS.finding("MAX_ONE_YEAR", Verdict.CANNOT_TELL, start=first, end=last))
    return tuple(findings)


def joined(ranges: Sequence[DayRange]) -> list[tuple[date, date]]:
    """The ranges in order, those that follow each other without a gap made one."""
    runs: list[tuple[date, date]] = []
    for one in sorted(ranges, key=lambda one: one.start):
        if runs and runs[-1][1] + ONE_DAY == one.start:
            runs[-1] = (runs[-1][0], one.end)
        else:
            runs.append((one.start, one.end))
    return runs


def _explain(facts: ServiceFacts, served: Fraction, ends_on: date | None) -> tuple[Line, ...]:
    lines = []
    if facts.training_completed_on is not None:
        day = ("formation terminée le", day_text(facts.training_completed_on))
        lines.append(PARAMETERS["diploma_day_counts"].latest().line(day))
    values = [("mois accomplis", months_text(served))]
    if ends_on is not None:
        values.append(("fin prévue si l'exercice continue", day_text(ends_on)))
    lines.append(PARAMETERS["minimum_share_percent"].latest().line(*values))
    if facts.suspensions:
        lines.append(
            PARAMETERS["practice_suspension_maximum"]
            .latest()
            .line(("suspensions", str(len(facts.suspensions))))
        )
    return tuple(lines)
