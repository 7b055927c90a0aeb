"""Suspension of practice for a professional project."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cesp_portal.common.rules.calendar import check_order, lasts_at_least, lasts_at_most
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line, conclude
from cesp_portal.common.rules.parameters import Dated
from contracts.enums import Outcome
from contracts.rules.leaves import OUTCOMES
from installations.rules.parameters import FINDINGS, PARAMETERS


@dataclass(frozen=True, slots=True)
class PracticeSuspensionFacts:
    start: date | None = field(default=None, metadata=FROM)
    end: date | None = field(default=None, metadata=TO)


@dataclass(frozen=True, slots=True)
class PracticeSuspension:
    outcome: Outcome
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def limits_on(day: date | None) -> tuple[Dated, Dated]:
    """The shortest and the longest suspension, in months, that the texts allow from that day."""
    names = ("practice_suspension_minimum", "practice_suspension_maximum")
    least, most = (PARAMETERS[name].on(day, fact="from") for name in names)
    return least, most


def practice_suspension(facts: PracticeSuspensionFacts) -> PracticeSuspension:
    """One month at least, one year at most. Raises ``FactError`` when it ends before it starts."""
    check_order(facts.start, facts.end, "to")
    least, most = limits_on(facts.start)
    findings = [FINDINGS.missing(n) for n, day in (("from", facts.start), ("to", facts.end)) if day is None]
    if facts.start is not None and facts.end is not None:
        if not lasts_at_least(facts.start, facts.end, least.integer):
            findings.append(FINDINGS.finding("MIN_ONE_MONTH", start=facts.start, end=facts.end))
        if not lasts_at_most(facts.start, facts.end, most.integer):
            findings.append(FINDINGS.finding("MAX_ONE_YEAR", start=facts.start, end=facts.end))
    return PracticeSuspension(OUTCOMES[conclude(findings)], tuple(findings), (least.line(), most.line()))
