"""A regime to come: where its first day falls among those of the others, known days or not."""

from datetime import date, timedelta

import pytest

from contracts.enums import Regime
from contracts.rules.regimes import NEWEST_FIRST, Opening, depends_on_the_day, possible_regimes

# No member is spare: the one that never has rules of its own stands for a sixth regime.
SIXTH = Regime.TO_CONFIRM
FIRST_DAY = date(2027, 9, 1)
EVE = FIRST_DAY - timedelta(days=1)
LATER = date(2027, 12, 1)


@pytest.mark.parametrize(
    ("applied_on", "concluded_on", "expected"),
    [
        (EVE, LATER, {Regime.R4}),
        (FIRST_DAY, LATER, {SIXTH}),
        (FIRST_DAY, None, {SIXTH}),
        (EVE, None, {Regime.R4}),
        (None, EVE, {Regime.R3, Regime.R4}),
        (None, FIRST_DAY, {Regime.R3, Regime.R4, SIXTH}),
        (date(2026, 1, 15), LATER, {Regime.R3}),
    ],
)
def test_regime_that_the_application_chooses(
    applied_on: date | None, concluded_on: date | None, expected: set[Regime]
) -> None:
    openings = (Opening(SIXTH, FIRST_DAY, by_application=True), *NEWEST_FIRST)
    assert possible_regimes(applied_on, concluded_on, None, openings) == expected


@pytest.mark.parametrize(
    ("applied_on", "concluded_on", "expected"),
    [
        (EVE, EVE, {Regime.R4}),
        (EVE, FIRST_DAY, {SIXTH}),
        (EVE, None, {Regime.R4, SIXTH}),
        (FIRST_DAY, None, {SIXTH}),
        (None, EVE, {Regime.R3, Regime.R4}),
        (None, FIRST_DAY, {SIXTH}),
    ],
)
def test_regime_that_the_conclusion_chooses(
    applied_on: date | None, concluded_on: date | None, expected: set[Regime]
) -> None:
    openings = (Opening(SIXTH, FIRST_DAY, by_application=False), *NEWEST_FIRST)
    assert possible_regimes(applied_on, concluded_on, None, openings) == expected


def test_regimes_are_read_from_their_first_days_in_order() -> None:
    assert [opening.regime for opening in NEWEST_FIRST] == [Regime.R4, Regime.R3, Regime.R2]
    assert [opening.by_application for opening in NEWEST_FIRST] == [True, False, False]


@pytest.mark.parametrize(
    ("first", "last", "at_stake"),
    [
        (date(2025, 12, 1), date(2026, 1, 15), False),
        (date(2025, 12, 1), date(2026, 1, 16), True),
        (date(2026, 1, 16), date(2026, 3, 1), False),
    ],
)
def test_day_of_application_is_at_stake_when_the_regime_changes_between(
    first: date, last: date, at_stake: bool
) -> None:
    assert depends_on_the_day(first, last) is at_stake
