"""Exact days and months."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from cesp_portal.common.rules.calendar import (
    Month,
    add_months,
    add_years,
    check_no_overlap,
    check_order,
    is_working_day,
    lasts_at_least,
    lasts_at_most,
    months_between,
    paris_day,
    whole_months,
)
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.french import amount_text, day_text, month_text, months_text, two_decimals


def test_part_of_a_month_is_counted_in_its_own_days() -> None:
    assert months_between(date(2024, 2, 15), date(2024, 2, 29)) == Fraction(15, 29)
    assert months_between(date(2023, 2, 15), date(2023, 2, 28)) == Fraction(1, 2)
    assert months_between(date(2024, 1, 1), date(2024, 12, 31)) == 12
    assert months_between(date(2024, 4, 30), date(2024, 5, 31)) == Fraction(31, 30)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
    ],
)
def test_same_day_of_another_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_anniversary_of_29_february_is_the_28th() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_lengths_from_date_to_date() -> None:
    assert lasts_at_least(date(2024, 3, 11), date(2024, 4, 10), 1)
    assert not lasts_at_least(date(2024, 3, 11), date(2024, 4, 9), 1)
    assert lasts_at_most(date(2024, 6, 1), date(2025, 5, 31), 12)
    assert not lasts_at_most(date(2024, 6, 1), date(2025, 6, 1), 12)


def test_whole_months_between_two_days() -> None:
    assert [str(Month(index)) for index in whole_months(date(2024, 3, 11), date(2024, 6, 30))] == [
        "2024-04",
        "2024-05",
        "2024-06",
    ]
    assert len(whole_months(date(2024, 3, 1), date(2024, 3, 31))) == 1
    assert len(whole_months(date(2024, 3, 11), date(2024, 3, 20))) == 0
    assert len(whole_months(date(2024, 3, 11), date(2024, 4, 10))) == 0


def test_month_reads_writes_and_counts() -> None:
    month = Month.parse("2023-10")
    assert str(month) == "2023-10"
    assert month + 3 == Month.parse("2024-01")
    assert Month.parse("2024-01") - month == 3
    assert (month.first_day, month.last_day) == (date(2023, 10, 1), date(2023, 10, 31))
    assert Month.of(date(2023, 10, 31)) == month
    assert sorted([month + 1, month]) == [month, month + 1]


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-00", "2023-1", "23-10", "2023/10", "2023-10-01", "", "٢٠٢٣-10", "0000-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mois"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 5, 8), False),
        (date(2024, 5, 9), False),
        (date(2024, 5, 20), False),
        (date(2024, 7, 14), False),
        (date(2024, 5, 10), True),
        (date(2024, 5, 11), False),
        (date(2024, 5, 12), False),
        (date(2025, 4, 21), False),
        (date(2025, 11, 11), False),
        (date(2024, 12, 26), True),
    ],
)
def test_working_days_of_france(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_day_in_paris() -> None:
    assert paris_day(datetime(2026, 1, 15, 23, 0, tzinfo=UTC)) == date(2026, 1, 16)
    assert paris_day(datetime(2026, 7, 15, 21, 59, tzinfo=UTC)) == date(2026, 7, 15)
    with pytest.raises(FactError, match="fuseau"):
        paris_day(datetime(2026, 1, 15))  # noqa: DTZ001  # the very mistake


def test_order_and_overlap_name_the_fact() -> None:
    check_order(date(2024, 1, 1), date(2024, 1, 1), "to")
    check_order(None, date(2024, 1, 1), "to")
    with pytest.raises(FactError, match="to : le 31/12/2023 précède le 01/01/2024"):
        check_order(date(2024, 1, 1), date(2023, 12, 31), "to")
    check_no_overlap([(date(2024, 2, 1), date(2024, 2, 9)), (date(2024, 1, 1), date(2024, 1, 31))], "leaves")
    with pytest.raises(FactError) as error:
        check_no_overlap(
            [(date(2024, 1, 31), date(2024, 2, 9)), (date(2024, 1, 1), date(2024, 1, 31))], "leaves"
        )
    assert error.value.fact == "leaves[0]"


def test_french_reading() -> None:
    assert day_text(date(2027, 1, 1)) == "1er\xa0janvier\xa02027"
    assert day_text(date(2029, 3, 31)) == "31\xa0mars\xa02029"
    assert month_text(Month.parse("2023-08")) == "août\xa02023"
    assert amount_text(Decimal("110541.07")) == "110\u202f541,07\xa0€"
    assert months_text(39) == "39\xa0mois"
    assert months_text(Fraction(305, 29)) == "10,52\xa0mois"


def test_display_rounds_half_up() -> None:
    assert two_decimals(Fraction(1, 200)) == Decimal("0.01")
    assert two_decimals(Fraction(-1, 200)) == Decimal("-0.01")
    assert two_decimals(Decimal("1.004999")) == Decimal("1.00")
    assert two_decimals(7) == Decimal("7.00")
