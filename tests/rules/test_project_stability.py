"""Since when a project has not changed."""

import datetime as dt

from installations.rules.projects import FiledVersion, Stability, stability_of

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
