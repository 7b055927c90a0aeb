"""What stops a request from being sent: every problem, beside its field, on both sides of each limit."""

import ast
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from installations.enums import RequestKind
from installations.rules import submissions
from installations.rules.submissions import SiteFacts, SubmissionFacts, problems_of

SITE = SiteFacts("11132", "Fabrezan", "76", Decimal(8), None)
FACTS = SubmissionFacts(
    kind=RequestKind.INSTALLATION,
    on=dt.date(2026, 11, 20),
    starts_on=dt.date(2027, 1, 4),
    ends_on=None,
    training_completed_on=dt.date(2026, 10, 30),
    region_code="76",
    cause="",
    explanation="",
    has_target_agency=False,
    sites=(SITE,),
    share_if_all_serve=Fraction(1),
)
DEFERRAL = replace(
    FACTS,
    kind=RequestKind.DEFERRAL,
    sites=(),
    ends_on=dt.date(2027, 12, 31),
    explanation="Un diplôme complémentaire.",
)
TERMINATION = replace(
    FACTS, kind=RequestKind.TERMINATION, sites=(), cause="signataire", explanation="Un autre projet."
)
TRANSFER = replace(FACTS, kind=RequestKind.TRANSFER, has_target_agency=True)
PROBLEMS = [
    ("START_MISSING", "starts_on", replace(FACTS, starts_on=None)),
    ("START_BEFORE_DIPLOMAS", "starts_on", replace(FACTS, starts_on=dt.date(2026, 10, 29))),
    ("START_BEFORE_DIPLOMAS", "starts_on", replace(DEFERRAL, starts_on=dt.date(2026, 10, 29))),
    (
        "DIPLOMAS_NOT_DECLARED",
        "starts_on",
        replace(FACTS, training_completed_on=None, starts_on=dt.date(2026, 11, 20)),
    ),
    ("END_MISSING", "ends_on", replace(DEFERRAL, ends_on=None)),
    ("END_BEFORE_START", "ends_on", replace(DEFERRAL, ends_on=dt.date(2027, 1, 3))),
    ("CAUSE_MISSING", "cause", replace(TERMINATION, cause="")),
    ("EXPLANATION_MISSING", "explanation", replace(TERMINATION, explanation=" \n")),
    ("TARGET_MISSING", "target_agency", replace(TRANSFER, has_target_agency=False)),
    (
        "TARGET_MISSING",
        "target_agency",
        replace(TRANSFER, has_target_agency=False, sites=(replace(SITE, region_code="11"),)),
    ),
    ("SITE_MISSING", "sites", replace(FACTS, sites=())),
    ("MORE_THAN_A_WEEK", "sites", replace(FACTS, sites=(SITE, replace(SITE, half_days=Decimal("6.5"))))),
    (
        "MORE_THAN_A_WEEK",
        "sites",
        replace(FACTS, sites=(replace(SITE, half_days=None, hours=Decimal("60.25")),)),
    ),
    (
        "MORE_THAN_A_WEEK",
        "sites",
        replace(FACTS, sites=(SITE, replace(SITE, half_days=None, hours=Decimal(26)))),
    ),
    ("BELOW_HALF_TIME", "sites", replace(FACTS, share_if_all_serve=Fraction(0))),
    ("PLACE_ABROAD", "sites-0", replace(FACTS, sites=(replace(SITE, commune_code="99131"),))),
    ("OUTSIDE_SCHEME_TERRITORY", "sites-0", replace(FACTS, sites=(replace(SITE, commune_code="98818"),))),
    (
        "UNKNOWN_COMMUNE",
        "sites-1",
        replace(FACTS, sites=(SITE, replace(SITE, half_days=Decimal(4), region_code=None))),
    ),
    ("OTHER_REGION", "sites-0", replace(FACTS, sites=(replace(SITE, region_code="11"),))),
]
FINE = [
    FACTS,
    replace(FACTS, sites=(SITE, replace(SITE, half_days=None, hours=Decimal(25)))),
    DEFERRAL,
    TERMINATION,
    TRANSFER,
    replace(FACTS, starts_on=dt.date(2026, 10, 30)),
    replace(FACTS, training_completed_on=None, starts_on=dt.date(2026, 11, 21)),
    replace(DEFERRAL, ends_on=DEFERRAL.starts_on),
    replace(FACTS, sites=(SITE, replace(SITE, half_days=Decimal(6)))),
    replace(FACTS, share_if_all_serve=None),
    replace(FACTS, kind=RequestKind.END_OF_COMMITMENT, starts_on=None, sites=()),
]


@pytest.mark.parametrize(("code", "field", "facts"), PROBLEMS)
def test_each_problem_stands_beside_its_field_and_says_what_to_do(
    code: str, field: str, facts: SubmissionFacts
) -> None:
    (problem,) = problems_of(facts)
    assert (problem.code, problem.field) == (code, field)
    assert problem.message.endswith((".", "?"))
    assert problem.advice.endswith(".")


@pytest.mark.parametrize("facts", FINE)
def test_what_is_right_on_the_limit_is_sent(facts: SubmissionFacts) -> None:
    assert problems_of(facts) == ()


def test_every_problem_of_the_rules_is_in_the_table() -> None:
    calls = ast.walk(ast.parse(Path(submissions.__file__).read_text()))
    written = {
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "Problem"
        and isinstance(call.args[0], ast.Constant)
    }
    assert written == {code for code, _, _ in PROBLEMS}
