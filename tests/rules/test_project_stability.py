"""Since when a project has not changed."""

import datetime as dt

import pytest

from contracts.enums import Regime
from installations.rules.projects import FiledVersion, Stability, protection_years, stability_of

A, B = "11132", "11262"


def version(
    year: int, commune: str = A, mode: str = "liberal", specialty: str = "medecine_generale"
) -> FiledVersion:
    return FiledVersion(dt.date(year, 3, 1), commune, mode, specialty)


def test_one_version_counts_from_its_filing() -> None:
    assert stability_of([version(2022)], A) == Stability(filed_on=dt.date(2022, 3, 1))


def test_the_same_place_filed_again_keeps_its_age() -> None:
    assert stability_of([version(2020), version(2022, mode="salarie")], A).since == dt.date(2020, 3, 1)


def test_another_commune_starts_again() -> None:
    found = stability_of([version(2020, B), version(2022)], A)
    assert found == Stability(filed_on=dt.date(2020, 3, 1), changed_on=dt.date(2022, 3, 1))
    assert found.since == dt.date(2022, 3, 1)


def test_another_speciality_starts_again() -> None:
    assert stability_of([version(2020, specialty="gynecologie"), version(2022)], A).since == dt.date(
        2022, 3, 1
    )


def test_leaving_and_coming_back_starts_again() -> None:
    assert stability_of([version(2019), version(2021, B), version(2023)], A).since == dt.date(2023, 3, 1)


def test_a_place_that_the_project_does_not_name_has_no_age() -> None:
    assert stability_of([version(2020)], B) == Stability()
    assert stability_of([], A).since is None


@pytest.mark.parametrize(
    ("regime", "years"), [("R1-MED", 3), ("R1-ODO", 2), ("R2", 3), ("R3", 3), ("R4", 3), ("TO_CONFIRM", None)]
)
def test_the_years_that_protect_are_those_of_the_regime(regime: str, years: int | None) -> None:
    assert protection_years(Regime(regime)) == years
