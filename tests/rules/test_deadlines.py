"""Days around the end of a delay: which ones are surely over, in every reading of the texts."""

from datetime import date

import pytest

from contracts.rules.deadlines import extended_last_day, surely_over_by


@pytest.mark.parametrize(
    ("on", "over"),
    [
        (date(2024, 6, 12), date(2024, 6, 11)),  # a Wednesday
        (date(2024, 6, 10), date(2024, 6, 7)),  # a Monday: the Friday before
        (date(2024, 4, 2), date(2024, 3, 29)),  # the day after Easter Monday
        (date(2024, 5, 9), date(2024, 5, 7)),  # Ascension, after a holiday
    ],
)
def test_what_is_surely_over_is_the_working_day_before(on: date, over: date) -> None:
    assert surely_over_by(on) == over
    assert extended_last_day(over) == over
    assert extended_last_day(on) >= on
