"""Whatever is missing or absurd, the rules answer or name the fact; they never crash."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cesp_portal.common.rules.errors import FactError
from cesp_portal.dashboard.rules.questions import QUESTIONS
from contracts.rules.deadlines import OfferDeadlineFacts, offer_deadline
from contracts.rules.third_cycle import ThirdCycleFacts, third_cycle_suspension
from installations.rules.practice_suspensions import PracticeSuspensionFacts, practice_suspension
from tests.rules.test_cases import ANSWERED, NO, YES

# A fact that is an event: its absence says that it has not happened.
EVENTS = {
    "project_filed_on",
    "installed_since",
    "followed_by_installation_same_place",
    "qpv_level",
    "phd",
    "ufr_opinion",
    "events",
    "lists",
    "periods",
    "deferrals",
    "leaves",
    "granted",
    "earlier",
    "specialty",
    "other_region_agreement",
    "project_changed_on",
    "suspensions",
    "internship_started_on",
    # What another fact makes needless.
    "region",
    "half_days_total",
    "applied_on",
    "concluded_on",
}
ABSURD = [
    None,
    "",
    "n'importe quoi",
    -1,
    10**9,
    True,
    Decimal("NaN"),
    Decimal("0.1"),
    date.max,
    date.min,
    [],
    [[]],
    {},
    {"x": 1},
]
ABSURD += [
    "9999-12",
    "0001-01",
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
    "\x00",
    "²",
]


def asked(question: str, facts: Mapping[str, Any]) -> Any:
    """The answer, or the error that names a fact."""
    try:
        return QUESTIONS[question].ask(facts)
    except FactError as error:
        return error


def is_named(answer: Any) -> bool:
    return not isinstance(answer, FactError) or bool(answer.fact and answer.message)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_missing_fact_is_never_a_no_and_never_a_crash(question: str) -> None:
    for case in [case for case in ANSWERED if case.question == question]:
        before = getattr(asked(question, case.facts), "outcome", None)
        for fact in case.facts:
            answer = asked(question, {name: value for name, value in case.facts.items() if name != fact})
            assert is_named(answer), (case.id, fact)
            if before in YES and fact not in EVENTS:
                assert getattr(answer, "outcome", None) not in NO, (case.id, fact)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_absurd_fact_is_answered_or_named(question: str) -> None:
    for case in [case for case in ANSWERED if case.question == question][:6]:
        for fact in case.facts:
            for absurd in ABSURD:
                assert is_named(asked(question, {**case.facts, fact: absurd})), (case.id, fact, absurd)


def test_last_days_of_the_calendar_are_refused_in_words() -> None:
    for answer in (
        lambda: offer_deadline(OfferDeadlineFacts(date.max)),
        lambda: third_cycle_suspension(ThirdCycleFacts(2, date.max, date.max)),
        lambda: practice_suspension(PracticeSuspensionFacts(date.max, date.max)),
    ):
        with pytest.raises(FactError, match="le calendrier s'arrête"):
            answer()
