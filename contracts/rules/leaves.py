"""Leaves that may suspend the allowance during training, and the disponibilités of interns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cesp_portal.common.rules.calendar import (
    add_months,
    check_order,
    check_ranges,
    lasts_at_least,
    lasts_at_most,
)
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line, Verdict, conclude
from contracts.enums import Outcome, Population
from contracts.rules.commitment_facts import DayRange
from contracts.rules.parameters import FINDINGS, PARAMETERS

OUTCOMES = {
    Verdict.MET: Outcome.ACCEPTED,
    Verdict.CANNOT_TELL: Outcome.CANNOT_TELL,
    Verdict.NOT_MET: Outcome.REFUSED,
}
PHD_GROUND = 2


@dataclass(frozen=True, slots=True)
class TrainingLeaveFacts:
    """A request to suspend; ``motive`` is free because the list of those that suspend is closed."""

    population: Population | None = None
    motive: str | None = None
    start: date | None = field(default=None, metadata=FROM)
    end: date | None = field(default=None, metadata=TO)
    evidence: bool | None = None


@dataclass(frozen=True, slots=True)
class LeaveAnswer:
    outcome: Outcome
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def training_leave(facts: TrainingLeaveFacts) -> LeaveAnswer:
    """Whether the leave suspends the allowance. Raises ``FactError`` when it ends before it starts."""
    check_order(facts.start, facts.end, "to")
    findings = tuple(_leave_findings(facts))
    minimum = PARAMETERS["leave_minimum_months"].on(facts.start, fact="from")
    explain = [minimum.line()]
    if facts.population is not None:
        open_motives = PARAMETERS["leave_motives"].on(facts.start, fact="from", population=facts.population)
        explain.insert(0, open_motives.line(("motif", facts.motive or "?")))
    return LeaveAnswer(OUTCOMES[conclude(findings)], findings, tuple(explain))


def _leave_findings(facts: TrainingLeaveFacts) -> Iterator[Finding]:
    for name, value in (
        ("population", facts.population),
        ("motive", facts.motive),
        ("from", facts.start),
        ("to", facts.end),
    ):
        if value is None:
            yield FINDINGS.missing(name)
    if facts.population is not None and facts.motive is not None:
        open_motives = PARAMETERS["leave_motives"].on(facts.start, fact="from", population=facts.population)
        if facts.motive not in open_motives.codes:
            yield FINDINGS.finding("MOTIVE_NOT_OPEN", motive=facts.motive, population=facts.population)
    if facts.start is not None and facts.end is not None:
        minimum = PARAMETERS["leave_minimum_months"].at(facts.start, fact="from").integer
        if not lasts_at_least(facts.start, facts.end, minimum):
            yield FINDINGS.finding("MIN_ONE_MONTH", start=facts.start, end=facts.end)
    if facts.evidence is not True:
        yield FINDINGS.finding("EVIDENCE_MISSING")


@dataclass(frozen=True, slots=True)
class DisponibiliteFacts:
    """``ground`` 1 to 4 of R. 6153-26; ``earlier``: those already had for the same ground."""

    ground: int | None = None
    phd: bool = False
    internship_started_on: date | None = None
    start: date | None = field(default=None, metadata=FROM)
    end: date | None = field(default=None, metadata=TO)
    requested_on: date | None = None
    earlier: tuple[DayRange, ...] = ()


def disponibilite(facts: DisponibiliteFacts) -> LeaveAnswer:
    """Whether the disponibilité may be granted. Raises ``FactError`` on contradictory days."""
    _check_days(facts)
    findings = tuple(_disponibilite_findings(facts))
    return LeaveAnswer(OUTCOMES[conclude(findings)], findings, _explain(facts))


def _check_days(facts: DisponibiliteFacts) -> None:
    if facts.ground is not None and facts.ground not in (1, 2, 3, 4):
        raise FactError("ground", f"le motif {facts.ground} n'existe pas ; attendu : 1, 2, 3 ou 4")
    check_order(facts.start, facts.end, "to")
    check_order(facts.internship_started_on, facts.start, "from")
    check_ranges(facts.earlier, "earlier")
    for number, one in enumerate(facts.earlier):
        if facts.start is not None and one.end >= facts.start:
            raise FactError(
                f"earlier[{number}].to", "cette période n'est pas terminée avant la nouvelle ; corrigez"
            )


def _disponibilite_findings(facts: DisponibiliteFacts) -> Iterator[Finding]:
    for name, value in (("ground", facts.ground), ("from", facts.start), ("to", facts.end)):
        if value is None:
            yield FINDINGS.missing(name)
    if facts.ground is not None and facts.start is not None:
        yield from _seniority(facts.ground, facts.internship_started_on, facts.start)
    if facts.start is not None:
        yield from _notice(facts.start, facts.requested_on)
        if facts.end is not None:
            yield from _length(facts, facts.start, facts.end)
    if len(facts.earlier) >= PARAMETERS["disponibilite_count"].on(facts.start, fact="from").integer:
        yield FINDINGS.finding("NOT_RENEWABLE_AGAIN", earlier=len(facts.earlier))


def _seniority(ground: int, started: date | None, start: date) -> Iterator[Finding]:
    months = PARAMETERS["disponibilite_seniority_months"].at(start, fact="from", ground=str(ground)).integer
    if not months:
        return
    if started is None:
        yield FINDINGS.missing("internship_started_on")
    elif start < add_months(started, months):
        code = "TOO_EARLY_SIX_MONTHS" if months == 6 else "TOO_EARLY_ONE_YEAR"
        yield FINDINGS.finding(code, internship_started_on=started, start=start)


def _notice(start: date, requested_on: date | None) -> Iterator[Finding]:
    notice = PARAMETERS["disponibilite_notice_months"].at(start, fact="from").integer
    if requested_on is None:
        yield FINDINGS.missing("requested_on")
    elif requested_on > add_months(start, -notice):
        yield FINDINGS.finding("NOTICE_TWO_MONTHS", requested_on=requested_on, start=start)


def _length(facts: DisponibiliteFacts, start: date, end: date) -> Iterator[Finding]:
    """One year, or three for a doctoral thesis, the years already had for it included."""
    if not (facts.phd and facts.ground in (PHD_GROUND, None)):
        most = PARAMETERS["disponibilite_maximum_months"].at(start, fact="from").integer
        if not lasts_at_most(start, end, most):
            yield FINDINGS.finding("MAX_ONE_YEAR", start=start, end=end)
        return
    longest = PARAMETERS["disponibilite_phd_months"].at(start, fact="from").integer
    had = sum((one.end - one.start).days + 1 for one in facts.earlier)
    if (end - start).days + 1 + had > (add_months(start, longest) - start).days:
        yield FINDINGS.finding("MAX_THREE_YEARS", start=start, end=end)


def _explain(facts: DisponibiliteFacts) -> tuple[Line, ...]:
    names = ["disponibilite_notice_months", "disponibilite_maximum_months", "disponibilite_count"]
    if facts.phd and facts.ground == PHD_GROUND:
        names[1] = "disponibilite_phd_months"
    lines = [PARAMETERS[name].on(facts.start, fact="from").line() for name in names]
    if facts.ground is not None:
        seniority = PARAMETERS["disponibilite_seniority_months"].on(
            facts.start, fact="from", ground=str(facts.ground)
        )
        lines.insert(0, seniority.line(("motif", str(facts.ground))))
    return tuple(lines)
