"""What if: the same contract with one more fact, beside today's situation; every figure explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from cesp_portal.common.rules.calendar import UNITS, Month, day_reaching, position
from cesp_portal.dashboard.rules.what_if import FULL_TIME, Answer, Situation, WhatIf, completed, training_end
from cesp_portal.dashboard.rules.what_if_answers import answers_to
from contracts.enums import Stage
from contracts.rules.commitment_facts import CommitmentFacts, DayRange
from contracts.rules.indemnities import Indemnity, IndemnityFacts, MonthRange, indemnity
from installations.enums import PracticeStatus
from installations.rules.statement import PracticePeriod, Statement, StatementFacts, statement

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Today's path and the supposed one, each seen from the day it is free to practise.

    ``ended`` is the supposed path on the day the contract is broken, and ``amounts`` what is due then; None when
    nobody supposes it.
    """

    today: Statement
    supposed: Statement
    answers: tuple[Answer, ...]
    ended: Statement | None
    amounts: Indemnity | None

    @property
    def is_uncertain(self) -> bool:
        """Whether something rests on a fact or a text that is missing."""
        findings = [finding.to_confirm for answer in self.answers for finding in answer.findings]
        lines = [line.to_confirm for answer in self.answers for line in answer.explain]
        lines += [line.to_confirm for line in self.supposed.explain]
        if self.amounts is not None:
            findings += [finding.to_confirm for finding in self.amounts.findings]
            lines += [line.to_confirm for line in self.amounts.explain]
        return any((*findings, *lines))


def simulate(situation: Situation, what_if: WhatIf) -> Simulation:
    """Compare. Raises ``FactError`` naming a date that contradicts another one."""
    answers = tuple(answers_to(situation, what_if))
    refused = {answer.question for answer in answers if not answer.accepted}
    base = completed(situation)
    # Practice is supposed from that day on only: a deferral must not push back the path that has none.
    free = _free_on(situation, None)
    today = statement(_practising(replace_as_of(base, free), None, FULL_TIME, eligible=True))
    supposed = _supposed(base, what_if, {answer.question: answer for answer in answers if answer.accepted})
    start = what_if.practice_starts_on
    eligible = what_if.place_is_eligible is not False
    free = _free_on(situation, None if "deferral" in refused else what_if.deferral)
    after = statement(
        _practising(replace_as_of(supposed, free), start, what_if.practice_share, eligible=eligible)
    )
    ended = None if what_if.ends_on is None else _ended(supposed, what_if, what_if.ends_on, eligible=eligible)
    return Simulation(today, after, answers, ended, None if ended is None else _amounts(ended, what_if))


def replace_as_of(facts: StatementFacts, on: date) -> StatementFacts:
    """Return the same facts seen from another day."""
    return replace(facts, contract=replace(facts.contract, as_of=on))


def _supposed(base: StatementFacts, what_if: WhatIf, accepted: Mapping[str, Answer]) -> StatementFacts:
    """Return the facts with the hypotheses that the rules accept; the others change nothing."""
    contract = base.contract
    if what_if.leave is not None and "leave" in accepted:
        contract = replace(contract, leaves=(*contract.leaves, what_if.leave))
    if what_if.third_cycle_requested_on is not None and "third_cycle" in accepted:
        contract = replace(contract, third_cycle_suspension_requested_on=what_if.third_cycle_requested_on)
    if what_if.deferral is not None and "deferral" in accepted:
        contract = replace(contract, deferrals=(*contract.deferrals, what_if.deferral))
    periods, suspensions = base.periods, base.suspensions
    if what_if.suspension is not None and "suspension" in accepted:
        suspensions = tuple(sorted((*suspensions, what_if.suspension), key=lambda one: one.start))
    if what_if.replacement is not None and "replacement" in accepted:
        counted = accepted["replacement"].counted
        periods = (*periods, *_replacing(contract, what_if.replacement, counted))
    return replace(base, contract=contract, periods=periods, suspensions=suspensions)


def _replacing(
    contract: CommitmentFacts, wanted: DayRange, counted: Fraction | None
) -> tuple[PracticePeriod, ...]:
    """Return the replacement as a period, up to the last month that counts; it frees nobody before its own end."""
    end, opens_on = wanted.end, training_end(contract)
    start = wanted.start if opens_on is None else max(wanted.start, opens_on)
    if counted is not None:
        end = min(end, day_reaching(position(start) + int(counted * UNITS)))
    status = _status(start, contract.as_of)
    done = PracticePeriod(FULL_TIME, True, start, end, "remplacement", status)
    if end == wanted.end:
        return (done,)
    return (done, PracticePeriod(FULL_TIME, False, end + ONE_DAY, wanted.end, "remplacement", status))


def _practising(
    facts: StatementFacts, start: date | None, share: Fraction, *, eligible: bool
) -> StatementFacts:
    """Suppose practice from ``start``, or full time in a zone as soon as training and deferrals are over."""
    end = training_end(facts.contract)
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
    begins, status = free, PracticeStatus.PLANNED
    if start is not None:
        deferred = [one.end + ONE_DAY for one in facts.contract.deferrals if one.start <= start <= one.end]
        begins = max([start, end, *deferred])
        status = _status(begins, facts.contract.as_of)
    return replace(
        facts, periods=(*running, PracticePeriod(share, eligible, begins, None, "installation", status))
    )


def _status(start: date, as_of: date | None) -> PracticeStatus:
    """Return how practice that is typed counts: as declared once it has begun, as planned before."""
    return PracticeStatus.PLANNED if as_of is None or start > as_of else PracticeStatus.DECLARED


def _free_on(situation: Situation, deferral: DayRange | None) -> date:
    """Return the day from which a path is seen: today, or the end of training or of the deferral if it comes later."""
    contract = situation.facts.contract
    end = training_end(contract) or situation.training_ends_on
    days = [contract.as_of, end, deferral.end if deferral else None]
    return max(day for day in days if day is not None)


def _ended(facts: StatementFacts, what_if: WhatIf, on: date, *, eligible: bool) -> Statement:
    """Return the supposed path on the day it is broken: diplomas to come unknown, practice until then done."""
    contract = facts.contract
    known = replace(
        contract,
        as_of=on,
        des_on=_known(contract.des_on, on),
        de_on=_known(contract.de_on, on),
        training_completed_on=_known(contract.training_completed_on, on),
    )
    lived = replace(facts, contract=known)
    if what_if.practice_starts_on is not None:
        lived = _practising(lived, what_if.practice_starts_on, what_if.practice_share, eligible=eligible)
    periods = tuple(
        replace(one, status=PracticeStatus.DECLARED) if one.status is PracticeStatus.PLANNED else one
        for one in lived.periods
    )
    return statement(replace(lived, periods=periods))


def _known(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None


def _amounts(ended: Statement, what_if: WhatIf) -> Indemnity:
    """Return what breaking the contract costs that day, the months declared taken as verified."""
    contract = ended.facts.contract
    return indemnity(
        IndemnityFacts(
            regime=contract.regime,
            profession=contract.profession,
            paid=_paid_ranges(ended),
            stage=_stage(ended),
            cause=what_if.cause,
            received_on=ended.as_of,
            months_owed=ended.months_owed,
            months_served=(ended.months_verified or Fraction(0)) + (ended.months_declared or Fraction(0)),
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


def _stage(ended: Statement) -> Stage:
    """Return how far the person has come: practice that serves nothing is not practice."""
    if training_end(ended.facts.contract) is None:
        return Stage.BEFORE_DIPLOMA
    begun = any(one.eligible and one.start <= ended.as_of for one in ended.facts.periods)
    return Stage.IN_PRACTICE if begun else Stage.AFTER_DIPLOMA
