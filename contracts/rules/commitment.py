"""Months paid and months owed: what a signatory receives, and how long they must practise for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import day_text, month_text, months_text
from contracts.enums import Regime, Track
from contracts.rules.commitment_facts import CommitmentFacts, Note
from contracts.rules.paid_months import PaidMonths, count_paid_months
from contracts.rules.parameters import FINDINGS, PARAMETERS

_MINIMUM = {regime: PARAMETERS["minimum_months"].latest(regime=regime) for regime in Regime}
_MINIMUM_MONTHS = {regime: value.integer for regime, value in _MINIMUM.items()}


@dataclass(frozen=True, slots=True)
class Commitment:
    """Months at the reference day; None where a fact or a text is missing."""

    first_paid_month: Month | None
    last_paid_month: Month | None
    months_paid: int | None
    months_owed: int | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def commitment(facts: CommitmentFacts) -> Commitment:
    """Months paid and owed at ``facts.as_of``. Raises ``FactError`` on contradictory facts."""
    paid = count_paid_months(facts)
    owed = months_owed(facts.regime, paid.total)
    return Commitment(
        None if paid.first is None else Month(paid.first),
        None if paid.last is None else Month(paid.last),
        paid.total,
        owed,
        findings_of(facts, paid),
        explanation(facts, paid, owed),
    )


def forecast_months(facts: CommitmentFacts, expected_end: date) -> int | None:
    """Months of allowance from the first one paid to the day on which the training should end.

    What a contract states at its signature: nothing suspended, nothing deferred. None where a text or a fact is
    missing, or when the training would end before the first month paid.
    """
    return commitment(replace(facts, as_of=expected_end)).months_paid or None


def minimum_months(regime: Regime | None) -> int:
    """The floor of that regime, in months."""
    return _MINIMUM_MONTHS[regime or Regime.TO_CONFIRM]


def months_owed(regime: Regime | None, months_paid: int | None) -> int | None:
    """As long as the allowance was paid, never less than the minimum."""
    return None if months_paid is None else max(months_paid, minimum_months(regime))


def findings_of(facts: CommitmentFacts, paid: PaidMonths) -> tuple[Finding, ...]:
    """Findings in words, the floor and the regime included."""
    findings = [_finding(note) for note in paid.notes]
    if paid.total is not None and paid.total < minimum_months(facts.regime):
        findings.append(FINDINGS.finding("FLOOR_24", months_paid=paid.total))
    if facts.regime is Regime.TO_CONFIRM:
        findings.append(FINDINGS.finding("REGIME_TO_CONFIRM"))
    return tuple(dict.fromkeys(findings))


def _finding(note: Note) -> Finding:
    if note.code == "FACT_MISSING":
        return FINDINGS.missing(note.fact)
    return FINDINGS.finding(note.code, note.verdict, **{note.fact: note.value})


def explanation(facts: CommitmentFacts, paid: PaidMonths, owed: int | None) -> tuple[Line, ...]:
    """Ordered steps from the first month paid to the months owed."""
    lines = [*_start_lines(facts, paid), *_end_lines(facts, paid)]
    if paid.stopped_after is not None:
        regime = facts.regime or Regime.TO_CONFIRM
        automatic = PARAMETERS["internship_suspends_contract"].latest(regime=regime)
        rule = automatic if automatic.flag else PARAMETERS["third_cycle_request_days"].latest()
        lines.append(rule.line(("dernier mois payé", month_text(Month(paid.stopped_after)))))
    for start, stop in paid.suspended:
        months = (f"{month_text(Month(start))} à {month_text(Month(stop - 1))}", months_text(stop - start))
        lines.append(PARAMETERS["only_whole_months_suspend"].latest().line(months))
    for start, stop in paid.deferred:
        months = (f"{month_text(Month(start))} à {month_text(Month(stop - 1))}", months_text(stop - start))
        lines.append(
            PARAMETERS["deferral_keeps_allowance"]
            .latest(regime=facts.regime or Regime.TO_CONFIRM)
            .line(months)
        )
    if paid.total is not None and owed is not None:
        values = (("payés", months_text(paid.total)), ("dus", months_text(owed)))
        lines.append(_MINIMUM[facts.regime or Regime.TO_CONFIRM].line(*values))
    return tuple(lines)


def _start_lines(facts: CommitmentFacts, paid: PaidMonths) -> list[Line]:
    if paid.first is None:
        return []
    first = ("premier mois payé", month_text(Month(paid.first)))
    if facts.first_paid_month is not None:
        return [Line("Premier mois payé, donné par l'autorité qui paie", (first,))]
    regime = Regime.R2 if facts.regime in (None, Regime.TO_CONFIRM) else facts.regime
    rule = PARAMETERS["first_paid_month"].latest(regime=regime, cycle=str(facts.cycle_at_application))
    return [rule.line(("année universitaire", facts.academic_year or ""), first)]


def _end_lines(facts: CommitmentFacts, paid: PaidMonths) -> list[Line]:
    lines = []
    if paid.training_end is not None and facts.track and facts.profession:
        rule = PARAMETERS["payment_end"].latest(track=Track(facts.track), profession=facts.profession)
        lines.append(rule.line(("formation terminée le", day_text(paid.training_end))))
    if facts.as_of is not None:
        lines.append(
            PARAMETERS["begun_month_counts"].latest().line(("jour de référence", day_text(facts.as_of)))
        )
    return lines
