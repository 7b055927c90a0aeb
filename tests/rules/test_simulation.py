"""What if: the figures of the simulator are those of the statement, and a refused hypothesis changes nothing."""

import datetime as dt
from dataclasses import replace
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
from installations.rules.statement import StatementFacts, statement

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


def test_death_costs_nothing() -> None:
    amounts = simulate(SITUATION, WhatIf(ends_on=dt.date(2026, 3, 31), cause=Cause.DECES)).amounts

    assert amounts is not None
    assert amounts.total == 0


def test_contradictory_dates_are_named() -> None:
    with pytest.raises(FactError):
        simulate(replace(SITUATION, training_ends_on=dt.date(2020, 1, 1)), WhatIf())
