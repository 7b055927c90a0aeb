"""What must hold whatever the file: cutting changes nothing, time only adds, lines add up."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cesp_portal.common.rules.calendar import (
    UNITS,
    add_months,
    day_reaching,
    months_between,
    position,
    position_after,
)
from cesp_portal.common.rules.findings import Verdict
from contracts.enums import Outcome
from contracts.rules.commitment import commitment
from contracts.rules.commitment_facts import CommitmentFacts, DayRange
from contracts.rules.leaves import DisponibiliteFacts, disponibilite
from installations.rules.service import Period, ServiceFacts, service
from installations.rules.statement import StatementFacts, statement
from tests.rules.strategies import ONE_DAY, contracts, services, shares, statements

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(days, days)
def test_length_in_months_is_additive(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assume(first < last)
    middle = first + (last - first) // 2
    assert months_between(first, middle) + months_between(middle + ONE_DAY, last) == months_between(
        first, last
    )


@given(days)
def test_a_day_is_found_back_from_its_place(day: date) -> None:
    assert day_reaching(position_after(day)) == day
    assert day_reaching(position(day) + 1) == day


@given(days, st.integers(0, 400))
def test_whole_months_count_one_each(day: date, months: int) -> None:
    first = day.replace(day=1)
    assert position(add_months(first, months)) - position(first) == months * UNITS


@given(contracts())
def test_months_owed_never_fall_below_the_floor(facts: CommitmentFacts) -> None:
    answer = commitment(facts)
    assert answer.months_owed is not None
    assert answer.months_paid is not None
    assert answer.months_owed == max(24, answer.months_paid)


@given(contracts(), st.integers(1, 400))
def test_a_later_reference_day_never_lowers_months_paid(facts: CommitmentFacts, later: int) -> None:
    assert facts.as_of is not None
    after = replace(facts, as_of=facts.as_of + timedelta(days=later))
    before, then = commitment(facts).months_paid, commitment(after).months_paid
    # A request for the third cycle may arrive in between: it stops the payments to come, not those made.
    assert before is not None
    assert then is not None
    assert then >= before


@given(contracts(), st.data())
def test_splitting_a_leave_changes_nothing(facts: CommitmentFacts, data: st.DataObject) -> None:
    long = [one for one in facts.leaves if one.start < one.end]
    assume(long)
    one = data.draw(st.sampled_from(long))
    cut = one.start + timedelta(days=data.draw(st.integers(0, (one.end - one.start).days - 1)))
    rest = [other for other in facts.leaves if other != one]
    parts = (replace(one, end=cut), replace(one, start=cut + ONE_DAY))
    split = commitment(replace(facts, leaves=(*rest, *parts)))
    whole = commitment(facts)
    assert (split.months_paid, split.last_paid_month) == (whole.months_paid, whole.last_paid_month)


@given(services(), st.data())
def test_splitting_a_period_or_a_suspension_changes_nothing(facts: ServiceFacts, data: st.DataObject) -> None:
    whole = service(facts)
    long = [one for one in facts.periods if one.end is not None and one.start < one.end]
    if long:
        one = data.draw(st.sampled_from(long))
        assert one.end is not None
        cut = one.start + timedelta(days=data.draw(st.integers(0, (one.end - one.start).days - 1)))
        rest = [other for other in facts.periods if other != one]
        parts = (replace(one, end=cut), replace(one, start=cut + ONE_DAY))
        assert _figures(service(replace(facts, periods=(*rest, *parts)))) == _figures(whole)
    pauses = [one for one in facts.suspensions if one.start < one.end]
    if pauses:
        pause = data.draw(st.sampled_from(pauses))
        cut = pause.start + timedelta(days=data.draw(st.integers(0, (pause.end - pause.start).days - 1)))
        others = [other for other in facts.suspensions if other != pause]
        halves = (DayRange(pause.start, cut), DayRange(cut + ONE_DAY, pause.end))
        assert _figures(service(replace(facts, suspensions=(*others, *halves)))) == _figures(whole)


def _figures(answer: object) -> tuple[object, ...]:
    return tuple(getattr(answer, name) for name in ("months_served", "months_left", "ends_on"))


@given(services(), st.integers(1, 800))
def test_a_later_reference_day_never_lowers_months_served(facts: ServiceFacts, later: int) -> None:
    assert facts.as_of is not None
    before = service(facts)
    after = service(replace(facts, as_of=facts.as_of + timedelta(days=later)))
    assert before.months_served is not None
    assert after.months_served is not None
    assert before.months_served <= after.months_served <= (facts.months_owed or 0)
    assert after.months_left == (facts.months_owed or 0) - after.months_served


@given(services())
def test_the_end_date_is_the_first_day_on_which_nothing_is_left(facts: ServiceFacts) -> None:
    answer = service(facts)
    assume(answer.ends_on is not None)
    ends_on = answer.ends_on
    assert ends_on is not None
    assert facts.as_of is not None
    going_on = facts if ends_on <= facts.as_of else _going_on(facts, ends_on)
    assert service(replace(going_on, as_of=ends_on)).months_left == 0
    assert service(replace(going_on, as_of=ends_on - ONE_DAY)).months_left != 0


def _going_on(facts: ServiceFacts, until: date) -> ServiceFacts:
    """The same practice, its last period prolonged as the end date supposes."""
    if any(one.end is None for one in facts.periods):
        return facts
    last = max(one.end for one in facts.periods if one.end is not None)
    longer = tuple(replace(one, end=max(until, last)) if one.end == last else one for one in facts.periods)
    return replace(facts, periods=longer)


@given(shares, st.integers(1, 24), st.integers(1, 24), st.integers(1, 24))
def test_share_one_then_less_then_one_adds_up(share: Fraction, one: int, two: int, three: int) -> None:
    start = date(2024, 1, 1)
    cuts = [start, *(add_months(start, total) for total in (one, one + two, one + two + three))]
    periods = tuple(
        Period(part, True, cuts[number], cuts[number + 1] - ONE_DAY)
        for number, part in enumerate((Fraction(1), share, Fraction(1)))
    )
    answer = service(ServiceFacts(240, date(2023, 12, 1), periods, (), cuts[3] - ONE_DAY))
    counted = share if share >= Fraction(1, 2) else 0
    assert answer.months_served == one + two * counted + three


@settings(max_examples=200)
@given(statements())
def test_ledger_lines_add_up_to_the_totals(facts: StatementFacts) -> None:
    answer = statement(facts)
    if answer.months_paid is None:
        return
    lines = answer.ledger
    assert sum(line.paid for line in lines) == answer.months_paid
    if answer.months_owed == answer.months_owed_at_end:
        assert sum((line.verified for line in lines), Fraction(0)) == answer.months_verified
        assert sum((line.declared for line in lines), Fraction(0)) == answer.months_declared
        if answer.ends_on is not None:
            assert sum((line.planned for line in lines), Fraction(0)) == answer.months_planned
    assert (
        [line.month.index for line in lines]
        == list(range(lines[0].month.index, lines[0].month.index + len(lines)))
        if lines
        else True
    )


@given(statements())
def test_statement_figures_hold_together(facts: StatementFacts) -> None:
    answer = statement(facts)
    if answer.months_owed is None:
        return
    assert answer.months_verified is not None
    assert answer.months_declared is not None
    assert answer.months_verified + answer.months_declared + (answer.months_left or 0) == answer.months_owed
    assert min(answer.months_verified, answer.months_declared, answer.months_left or 0) >= 0
    assert commitment(facts.contract).months_owed == answer.months_owed


@st.composite
def requests(draw: st.DrawFn) -> DisponibiliteFacts:
    started = draw(st.dates(date(2024, 11, 1), date(2025, 1, 1)))
    start = started + timedelta(days=draw(st.integers(0, 900)))
    end = start + timedelta(days=draw(st.integers(0, 1300)))
    asked = start - timedelta(days=draw(st.integers(0, 120)))
    return DisponibiliteFacts(draw(st.integers(1, 4)), draw(st.booleans()), started, start, end, asked)


@given(requests())
def test_findings_never_contradict_the_outcome(facts: DisponibiliteFacts) -> None:
    answer = disponibilite(facts)
    refused = any(finding.verdict is Verdict.NOT_MET for finding in answer.findings)
    assert (answer.outcome == Outcome.REFUSED) == refused
    assert (answer.outcome == Outcome.ACCEPTED) == (not answer.findings)
