"""Suspension of the allowance during the third cycle, on request at the start of internship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.calendar import Month, add_days
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from contracts.enums import Outcome
from contracts.rules.parameters import FINDINGS, PARAMETERS


@dataclass(frozen=True, slots=True)
class ThirdCycleFacts:
    """``cycle_at_signature`` 1 to 3; the region changes nothing yet and is kept for the explanation."""

    cycle_at_signature: int | None = None
    internship_started_on: date | None = None
    requested_on: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ThirdCycleSuspension:
    """``effective_on`` and ``last_paid_month`` are known only when the request is accepted."""

    outcome: Outcome
    last_day_to_request: date | None
    effective_on: date | None
    last_paid_month: Month | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def last_day_to_request(internship_started_on: date) -> date:
    """Last day of the window, the first day of functions not counted."""
    days = PARAMETERS["third_cycle_request_days"].at(internship_started_on, fact="internship_started_on")
    return add_days(internship_started_on, days.integer)


def last_day_to_review(internship_started_on: date) -> date:
    """Last day on which a late request is still put before an agent, the first day of functions not counted."""
    days = PARAMETERS["third_cycle_review_days"].at(internship_started_on, fact="internship_started_on")
    return add_days(internship_started_on, days.integer)


def effect_of_suspension(internship_started_on: date) -> date:
    """First day without allowance: 1 January after the internship starts."""
    month = PARAMETERS["third_cycle_effect_month"].at(internship_started_on, fact="internship_started_on")
    return date(internship_started_on.year + 1, month.integer, 1)


def signed_in_right_cycle(cycle: int) -> bool:
    """Whether a contract signed in that cycle may be suspended; raises ``FactError`` outside 1 to 3."""
    if cycle not in (1, 2, 3):
        raise FactError("cycle_at_signature", f"le cycle {cycle} n'existe pas ; attendu : 1, 2 ou 3")
    return cycle == PARAMETERS["third_cycle_signing_cycle"].latest().integer


def third_cycle_suspension(facts: ThirdCycleFacts) -> ThirdCycleSuspension:
    """The answer to a request; one that comes late, within 92 days, always goes to an agent."""
    started, requested, cycle = facts.internship_started_on, facts.requested_on, facts.cycle_at_signature
    last_day = last_day_to_request(started) if started else None
    findings = _conditions(cycle, started, requested)
    explain = _explain(started)
    if any(finding.verdict is Verdict.NOT_MET for finding in findings):
        return ThirdCycleSuspension(Outcome.REFUSED, last_day, None, None, findings, explain)
    if findings or started is None:
        return ThirdCycleSuspension(Outcome.MANUAL_REVIEW, last_day, None, None, findings, explain)
    effective_on = effect_of_suspension(started)
    last_paid = Month.of(effective_on) + -1
    return ThirdCycleSuspension(Outcome.ACCEPTED, last_day, effective_on, last_paid, findings, explain)


def _conditions(cycle: int | None, started: date | None, requested: date | None) -> tuple[Finding, ...]:
    findings = []
    if cycle is None:
        findings.append(FINDINGS.missing("cycle_at_signature"))
    elif not signed_in_right_cycle(cycle):
        findings.append(FINDINGS.finding("NOT_SECOND_CYCLE", cycle_at_signature=cycle))
    if started is None:
        findings.append(FINDINGS.missing("internship_started_on"))
    if requested is None:
        findings.append(FINDINGS.missing("requested_on"))
    if started is not None and requested is not None and requested > last_day_to_request(started):
        late = Verdict.CANNOT_TELL if requested <= last_day_to_review(started) else Verdict.NOT_MET
        findings.append(FINDINGS.finding("LATE_REQUEST", late, requested_on=requested))
    return tuple(findings)


def _explain(started: date | None) -> tuple[Line, ...]:
    names = (
        "third_cycle_signing_cycle",
        "third_cycle_request_days",
        "third_cycle_review_days",
        "third_cycle_effect_month",
    )
    facts = (("internat commencé le", f"{started:%d/%m/%Y}"),) if started else ()
    return tuple(PARAMETERS[name].latest().line(*facts) for name in names)
