"""What if: the figures of the simulator are those of the statement, and a refused hypothesis changes nothing."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from cesp_portal.dashboard.rules.simulation import simulate
from cesp_portal.dashboard.rules.simulation_figures import rows_of
from cesp_portal.dashboard.rules.what_if import Situation, WhatIf
from contracts.enums import Cause, Regime, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from installations.enums import PracticeStatus
from installations.rules.statement import PracticePeriod, StatementFacts, statement

TODAY = dt.date(2026, 11, 21)
INTERN = CommitmentFacts(
    profession=Profession.MEDECINE,
    track=Track.ETUDIANT,
    regime=Regime.R2,
    cycle_at_application=2,
    first_paid_month=Month.parse("2023-10"),
    internship_started_on=dt.date(2026, 11, 2),
    as_of=TODAY,
)
SITUATION = Situation(StatementFacts(INTERN), "76", dt.date(2030, 10, 31))


def test_nothing_supposed_changes_nothing() -> None:
    simulation = simulate(SITUATION, WhatIf())

    assert not any(row.changed for row in rows_of(simulation))
    assert (simulation.today.months_owed, simulation.today.ends_on) == (85, dt.date(2037, 11, 30))


def test_figures_are_those_of_the_statement() -> None:
    contract = replace(
        INTERN, des_on=dt.date(2030, 10, 31), de_on=dt.date(2030, 10, 31), as_of=dt.date(2030, 10, 31)
    )

    assert simulate(SITUATION, WhatIf()).today.months_owed == statement(StatementFacts(contract)).months_owed


def test_third_cycle_suspension_stops_the_allowance_on_the_first_of_january() -> None:
    simulation = simulate(SITUATION, WhatIf(third_cycle_requested_on=dt.date(2026, 11, 20)))

    assert simulation.supposed.months_owed == 39
    assert simulation.answers[0].accepted


@pytest.mark.parametrize("requested_on", [dt.date(2026, 12, 3), dt.date(2027, 6, 1)])
def test_late_request_is_answered_and_not_counted(requested_on: dt.date) -> None:
    simulation = simulate(SITUATION, WhatIf(third_cycle_requested_on=requested_on))

    assert not simulation.answers[0].accepted
    assert simulation.supposed.months_owed == simulation.today.months_owed


def test_suspended_leave_shortens_what_is_owed_by_its_whole_months() -> None:
    leave = Leave("maternite", dt.date(2028, 3, 1), dt.date(2028, 6, 30), suspension_requested=True)

    simulation = simulate(SITUATION, WhatIf(leave=leave))

    assert simulation.supposed.months_owed == 81


def test_half_time_doubles_the_time_to_serve() -> None:
    simulation = simulate(
        SITUATION, WhatIf(practice_share=Fraction(1, 2), practice_starts_on=dt.date(2030, 11, 1))
    )

    assert simulation.supposed.ends_on == dt.date(2044, 12, 31)


@pytest.mark.parametrize(
    ("motive", "start", "end", "code"),
    [
        ("disponibilite_convenances", dt.date(2027, 11, 2), dt.date(2028, 11, 1), ""),
        ("disponibilite_convenances", dt.date(2027, 11, 1), dt.date(2028, 10, 31), "TOO_EARLY_ONE_YEAR"),
        ("disponibilite_etudes", dt.date(2027, 5, 1), dt.date(2028, 4, 30), "TOO_EARLY_SIX_MONTHS"),
        ("disponibilite_formation", dt.date(2027, 5, 2), dt.date(2028, 5, 2), "MAX_ONE_YEAR"),
        ("disponibilite_enfant", dt.date(2027, 1, 20), dt.date(2027, 6, 30), "NOTICE_TWO_MONTHS"),
        ("disponibilite_enfant", dt.date(2026, 11, 10), dt.date(2027, 6, 30), ""),  # begun: asked in time
        ("disponibilite_enfant", dt.date(2026, 2, 1), dt.date(2026, 6, 30), "MOTIVE_NOT_OPEN"),
        ("maladie", dt.date(2026, 12, 1), dt.date(2027, 6, 30), ""),
    ],
)
def test_leave_is_examined_as_a_request_would_be(
    motive: str, start: dt.date, end: dt.date, code: str
) -> None:
    simulation = simulate(SITUATION, WhatIf(leave=Leave(motive, start, end, suspension_requested=True)))

    (answer,) = simulation.answers
    assert answer.accepted == (not code)
    assert not code or code in {finding.code for finding in answer.findings}
    assert (simulation.supposed.months_owed == 85) == bool(code)


def test_replacement_beyond_the_cap_of_the_region_serves_no_more() -> None:
    def ends_on(last_day: dt.date) -> dt.date | None:
        replaced = WhatIf(replacement=DayRange(dt.date(2030, 11, 1), last_day), place_is_eligible=True)
        return simulate(SITUATION, replaced).supposed.ends_on

    assert ends_on(dt.date(2031, 10, 31)) == dt.date(2037, 11, 30)
    assert ends_on(dt.date(2031, 11, 30)) == dt.date(2037, 12, 31)


@pytest.mark.parametrize(
    ("supposed", "code", "ends_on"),
    [
        (WhatIf(practice_starts_on=dt.date(2030, 11, 1)), "", dt.date(2037, 11, 30)),
        (WhatIf(practice_share=Fraction(49, 100)), "BELOW_HALF_TIME", None),
        (
            WhatIf(practice_starts_on=dt.date(2030, 11, 1), place_is_eligible=False),
            "NOT_ELIGIBLE_ZONE",
            None,
        ),
        (WhatIf(practice_starts_on=dt.date(2029, 1, 1)), "BEFORE_DIPLOMAS", dt.date(2037, 11, 30)),
    ],
)
def test_practice_that_serves_nothing_says_why(supposed: WhatIf, code: str, ends_on: dt.date | None) -> None:
    simulation = simulate(SITUATION, supposed)

    (answer,) = simulation.answers
    assert [finding.code for finding in answer.findings] == ([code] if code else [])
    assert answer.accepted == (ends_on is not None)
    assert simulation.supposed.ends_on == ends_on


FORMER = Situation(
    StatementFacts(
        replace(
            INTERN,
            regime=Regime.R1_MED,
            first_paid_month=Month.parse("2011-10"),
            internship_started_on=dt.date(2014, 11, 2),
            des_on=dt.date(2017, 10, 31),
            de_on=dt.date(2017, 10, 31),
        )
    ),
    "76",
)


@pytest.mark.parametrize(
    ("supposed", "ends_on"),
    [
        (WhatIf(), dt.date(2032, 12, 22)),  # 73 months from today: nobody says that practice began
        (WhatIf(practice_starts_on=dt.date(2017, 11, 1)), dt.date(2023, 11, 30)),
        (
            WhatIf(practice_starts_on=dt.date(2017, 11, 1), practice_share=Fraction(1, 2)),
            dt.date(2029, 12, 31),
        ),
        (
            WhatIf(
                replacement=DayRange(dt.date(2024, 1, 1), dt.date(2024, 6, 30)),
                place_is_eligible=True,
                practice_starts_on=dt.date(2027, 1, 1),
            ),
            dt.date(2032, 7, 31),
        ),
    ],
)
def test_practice_that_began_in_the_past_counts_from_its_first_day(
    supposed: WhatIf, ends_on: dt.date
) -> None:
    assert simulate(FORMER, supposed).supposed.ends_on == ends_on


SETTLED = replace(
    FORMER,
    facts=replace(
        FORMER.facts,
        periods=(
            PracticePeriod(
                Fraction(1), True, dt.date(2024, 1, 1), None, "installation", PracticeStatus.VERIFIED
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("days", "accepted", "code", "ends_on"),
    [
        (DayRange(dt.date(2027, 3, 1), dt.date(2027, 8, 31)), True, "", dt.date(2030, 7, 31)),
        (DayRange(dt.date(2027, 3, 1), dt.date(2027, 3, 20)), False, "MIN_ONE_MONTH", dt.date(2030, 1, 31)),
        (DayRange(dt.date(2027, 3, 1), dt.date(2028, 3, 1)), False, "MAX_ONE_YEAR", dt.date(2030, 1, 31)),
        (
            DayRange(dt.date(2023, 3, 1), dt.date(2023, 8, 31)),
            True,
            "NO_PRACTICE_TO_SUSPEND",
            dt.date(2030, 1, 31),
        ),
    ],
)
def test_suspended_practice_moves_the_end_by_as_much(
    days: DayRange, accepted: bool, code: str, ends_on: dt.date
) -> None:
    simulation = simulate(SETTLED, WhatIf(suspension=days))

    (answer,) = simulation.answers
    assert answer.accepted == accepted
    assert [finding.code for finding in answer.findings] == ([code] if code else [])
    assert simulation.today.ends_on == dt.date(2030, 1, 31)
    assert simulation.supposed.ends_on == ends_on


def test_practice_already_begun_is_not_deferred() -> None:
    simulation = simulate(SETTLED, WhatIf(deferral=DayRange(dt.date(2027, 1, 1), dt.date(2027, 12, 31))))

    (answer,) = simulation.answers
    assert (answer.accepted, answer.findings[-1].code) == (False, "PRACTICE_BEGUN")
    assert simulation.supposed.months_owed == 73


def test_end_of_training_typed_after_the_diplomas_changes_nothing() -> None:
    typed = replace(SETTLED, training_ends_on=dt.date(2031, 10, 31))

    assert simulate(typed, WhatIf()).today == simulate(SETTLED, WhatIf()).today


def test_practice_typed_inside_a_deferral_begins_after_it() -> None:
    year = DayRange(dt.date(2030, 11, 1), dt.date(2031, 10, 31))

    simulation = simulate(SITUATION, WhatIf(deferral=year, practice_starts_on=dt.date(2031, 3, 1)))

    assert simulation.supposed.ends_on == dt.date(2039, 11, 30)


def test_deferral_lengthens_and_delays() -> None:
    year = DayRange(dt.date(2030, 11, 1), dt.date(2031, 10, 31))

    simulation = simulate(SITUATION, WhatIf(deferral=year))

    assert simulation.supposed.months_owed_at_end == 97
    assert simulation.today.ends_on == simulate(SITUATION, WhatIf()).today.ends_on == dt.date(2037, 11, 30)
    assert simulation.supposed.ends_on == dt.date(2039, 11, 30)


def test_refused_deferral_changes_neither_path() -> None:
    for_ever = DayRange(dt.date(2030, 11, 1), dt.date(2089, 10, 31))

    simulation = simulate(SITUATION, WhatIf(deferral=for_ever))

    assert not simulation.answers[0].accepted
    assert simulation.today.ends_on == simulation.supposed.ends_on == dt.date(2037, 11, 30)


def test_leaving_during_studies_costs_the_net_allowances_and_the_penalty() -> None:
    amounts = simulate(SITUATION, WhatIf(ends_on=dt.date(2026, 3, 31))).amounts

    assert amounts is not None
    assert str(amounts.total) == "38568.90"


@pytest.mark.parametrize(
    ("supposed", "months", "penalty"),
    [
        # Training over on 31 October 2030: 85 months, the penalty of after the diplomas.
        (WhatIf(ends_on=dt.date(2031, 3, 31)), 85, "20000.00"),
        (WhatIf(ends_on=dt.date(2030, 10, 30)), 85, "17000.00"),
        # Suspended from 1 January 2027: 39 months, whatever the day.
        (WhatIf(ends_on=dt.date(2029, 5, 5), third_cycle_requested_on=dt.date(2026, 11, 20)), 39, "7800.00"),
        (
            WhatIf(ends_on=dt.date(2031, 3, 31), third_cycle_requested_on=dt.date(2026, 11, 20)),
            39,
            "20000.00",
        ),
        # A request refused changes nothing: October 2023 to May 2029.
        (WhatIf(ends_on=dt.date(2029, 5, 5), third_cycle_requested_on=dt.date(2027, 6, 1)), 68, "13600.00"),
        # Four months on leave out of 68.
        (
            WhatIf(
                ends_on=dt.date(2029, 5, 5),
                leave=Leave(
                    "maternite", dt.date(2028, 3, 1), dt.date(2028, 6, 30), suspension_requested=True
                ),
            ),
            64,
            "12800.00",
        ),
        # Half a year of deferral lived out of twelve months.
        (
            WhatIf(
                ends_on=dt.date(2031, 4, 30),
                deferral=DayRange(dt.date(2030, 11, 1), dt.date(2031, 10, 31)),
            ),
            91,
            "20000.00",
        ),
    ],
)
def test_leaving_is_counted_on_what_else_is_supposed(supposed: WhatIf, months: int, penalty: str) -> None:
    simulation = simulate(SITUATION, supposed)

    assert simulation.ended is not None
    assert simulation.amounts is not None
    assert simulation.ended.months_paid == months
    assert str(simulation.amounts.penalty) == penalty
    assert simulation.amounts.indemnity == months * Decimal("1085.63")


def test_leaving_in_practice_counts_what_was_served_until_then() -> None:
    practice = WhatIf(
        practice_starts_on=dt.date(2030, 11, 1), practice_share=Fraction(1, 2), ends_on=dt.date(2032, 10, 31)
    )

    simulation = simulate(SITUATION, practice)
    outside = simulate(SITUATION, replace(practice, place_is_eligible=False))

    assert simulation.ended is not None
    assert simulation.ended.months_declared == 12
    assert simulation.amounts is not None
    assert (simulation.amounts.is_estimate, simulation.amounts.indemnity) == (True, 73 * Decimal("1085.63"))
    assert outside.amounts is not None
    assert outside.amounts.indemnity == 85 * Decimal("1085.63")
    assert [row.broken for row in rows_of(simulation)][1:4] == [
        "plus aucun",
        "octobre\xa02030",
        "31\xa0octobre\xa02032",
    ]


def test_death_costs_nothing() -> None:
    amounts = simulate(SITUATION, WhatIf(ends_on=dt.date(2026, 3, 31), cause=Cause.DECES)).amounts

    assert amounts is not None
    assert amounts.total == 0


def test_contradictory_dates_are_named() -> None:
    with pytest.raises(FactError):
        simulate(replace(SITUATION, training_ends_on=dt.date(2020, 1, 1)), WhatIf())
