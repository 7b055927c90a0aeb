"""All that an answer finds, and nothing else: a finding too many alarms for nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from cesp_portal.dashboard.rules.questions import QUESTIONS

LISTS = {stream: {"principal": [stream.upper()], "complementary": []} for stream in ("b", "c")}
PAID = [{"from": "2024-11", "to": "2025-08"}]
BEFORE = {"regime": "R2", "profession": "medecine", "stage": "avant_diplome", "cause": "signataire"}
STUDENT = {
    "regime": "R2",
    "region": "76",
    "profession": "medecine",
    "track": "etudiant",
    "year_of_study": 5,
    "enrolled_in_france": True,
    "auditor": False,
    "other_commitment": False,
}
LEAVE = {
    "population": "3e_cycle",
    "motive": "maladie",
    "from": date(2024, 3, 1),
    "to": date(2024, 6, 30),
    "evidence": True,
}
STAY = {
    "ground": 4,
    "internship_started_on": date(2024, 11, 2),
    "from": date(2025, 11, 2),
    "to": date(2026, 11, 1),
    "requested_on": date(2025, 9, 2),
}
PRACTICE = {
    "months_owed": 24,
    "training_completed_on": date(2023, 10, 31),
    "periods": [{"from": date(2024, 1, 1), "share": "1", "eligible": True}],
    "as_of": date(2024, 12, 31),
}
WEEK = {
    "regime": "R4",
    "region": "76",
    "on": date(2027, 1, 4),
    "mode": "liberal",
    "half_days_in_zone": 4,
    "half_days_total": 8,
}
PLACE = {
    "profession": "medecine",
    "regime": "R2",
    "region": "11",
    "history": [{"from": date(2018, 5, 1), "level": "ZIP"}, {"from": date(2025, 4, 15), "level": "ZAR"}],
    "on": date(2025, 9, 1),
}
DEFERRAL = {
    "region": "76",
    "regime": "R2",
    "training_completed_on": date(2024, 10, 31),
    "requested_months": 12,
    "replacement_months_counted": 0,
}
REPLACEMENT = {
    "region": "76",
    "training_completed_on": date(2024, 10, 31),
    "from": date(2024, 11, 1),
    "to": date(2025, 10, 31),
    "in_zone": True,
    "deferral_granted": False,
}


TRAINING = {
    "regime": "R2",
    "profession": "medecine",
    "track": "etudiant",
    "cycle_at_application": 2,
    "first_paid_month": "2022-10",
    "as_of": date(2025, 6, 15),
}
SICK = {"motive": "maladie", "from": date(2025, 6, 1), "to": date(2025, 8, 31), "suspension_requested": True}
INTERN = {"internship_started_on": date(2024, 11, 2)}
REQUEST = {**INTERN, "third_cycle_suspension_requested_on": date(2024, 12, 2)}


def without(facts: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


@pytest.mark.parametrize(
    ("question", "facts", "codes"),
    [
        ("indemnity", {**BEFORE, "paid": PAID}, []),
        ("indemnity", {**BEFORE, "paid": []}, ["PENALTY_FLOOR"]),
        ("indemnity", {**BEFORE, "stage": "apres_diplome", "paid": PAID}, []),
        ("indemnity", {**without(BEFORE, "regime"), "paid": PAID}, ["REGIME_TO_CONFIRM"]),
        ("indemnity", without(BEFORE, "stage", "cause"), ["FACT_MISSING"]),
        ("indemnity", {**BEFORE, "paid": [{"from": "2025-01", "to": "2026-01"}]}, ["ALLOWANCE_UNCONFIRMED"]),
        ("indemnity", {**BEFORE, "regime": "R1-MED", "paid": [{"from": "2013-01", "to": "2013-11"}]}, []),
        (
            "indemnity",
            {**BEFORE, "regime": "R1-MED", "paid": [{"from": "2012-10", "to": "2013-10"}]},
            [],
        ),
        (
            "indemnity",
            {**BEFORE, "stage": "en_exercice", "paid": PAID, "months_owed": 24, "months_served": 12},
            ["ANNEX_MISSING"],
        ),
        (
            "indemnity",
            {**BEFORE, "stage": "en_exercice", "paid": PAID, "months_owed": 0, "months_served": 0},
            ["NOTHING_DUE"],
        ),
        ("next_offers", {"places": {"a": 2, "b": 0, "c": 0}, "lists": LISTS}, []),
        ("next_offers", {"places": {"a": 1, "b": 0, "c": 0}, "lists": LISTS}, ["SHARED_PLACES_CHOICE"]),
        ("next_offers", {"places": {"a": 0, "b": 0, "c": 0}, "lists": LISTS}, []),
        ("next_offers", {"places": {"a": 1, "b": 0}, "lists": {"b": LISTS["b"]}}, []),
        (
            "next_offers",
            {"places": {"a": 1, "b": 0}, "lists": {"b": {"principal": ["B", "D"], "complementary": []}}},
            [],
        ),
        ("authority", {"on": date(2025, 3, 25)}, []),
        ("authority", {"on": date(2025, 3, 26)}, ["FACT_MISSING"]),
        ("commitment", TRAINING, []),
        ("commitment", {**TRAINING, "leaves": [SICK]}, ["PAYMENT_SUSPENDED"]),
        ("commitment", {**TRAINING, "leaves": [SICK], "as_of": date(2025, 5, 31)}, []),
        (
            "commitment",
            {**without(TRAINING, "cycle_at_application"), "leaves": [SICK]},
            ["PAYMENT_SUSPENDED"],
        ),
        (
            "commitment",
            {
                **without(TRAINING, "cycle_at_application"),
                "leaves": [{**SICK, "motive": "disponibilite_etudes"}],
            },
            ["FACT_MISSING"],
        ),
        ("commitment", {**TRAINING, **INTERN, "regime": "R1-ODO"}, ["PAYMENT_SUSPENDED"]),
        ("commitment", {**TRAINING, **INTERN, "regime": "R1-ODO", "cycle_at_application": 3}, []),
        ("commitment", {**without(TRAINING, "cycle_at_application"), **REQUEST}, ["FACT_MISSING"]),
        ("list_transmission", {}, ["FACT_MISSING"]),
        ("next_exchange", {"on": date(2025, 1, 1)}, ["FACT_MISSING"]),
        ("eligibility", STUDENT, []),
        ("eligibility", without(STUDENT, "track"), ["FACT_MISSING"]),
        ("eligibility", without(STUDENT, "profession"), ["FACT_MISSING"]),
        ("eligibility", without(STUDENT, "region"), ["FACT_MISSING"]),
        ("eligibility", {**STUDENT, "regime": "TO_CONFIRM"}, []),
        ("eligibility", {**STUDENT, "regime": "TO_CONFIRM", "profession": "odontologie"}, []),
        ("eligibility", {**STUDENT, "regime": "TO_CONFIRM", "track": "padhue"}, ["REGIME_TO_CONFIRM"]),
        (
            "eligibility",
            {**STUDENT, "track": "padhue", "regime": "R1-MED"},
            ["TRACK_NOT_OPEN"],
        ),
        ("training_leave", LEAVE, []),
        ("training_leave", without(LEAVE, "from"), ["FACT_MISSING"]),
        ("training_leave", without(LEAVE, "motive"), ["FACT_MISSING"]),
        ("disponibilite", STAY, []),
        ("disponibilite", without(STAY, "to"), ["FACT_MISSING"]),
        ("disponibilite", {**STAY, "phd": True, "to": date(2026, 11, 2)}, ["MAX_ONE_YEAR"]),
        ("service", PRACTICE, []),
        (
            "service",
            {**PRACTICE, "suspensions": [{"from": date(2024, 6, 1), "to": date(2024, 6, 29)}]},
            ["MIN_ONE_MONTH"],
        ),
        (
            "service",
            {**PRACTICE, "suspensions": [{"from": date(2024, 6, 1), "to": date(2025, 6, 1)}]},
            ["MAX_ONE_YEAR"],
        ),
        (
            "service",
            {
                **PRACTICE,
                "suspensions": [
                    {"from": date(2024, 6, 16), "to": date(2024, 6, 30)},
                    {"from": date(2024, 6, 1), "to": date(2024, 6, 15)},
                ],
            },
            [],
        ),
        ("service", {**PRACTICE, "months_owed": 0}, []),
        (
            "service",
            {**PRACTICE, "periods": [{"from": date(2023, 10, 31), "share": "1", "eligible": True}]},
            [],
        ),
        (
            "service",
            {**PRACTICE, "periods": [{"from": date(2023, 10, 30), "share": "1", "eligible": True}]},
            ["BEFORE_DIPLOMAS"],
        ),
        (
            "service",
            {**PRACTICE, "periods": [{"from": date(2024, 1, 1), "share": "0", "eligible": True}]},
            [],
        ),
        ("work_share", WEEK, []),
        ("work_share", {**WEEK, "half_days_in_zone": 8}, []),
        ("work_share", without(WEEK, "region"), []),
        ("work_share", {**WEEK, "regime": "TO_CONFIRM", "region": "52"}, ["REGIME_TO_CONFIRM"]),
        ("work_share", {**WEEK, "regime": "R2", "on": date(2024, 1, 1)}, []),
        (
            "work_share",
            {**WEEK, "regime": "R2", "on": date(2024, 1, 1), "mode": "mixte", "hours_in_zone": 14},
            ["WORK_TIME_BASIS_TO_CONFIRM"],
        ),
        ("zone_right", {**PLACE, "on": date(2024, 1, 1)}, []),
        ("zone_right", PLACE, ["NOT_ELIGIBLE_ZONE"]),
        (
            "zone_right",
            {**PLACE, "project_filed_on": date(2022, 4, 15)},
            ["OLD_AIDS_LOST", "STABLE_THREE_YEARS"],
        ),
        ("zone_right", {**PLACE, "installed_since": date(2023, 1, 1)}, ["OLD_AIDS_KEPT"]),
        ("zone_right", {**PLACE, "qpv_level": "ZAR"}, ["NOT_ELIGIBLE_ZONE", "QPV_LEVEL_WINS"]),
        (
            "zone_right",
            {**PLACE, "qpv_level": "ZAR", "installed_since": date(2020, 1, 1)},
            ["QPV_LEVEL_WINS", "ZONE_UNKNOWN"],
        ),
        (
            "zone_right",
            {**PLACE, "region": "52", "regime": "R1-MED"},
            ["PROJECT_TOO_RECENT", "ZONE_LOST_RECENTLY"],
        ),
        ("zone_right", without(PLACE, "on"), ["FACT_MISSING"]),
        (
            "zone_right",
            {**PLACE, "installed_since": date(2018, 4, 30)},
            ["ZONE_UNKNOWN"],
        ),
        ("deferral", DEFERRAL, []),
        ("deferral", {**DEFERRAL, "regime": "TO_CONFIRM"}, ["REGIME_TO_CONFIRM"]),
        ("deferral", {**DEFERRAL, "region": "53"}, ["REGION_POLICY_UNKNOWN", "UFR_OPINION_MISSING"]),
        ("deferral", {**DEFERRAL, "region": "53", "ufr_opinion": True}, ["REGION_POLICY_UNKNOWN"]),
        ("deferral", {**DEFERRAL, "replacement_months_counted": 3}, ["EXCLUSIVE_WITH_REPLACEMENT"]),
        ("replacement", REPLACEMENT, []),
        ("replacement", {**REPLACEMENT, "region": "11"}, ["AGENCY_DECIDES", "REGION_POLICY_UNKNOWN"]),
        ("replacement", without(REPLACEMENT, "region"), ["FACT_MISSING"]),
    ],
)
def test_answer_finds_this_and_nothing_else(question: str, facts: dict[str, Any], codes: list[str]) -> None:
    answer = QUESTIONS[question].ask(facts)
    assert sorted({finding.code for finding in answer.findings}) == codes


@pytest.mark.parametrize(
    ("changes", "months"),
    [
        ({}, 33),
        ({"leaves": [SICK]}, 32),
        ({**INTERN, "regime": "R1-ODO"}, 26),
        ({**INTERN, "regime": "R1-ODO", "cycle_at_application": 3}, 33),
        ({**REQUEST, "cycle_at_application": None}, None),
        ({"track": None, "profession": None, "training_completed_on": date(2024, 10, 31)}, 25),
        ({"track": None}, None),
    ],
)
def test_months_paid_are_told_or_not(changes: dict[str, Any], months: int | None) -> None:
    facts = {name: value for name, value in {**TRAINING, **changes}.items() if value is not None}
    assert QUESTIONS["commitment"].ask(facts).months_paid == months


def test_only_the_fact_that_is_missing_is_asked() -> None:
    answer = QUESTIONS["commitment"].ask(without(TRAINING, "track"))
    assert [finding.facts for finding in answer.findings] == [(("track", "?"),)]


def test_unknown_start_comes_first_and_names_the_track() -> None:
    answer = QUESTIONS["commitment"].ask(
        {**without(TRAINING, "first_paid_month", "profession"), "track": "padhue"}
    )
    assert [finding.code for finding in answer.findings][:2] == ["START_UNKNOWN", "FACT_MISSING"]
    assert answer.findings[0].facts == (("track", "padhue"),)


def test_deferral_may_start_the_day_training_ends() -> None:
    ended = {"des_on": date(2024, 10, 31), "de_on": date(2024, 10, 31)}
    answer = QUESTIONS["commitment"].ask(
        {**TRAINING, **ended, "deferrals": [{"from": date(2024, 10, 31), "to": date(2025, 4, 30)}]}
    )
    assert answer.months_paid == 31


def test_unknown_policy_names_its_region() -> None:
    answer = QUESTIONS["deferral"].ask({**DEFERRAL, "region": "53", "ufr_opinion": True})
    assert [finding.facts for finding in answer.findings] == [(("region", "53"),)]
