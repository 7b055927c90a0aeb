"""The life of a survey: a table, and nothing else decides what may be done next."""

from __future__ import annotations

from datetime import date, timedelta

from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import SurveyStatus

SURVEY = Transitions(
    name="enquête",
    initial=SurveyStatus.DRAFT,
    table={
        (SurveyStatus.DRAFT, "compose"): SurveyStatus.DRAFT,
        (SurveyStatus.DRAFT, "freeze"): SurveyStatus.FROZEN,
        (SurveyStatus.FROZEN, "thaw"): SurveyStatus.DRAFT,
        (SurveyStatus.FROZEN, "open"): SurveyStatus.OPEN,
        (SurveyStatus.OPEN, "answer"): SurveyStatus.OPEN,
        (SurveyStatus.OPEN, "close"): SurveyStatus.CLOSED,
    },
    status_labels={status.value: status.label for status in SurveyStatus},
    action_labels={
        "compose": "modifier les questions",
        "freeze": "figer la population",
        "thaw": "revenir à la préparation",
        "open": "ouvrir l'enquête",
        "answer": "répondre",
        "close": "clore l'enquête",
    },
)


def reminder_days(opened_on: date, closes_on: date, days: list[int]) -> tuple[date, ...]:
    """Return the days of the reminders, those after the opening and not after the last day, each once."""
    wanted = {opened_on + timedelta(days=number) for number in days if number > 0}
    return tuple(sorted(day for day in wanted if day <= closes_on))
