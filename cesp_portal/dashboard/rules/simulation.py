"""What if: the same contract with one more fact, beside today's situation; every figure explains itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month, months_between
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from cesp_portal.common.rules.french import amount_text, day_text, month_text, months_text
from contracts.enums import Cause, Stage, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from contracts.rules.indemnities import Indemnity, IndemnityFacts, MonthRange, indemnity
from contracts.rules.leaves import TrainingLeaveFacts, training_leave
from contracts.rules.suspended_months import population_at
from contracts.rules.third_cycle import ThirdCycleFacts, third_cycle_suspension
from installations.enums import PracticeStatus
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.replacements import ReplacementFacts, replacement
from installations.rules.statement import PracticePeriod, Statement, StatementFacts, statement

ONE_DAY = timedelta(days=1)
FULL_TIME = Fraction(1)
UNKNOWN = "on ne peut pas le dire"


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a person stands: the facts of the statement, the region, and when training should end."""

    facts: StatementFacts
    region: str | None = None
    training_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The hypotheses, each of them alone or together; None where nothing is supposed."""

    leave: Leave | None = None
    third_cycle_requested_on: date | None = None
    deferral: DayRange | None = None
    replacement: DayRange | None = None
    replacement_in_project: bool | None = None
    practice_starts_on: date | None = None
    practice_share: Fraction = FULL_TIME
    place_is_eligible: bool | None = None
    ends_on: date | None = None
    cause: Cause = Cause.SIGNATAIRE


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say of one hypothesis; ``outcome`` is the label of their answer."""

    question: str
    outcome: str
    accepted: bool
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the rules conclude: nothing is left for an agent to look at."""
        return all(finding.verdict is not Verdict.CANNOT_TELL for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Today's path and the supposed one, each seen from the day it is free to practise; amounts if it ends."""

    today: Statement
    supposed: Statement
    answers: tuple[Answer, ...]
    amounts: Indemnity | None

    @property
    def is_uncertain(self) -> bool:
        """Whether something rests on a fact or a text that is missing."""
        findings = [finding.to_confirm for answer in self.answers for finding in answer.findings]
        lines = [line.to_confirm for answer in self.answers for line in answer.explain]
        return any((*findings, *lines, *(line.to_confirm for line in self.supposed.explain)))


def simulate(situation: Situation, what_if: WhatIf) -> Simulation:
    """Compare. Raises ``FactError`` naming a date that contradicts another one."""
    answers = tuple(_answers(situation, what_if))
    refused = {answer.question for answer in answers if not answer.accepted}
    base = _completed(situation)
    # Practice is supposed from that day on only: a deferral must not push back the path that has none.
    free = _free_on(situation, None)
    today = statement(_practising(replace_as_of(base, free), None, FULL_TIME, eligible=True))
    supposed = _supposed(base, situation, what_if, refused)
    start = what_if.practice_starts_on
    eligible = what_if.place_is_eligible is not False
    free = _free_on(situation, None if "deferral" in refused else what_if.deferral)
    after = statement(
        _practising(replace_as_of(supposed, free), start, what_if.practice_share, eligible=eligible)
    )
    return Simulation(today, after, answers, _amounts(situation, what_if))


def replace_as_of(facts: StatementFacts, on: date) -> StatementFacts:
    """Return the same facts seen from another day."""
    return replace(facts, contract=replace(facts.contract, as_of=on))


def _answers(situation: Situation, what_if: WhatIf) -> list[Answer]:
    contract = _completed(situation).contract
    found = []
    if what_if.leave is not None:
        found.append(_leave_answer(contract, what_if.leave))
    if what_if.third_cycle_requested_on is not None:
        found.append(_third_cycle_answer(situation, what_if.third_cycle_requested_on))
    if what_if.deferral is not None:
        found.append(_deferral_answer(situation, contract, what_if.deferral))
    if what_if.replacement is not None:
        found.append(_replacement_answer(situation, contract, what_if))
    return found


def _leave_answer(contract: CommitmentFacts, leave: Leave) -> Answer:
    facts = TrainingLeaveFacts(
        population=population_at(contract, leave.start),
        motive=leave.motive,
        start=leave.start,
        end=leave.end,
        evidence=True,
    )
    answer = training_leave(facts)
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
        training_completed_on=_training_end(contract),
        requested_months=-(-months.numerator // months.denominator),
        granted=contract.deferrals,
        replacement_months_counted=_replaced(situation),
    )
    answer = deferral(facts)
    accepted = answer.outcome not in ("refused", "not_met")
    return Answer("deferral", answer.outcome.label, accepted, answer.findings, answer.explain)


def _replaced(situation: Situation) -> Fraction:
    """Return the months of replacement already in the file: what is only supposed does not count yet."""
    done = (one for one in situation.facts.periods if one.kind == "remplacement" and one.end is not None)
    return sum((months_between(one.start, one.end) for one in done if one.end), start=Fraction(0))


def _replacement_answer(situation: Situation, contract: CommitmentFacts, what_if: WhatIf) -> Answer:
    wanted = what_if.replacement
    facts = ReplacementFacts(
        region=situation.region,
        training_completed_on=_training_end(contract),
        start=wanted.start if wanted else None,
        end=wanted.end if wanted else None,
        in_zone=what_if.place_is_eligible,
        deferral_granted=bool(contract.deferrals) or what_if.deferral is not None,
        in_project=what_if.replacement_in_project,
    )
    answer = replacement(facts)
    accepted = answer.outcome in ("counts", "provisional")
    return Answer("replacement", answer.outcome.label, accepted, answer.findings, answer.explain)


def _completed(situation: Situation) -> StatementFacts:
    """Return the facts with the expected end of training in place of the diplomas that are missing."""
    contract, end = situation.facts.contract, situation.training_ends_on
    if end is None or _training_end(contract) is not None:
        return situation.facts
    if contract.track is Track.PADHUE or contract.profession in (Profession.PHARMACIE, Profession.MAIEUTIQUE):
        return replace(situation.facts, contract=replace(contract, training_completed_on=end))
    if contract.profession is Profession.MEDECINE:
        dated = replace(contract, des_on=contract.des_on or end, de_on=contract.de_on or end)
        return replace(situation.facts, contract=dated)
    return replace(situation.facts, contract=replace(contract, de_on=end))


def _training_end(contract: CommitmentFacts) -> date | None:
    if contract.training_completed_on is not None:
        return contract.training_completed_on
    if contract.profession is Profession.MEDECINE and contract.track is not Track.PADHUE:
        both = (contract.des_on, contract.de_on)
        return max(day for day in both if day) if all(both) else None
    return contract.de_on


def _supposed(
    base: StatementFacts, situation: Situation, what_if: WhatIf, refused: set[str]
) -> StatementFacts:
    """Return the facts with the hypotheses that the rules accept; the others change nothing."""
    contract = base.contract
    if what_if.leave is not None and "leave" not in refused:
        contract = replace(contract, leaves=(*contract.leaves, what_if.leave))
    if what_if.third_cycle_requested_on is not None and "third_cycle" not in refused:
        contract = replace(contract, third_cycle_suspension_requested_on=what_if.third_cycle_requested_on)
    if what_if.deferral is not None and "deferral" not in refused:
        contract = replace(contract, deferrals=(*contract.deferrals, what_if.deferral))
    periods = base.periods
    if what_if.replacement is not None and "replacement" not in refused:
        wanted = what_if.replacement
        planned = PracticeStatus.PLANNED
        done = PracticePeriod(FULL_TIME, True, wanted.start, wanted.end, "remplacement", planned)
        periods = (*periods, done)
    return replace(base, contract=contract, periods=periods)


def _practising(
    facts: StatementFacts, start: date | None, share: Fraction, *, eligible: bool
) -> StatementFacts:
    """Suppose practice from ``start``, or full time in a zone as soon as training and deferrals are over."""
    end = _training_end(facts.contract)
    if end is None or (start is None and any(one.end is None for one in facts.periods)):
        return facts
    last_known = [one.end for one in facts.periods if one.end is not None]
    free = max([end, *(one.end for one in facts.contract.deferrals), *last_known]) + ONE_DAY
    running = tuple(
        replace(one, end=start - ONE_DAY)
        if start is not None and one.end is None and one.start < start
        else one
        for one in facts.periods
    )
    begins = max(start, end) if start is not None else free
    period = PracticePeriod(share, eligible, begins, None, "installation", PracticeStatus.PLANNED)
    return replace(facts, periods=(*running, period))


def _free_on(situation: Situation, deferral: DayRange | None) -> date:
    """Return the day from which a path is seen: today, or the end of training or of the deferral if it comes later."""
    as_of = situation.facts.contract.as_of
    days = [as_of, situation.training_ends_on, deferral.end if deferral else None]
    return max(day for day in days if day is not None)


def _amounts(situation: Situation, what_if: WhatIf) -> Indemnity | None:
    """Return what leaving that day would cost, None when nobody supposes it."""
    if what_if.ends_on is None:
        return None
    seen = statement(replace_as_of(situation.facts, what_if.ends_on))
    contract = situation.facts.contract
    served = (seen.months_verified or Fraction(0)) + (seen.months_declared or Fraction(0))
    return indemnity(
        IndemnityFacts(
            regime=contract.regime,
            profession=contract.profession,
            paid=_paid_ranges(seen),
            stage=_stage(contract, what_if.ends_on, served),
            cause=what_if.cause,
            received_on=what_if.ends_on,
            months_owed=seen.months_owed,
            months_served=served,
        )
    )


def _paid_ranges(seen: Statement) -> tuple[MonthRange, ...]:
    ranges: list[MonthRange] = []
    for one in seen.ledger:
        if not one.paid or one.month > Month.of(seen.as_of):
            continue
        if ranges and ranges[-1].end + 1 == one.month:
            ranges[-1] = MonthRange(ranges[-1].start, one.month)
        else:
            ranges.append(MonthRange(one.month, one.month))
    return tuple(ranges)


def _stage(contract: CommitmentFacts, on: date, served: Fraction) -> Stage:
    end = _training_end(contract)
    if end is None or end > on:
        return Stage.BEFORE_DIPLOMA
    return Stage.IN_PRACTICE if served else Stage.AFTER_DIPLOMA


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, today and as supposed, in French; ``changed`` when the two differ."""

    label: str
    today: str
    supposed: str

    @property
    def changed(self) -> bool:
        return self.today != self.supposed


def rows_of(simulation: Simulation) -> tuple[Row, ...]:
    """Return the figures side by side, in the order in which people ask for them."""
    pair = (simulation.today, simulation.supposed)
    return (
        Row("Mois d'allocation versés", *(_months(one.months_paid) for one in pair)),
        Row("Mois dus", *(_months(one.months_owed_at_end or one.months_owed) for one in pair)),
        Row("Dernier mois d'allocation", *(_month(one.last_paid_month) for one in pair)),
        Row("Fin de l'engagement", *(_day(one.ends_on) for one in pair)),
    )


def amounts_of(simulation: Simulation) -> dict[str, str]:
    """Return the amounts in French, nothing when they cannot be told."""
    amounts = simulation.amounts
    if amounts is None or amounts.total is None or amounts.indemnity is None or amounts.penalty is None:
        return {}
    sums = {"total": amounts.total, "indemnity": amounts.indemnity, "penalty": amounts.penalty}
    return {name: amount_text(amount) for name, amount in sums.items()}


def _months(months: int | None) -> str:
    return UNKNOWN if months is None else months_text(months)


def _month(month: Month | None) -> str:
    return UNKNOWN if month is None else month_text(month)


def _day(day: date | None) -> str:
    return UNKNOWN if day is None else day_text(day)
