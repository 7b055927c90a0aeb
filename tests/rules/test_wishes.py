"""The wish of the sixth year and the right to second thoughts, case by case."""

from dataclasses import replace
from datetime import date

import pytest

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.findings import Verdict
from contracts.enums import MedicalSpecialty, Subdivision
from contracts.rules.subdivisions import REGIONS_OF
from contracts.rules.wishes import (
    SecondThoughtsFacts,
    WishFacts,
    examine_wish,
    second_thoughts,
    told_rules,
    usual_window,
    year_of_study_on,
)

OPENS, CLOSES = date(2026, 4, 1), date(2026, 5, 31)
FACTS = WishFacts(
    profession=Profession.MEDECINE,
    region="76",
    specialty=MedicalSpecialty.MEDECINE_GENERALE,
    subdivision=Subdivision.TOULOUSE,
    filed_on=date(2026, 4, 20),
    opens_on=OPENS,
    closes_on=CLOSES,
    year_of_study=6,
)


def codes(facts: WishFacts) -> list[str]:
    return [finding.code for finding in examine_wish(facts).findings]


def test_wish_at_home_in_general_medicine_needs_nobody() -> None:
    examination = examine_wish(FACTS)
    assert (examination.may_be_filed, examination.needs_agreement) == (True, False)
    assert examination.findings == ()
    assert all(line.source for line in examination.explain)


@pytest.mark.parametrize(
    ("change", "code", "open_door"),
    [
        ({"filed_on": date(2026, 3, 31)}, "WISH_OUT_OF_WINDOW", False),
        ({"filed_on": OPENS}, None, True),
        ({"filed_on": CLOSES}, None, True),
        ({"filed_on": date(2026, 6, 1)}, "WISH_OUT_OF_WINDOW", False),
        ({"year_of_study": 5}, "WISH_NOT_SIXTH_YEAR", False),
        ({"year_of_study": 7}, None, True),
        ({"year_of_study": None}, "FACT_MISSING", True),
        ({"profession": Profession.ODONTOLOGIE}, "WISH_MEDICINE_ONLY", False),
        ({"internship_started_on": date(2025, 11, 2)}, "WISH_CHOICE_MADE", False),
        ({"specialty": MedicalSpecialty.PEDIATRIE}, "WISH_SPECIALTY_NOT_OPEN", True),
    ],
)
def test_each_condition_opens_or_closes_the_door(
    change: dict[str, object], code: str | None, open_door: bool
) -> None:
    examination = examine_wish(replace(FACTS, **change))
    assert examination.may_be_filed is open_door
    assert [finding.code for finding in examination.findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("agreement", "code", "verdict"),
    [
        (None, "WISH_OTHER_AGENCY", Verdict.CANNOT_TELL),
        (True, "WISH_OTHER_AGENCY_AGREES", Verdict.MET),
        (False, "WISH_OTHER_AGENCY_DECLINES", Verdict.NOT_MET),
    ],
)
def test_other_region_needs_the_agreement_of_its_agency(
    agreement: bool | None, code: str, verdict: Verdict
) -> None:
    examination = examine_wish(replace(FACTS, subdivision=Subdivision.BREST, agreement=agreement))
    assert examination.needs_agreement
    assert examination.may_be_filed
    assert [(finding.code, finding.verdict) for finding in examination.findings] == [(code, verdict)]


def test_region_without_recorded_policy_cannot_be_told_about_another_speciality() -> None:
    facts = replace(FACTS, region="53", subdivision=Subdivision.BREST, specialty=MedicalSpecialty.GERIATRIE)
    assert codes(facts) == ["WISH_SPECIALTY_UNKNOWN"]


def test_every_subdivision_lies_in_a_region() -> None:
    assert set(REGIONS_OF) == set(Subdivision)
    assert all(REGIONS_OF.values())


def test_usual_window_is_april_and_may() -> None:
    assert usual_window(2027) == (date(2027, 4, 1), date(2027, 5, 31))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2024, 8, 31), 4), (date(2024, 9, 1), 5), (date(2026, 4, 1), 6)]
)
def test_year_of_study_grows_each_september(day: date, year: int) -> None:
    assert year_of_study_on(day, at_application=4, applied_on=date(2023, 11, 20)) == year
    assert year_of_study_on(day, at_application=None, applied_on=date(2023, 11, 20)) is None


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (SecondThoughtsFacts(Subdivision.BREST, True, True, True), Verdict.MET),
        (SecondThoughtsFacts(Subdivision.BREST, False, True, True), Verdict.NOT_MET),
        (SecondThoughtsFacts(Subdivision.BREST, True, False, True), Verdict.NOT_MET),
        (SecondThoughtsFacts(Subdivision.BREST, True, True, False), Verdict.NOT_MET),
        (SecondThoughtsFacts(Subdivision.BREST), Verdict.CANNOT_TELL),
        (SecondThoughtsFacts(Subdivision.MONTPELLIER, True, True, True), Verdict.NOT_MET),
        (SecondThoughtsFacts(Subdivision.TOULOUSE, True, True, True), Verdict.NOT_MET),
    ],
)
def test_second_thoughts_stay_on_the_cesp_list_within_rank_and_faculty(
    facts: SecondThoughtsFacts, verdict: Verdict
) -> None:
    answer = second_thoughts(facts)
    assert answer.verdict is verdict
    assert all(finding.source for finding in answer.findings)


def test_the_rules_are_told_in_sentences_with_their_sources() -> None:
    told = told_rules(date(2027, 3, 1))
    assert [rule.sentence.replace("\u00a0", " ") for rule in told] == [
        "Les agences recueillent les vœux entre le 1er avril et le 31 mai.",
        "Le vœu se dépose pendant la 6e année d'études.",
        "Le poste demandé pour vous n'est pas réservé : chacun choisit à son rang.",
        "L'arrêté qui publie les postes de la liste CESP paraît en juillet.",
    ]
    assert told[0].sources.count(" ; ") == 1, "Two values, two texts."
    assert all(rule.sources and rule.to_confirm for rule in told)
