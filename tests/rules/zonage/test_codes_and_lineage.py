"""Codes are text; a code is a commune's during some periods only."""

import datetime as dt

import pytest

from zonage.rules.codes import (
    code_inside,
    department_of,
    is_commune_code,
    is_district_code,
    restored_code,
    tvs_code,
)
from zonage.rules.lineage import Movement, Period, periods

D = dt.date


@pytest.mark.parametrize("code", ["01001", "2A004", "2B033", "97105", "97617", "95680", "98818"])
def test_five_characters_are_a_commune(code: str) -> None:
    assert is_commune_code(code)


@pytest.mark.parametrize(
    "code", ["1001", "00001", "20004", "96001", "2C001", "AB123", "750560", "", "97 105"]
)
def test_other_writings_are_not_a_commune(code: str) -> None:
    assert not is_commune_code(code)


def test_department_has_three_characters_overseas() -> None:
    assert [department_of(code) for code in ("01001", "2A004", "97617")] == ["01", "2A", "976"]


def test_only_a_cut_zero_is_given_back() -> None:
    assert restored_code("1001") == "01001"
    assert restored_code("101") is None
    assert restored_code("A001") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("11203", "11203"),
        ("11203__", "11203"),
        ("2A01_", "2A01"),
        ("1004", "01004"),
        ("0", ""),
        ("", ""),
        ("x", ""),
    ],
)
def test_living_area_is_read_without_its_padding(written: str, code: str) -> None:
    assert tvs_code(written) == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fabrezan (11132)", ("11132", "Fabrezan")),
        ("11132 - Fabrezan", ("11132", "Fabrezan")),
        ("11132 et 11262", None),
        ("Fabrezan", None),
    ],
)
def test_code_written_with_a_name_is_found_when_it_is_alone(text: str, found: tuple[str, str] | None) -> None:
    assert code_inside(text) == found


def test_districts_of_both_generations_are_recognised() -> None:
    assert is_district_code("QN03106I")
    assert is_district_code("QN97602M")
    assert is_district_code("QP031006")
    assert not is_district_code("03106")


def test_merged_then_restored_commune_has_two_periods() -> None:
    found = periods(
        [Movement(32, D(2016, 12, 1), "15031", "15141"), Movement(21, D(2025, 1, 1), "15141", "15031")]
    )
    assert found["15031"] == (Period(None, D(2016, 12, 1)), Period(D(2025, 1, 1), None))
    assert "15141" not in found


def test_change_of_chief_town_ends_a_code_and_starts_another() -> None:
    found = periods(
        [Movement(50, D(2024, 3, 15), "69159", "69114"), Movement(32, D(2017, 1, 1), "69114", "69159")]
    )
    assert found["69159"] == (Period(None, D(2024, 3, 15)),)
    assert found["69114"] == (Period(None, D(2017, 1, 1)), Period(D(2024, 3, 15), None))


def test_commune_that_keeps_its_code_in_a_merger_goes_on() -> None:
    assert periods([Movement(32, D(2016, 1, 1), "01015", "01015")]) == {}
