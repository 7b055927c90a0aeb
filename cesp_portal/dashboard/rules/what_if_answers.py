"""What the rules say of each hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from cesp_portal.common.rules.calendar import months_between
from cesp_portal.common.rules.findings import Finding, Verdict
from cesp_portal.common.rules.french import decimal_text
from cesp_portal.dashboard.rules.what_if import (
    FULL_TIME,
    Answer,
    Situation,
    WhatIf,
    completed,
    training_end,
)
from contracts.enums import LeaveMotive, Outcome
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from contracts.rules.leave_requests import GROUNDS, LeaveFacts, examine_leave, last_day_to_ask
from contracts.rules.suspended_months import population_at
from contracts.rules.third_cycle import ThirdCycleFacts, third_cycle_suspension
from installations.enums import PracticeStatus, ReplacementOutcome
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.parameters import FINDINGS, PARAMETERS
from installations.rules.practice_suspensions import PracticeSuspensionFacts, practice_suspension
from installations.rules.replacements import ReplacementFacts, replacement
from installations.rules.spell_findings import deferral_meets, suspension_meets
from installations.rules.statement import StatementFacts


def answers_to(situation: Situation, what_if: WhatIf) -> list[Answer]:
    """Answer each hypothesis that is made, the others left out."""
    contract = completed(situation).contract
    found = []
    if what_if.leave is not None:
        found.append(_leave_answer(contract, what_if.leave))
    if what_if.third_cycle_requested_on is not None:
        found.append(_third_cycle_answer(situation, what_if.third_cycle_requested_on))
    if what_if.deferral is not None:
        found.append(_deferral_answer(situation, contract, what_if.deferral))
    if what_if.suspension is not None:
        found.append(_suspension_answer(situation.facts, what_if, what_if.suspension))
    if what_if.replacement is not None:
        found.append(_replacement_answer(situation, contract, what_if))
    if what_if.practice_starts_on is not None or what_if.practice_share != FULL_TIME:
        found.append(_practice_answer(contract, what_if))
    return found


def _leave_answer(contract: CommitmentFacts, leave: Leave) -> Answer:
    """Examine the leave as a request sent today, or in time when it has begun, with its evidence."""
    as_of, started = contract.as_of or leave.start, contract.internship_started_on
    ground = GROUNDS.get(LeaveMotive(leave.motive))
    same = (one for one in contract.leaves if ground and GROUNDS.get(LeaveMotive(one.motive)) == ground)
    facts = LeaveFacts(
        motive=LeaveMotive(leave.motive),
        start=leave.start,
        end=leave.end,
        requested_on=as_of if as_of <= leave.start else last_day_to_ask(leave.start),
        population=population_at(contract, leave.start),
        has_evidence=True,
        internship_started_on=started if started is not None and started <= leave.start else None,
        earlier=tuple(DayRange(one.start, one.end) for one in same if one.end < leave.start),
    )
    answer = examine_leave(facts)
    return Answer(
        "leave", answer.outcome.label, answer.outcome == "accepted", answer.findings, answer.explain
    )


def _third_cycle_answer(situation: Situation, requested_on: date) -> Answer:
    contract = situation.facts.contract
    facts = ThirdCycleFacts(
        cycle_at_signature=contract.cycle_at_application,
        internship_started_on=contract.internship_started_on,
        requested_on=requested_on,
        region=situation.region,
    )
    answer = third_cycle_suspension(facts)
    return Answer(
        "third_cycle", answer.outcome.label, answer.outcome == "accepted", answer.findings, answer.explain
    )


def _deferral_answer(situation: Situation, contract: CommitmentFacts, wanted: DayRange) -> Answer:
    months = months_between(wanted.start, wanted.end)
    facts = DeferralFacts(
        region=situation.region,
        regime=contract.regime,
        training_completed_on=training_end(contract),
        requested_months=-(-months.numerator // months.denominator),
        granted=contract.deferrals,
        replacement_months_counted=_replaced(situation),
    )
    answer = deferral(facts)
    settled = [
        one for one in situation.facts.periods if one.kind == "installation" and one.start <= wanted.end
    ]
    begun = min((one.start for one in settled if one.status is not PracticeStatus.PLANNED), default=None)
    planned = min((one.start for one in settled if one.status is PracticeStatus.PLANNED), default=None)
    return _met(
        Answer("deferral", answer.outcome.label, _passes(answer.outcome), answer.findings, answer.explain),
        deferral_meets(begun, planned),
    )


def _suspension_answer(facts: StatementFacts, what_if: WhatIf, wanted: DayRange) -> Answer:
    answer = practice_suspension(PracticeSuspensionFacts(start=wanted.start, end=wanted.end))
    known = any(
        one.start <= wanted.end and (one.end is None or one.end >= wanted.start) for one in facts.periods
    )
    typed = what_if.practice_starts_on is not None and what_if.practice_starts_on <= wanted.end
    return _met(
        Answer("suspension", answer.outcome.label, _passes(answer.outcome), answer.findings, answer.explain),
        suspension_meets(known or typed),
    )


def _passes(outcome: str) -> bool:
    return outcome not in ("refused", "not_met")


def _met(answer: Answer, met: tuple[Finding, ...]) -> Answer:
    """Return the answer once what the days asked meet has been looked at."""
    findings = (*answer.findings, *met)
    verdicts = {finding.verdict for finding in met}
    if Verdict.NOT_MET in verdicts:
        return replace(answer, outcome=Outcome.REFUSED.label, accepted=False, findings=findings)
    if Verdict.CANNOT_TELL in verdicts and answer.accepted:
        return replace(answer, outcome=Outcome.CANNOT_TELL.label, findings=findings)
    return replace(answer, findings=findings)


def _replaced(situation: Situation) -> Fraction:
    """Return the months of replacement already in the file: what is only supposed does not count yet."""
    done = (one for one in situation.facts.periods if one.kind == "remplacement" and one.end is not None)
    return sum((months_between(one.start, one.end) for one in done if one.end), start=Fraction(0))


def _replacement_answer(situation: Situation, contract: CommitmentFacts, what_if: WhatIf) -> Answer:
    wanted = what_if.replacement
    facts = ReplacementFacts(
        region=situation.region,
        training_completed_on=training_end(contract),
        start=wanted.start if wanted else None,
        end=wanted.end if wanted else None,
        in_zone=what_if.place_is_eligible,
        deferral_granted=bool(contract.deferrals) or what_if.deferral is not None,
        in_project=what_if.replacement_in_project,
    )
    answer = replacement(facts)
    accepted = answer.outcome in ("counts", "provisional")
    return Answer(
        "replacement",
        answer.outcome.label,
        accepted,
        answer.findings,
        answer.explain,
        counted=answer.months_counted,
    )


def _practice_answer(contract: CommitmentFacts, what_if: WhatIf) -> Answer:
    """Tell why the practice typed serves nothing, or begins to count later than it starts."""
    start, end = what_if.practice_starts_on, training_end(contract)
    minimum = PARAMETERS["minimum_share_percent"].on(start, fact="practice_starts_on")
    findings = []
    if what_if.place_is_eligible is False:
        findings.append(FINDINGS.finding("NOT_ELIGIBLE_ZONE"))
    if what_if.practice_share < Fraction(minimum.decimal) / 100:
        findings.append(FINDINGS.finding("BELOW_HALF_TIME", share=decimal_text(what_if.practice_share)))
    counts = not findings
    if start is not None and end is not None and start < end:
        findings.append(FINDINGS.finding("BEFORE_DIPLOMAS", Verdict.MET if counts else None, start=start))
    outcome = ReplacementOutcome.COUNTS if counts else ReplacementOutcome.DOES_NOT_COUNT
    return Answer("practice", outcome.label, counts, tuple(findings), (minimum.line(),))
