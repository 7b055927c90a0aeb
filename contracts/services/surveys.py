"""Composing a survey, fixing whom it is sent to, opening and closing it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from contracts.enums import ContractStatus, SurveyPopulation, SurveyStatus
from contracts.jobs import SEND_SURVEY_LINKS
from contracts.models import Contract, Survey, SurveyQuestion, SurveyWave
from contracts.policies.surveys import may_prepare, may_prepare_surveys
from contracts.rules.survey_lifecycle import SURVEY, reminder_days


@transaction.atomic
def create_survey(
    *,
    actor: Actor,
    title: str,
    introduction: str,
    population: SurveyPopulation,
    profession: str,
    closes_on: dt.date,
    reminders: Sequence[int],
    follows: Survey | None,
    at: dt.datetime,
    on: dt.date,
) -> Survey:
    """Start a survey of the actor's agency. With ``follows``, its questions are taken over for comparison.

    Raises BadInput when the last day is past or the survey before already has a successor.
    """
    if actor.agency_id is None or not may_prepare_surveys(actor):
        raise Forbidden
    if follows is not None and follows.agency_id != actor.agency_id:
        raise Forbidden
    _check_last_day(closes_on, on)
    taken = BadInput(
        "SURVEY_ALREADY_FOLLOWED",
        "Une autre enquête prend déjà la suite de celle-ci.",
        "Choisissez la dernière enquête de la série.",
    )
    with refusing({"contracts_survey_follows_id_key": taken}):
        survey = Survey.objects.create(
            agency_id=actor.agency_id,
            title=title,
            introduction=introduction,
            population=population,
            profession=profession,
            closes_on=closes_on,
            reminder_days=sorted(set(reminders)),
            follows=follows,
            created_at=at,
        )
    if follows is not None:
        _take_over_questions(survey, follows)
    record_survey(actor, "survey_created", survey, at)
    return survey


@transaction.atomic
def change_survey(*, actor: Actor, survey: Survey, at: dt.datetime, on: dt.date, **changes: Any) -> Survey:
    """Change the settings of a survey in preparation (``title``, ``introduction``, ``closes_on``, …)."""
    survey, _ = step_of_survey(actor, survey, "compose")
    for name, value in changes.items():
        setattr(survey, name, value)
    _check_last_day(survey.closes_on, on)
    survey.save(update_fields=[*changes])
    record_survey(actor, "survey_changed", survey, at, fields=sorted(changes))
    return survey


@transaction.atomic
def freeze_population(*, actor: Actor, survey: Survey, at: dt.datetime) -> int:
    """Fix who is invited: the active contracts of the region that the survey is meant for. Returns how many.

    Raises Refusal when there is no question or nobody to ask.
    """
    survey, after = step_of_survey(actor, survey, "freeze")
    if not survey.questions.exists():
        raise Refusal("SURVEY_EMPTY", "L'enquête n'a aucune question.", "Ajoutez au moins une question.")
    size = _invite(survey)
    if not size:
        raise Refusal(
            "POPULATION_EMPTY", "Aucun signataire ne correspond.", "Élargissez la population de l'enquête."
        )
    survey.status, survey.frozen_at, survey.population_size = SurveyStatus(after), at, size
    survey.save(update_fields=["status", "frozen_at", "population_size"])
    record_survey(actor, "survey_population_frozen", survey, at, people=size)
    return size


@transaction.atomic
def thaw_population(*, actor: Actor, survey: Survey, at: dt.datetime) -> None:
    """Go back to preparation before anybody was written to; the population will be taken again."""
    survey, after = step_of_survey(actor, survey, "thaw")
    survey.invitations.all().delete()
    survey.status, survey.frozen_at, survey.population_size = SurveyStatus(after), None, 0
    survey.save(update_fields=["status", "frozen_at", "population_size"])
    record_survey(actor, "survey_population_thawed", survey, at)


@transaction.atomic
def open_survey(*, actor: Actor, survey: Survey, at: dt.datetime, on: dt.date) -> None:
    """Open a survey whose population is fixed: links are sent in the background, reminders get their days."""
    survey, after = step_of_survey(actor, survey, "open")
    _check_last_day(survey.closes_on, on)
    survey.status, survey.opened_at = SurveyStatus(after), at
    survey.save(update_fields=["status", "opened_at"])
    days = (on, *reminder_days(on, survey.closes_on, survey.reminder_days))
    SurveyWave.objects.bulk_create(
        [SurveyWave(survey=survey, number=number, due_on=day) for number, day in enumerate(days)]
    )
    record_survey(actor, "survey_opened", survey, at, reminders=[day.isoformat() for day in days[1:]])
    enqueue(SEND_SURVEY_LINKS, survey_id=str(survey.id))


@transaction.atomic
def close_survey(*, actor: Actor, survey: Survey, at: dt.datetime) -> None:
    """Close an open survey: no answer is taken any more, what was not sent is not counted."""
    survey, after = step_of_survey(actor, survey, "close")
    survey.status, survey.closed_at = SurveyStatus(after), at
    survey.save(update_fields=["status", "closed_at"])
    survey.waves.filter(completed_at__isnull=True).update(completed_at=at)
    answered = survey.invitations.filter(submitted_at__isnull=False).count()
    record_survey(actor, "survey_closed", survey, at, people=survey.population_size, answered=answered)


def close_due_surveys(*, actor: Actor, at: dt.datetime, on: dt.date) -> int:
    """Close the open surveys whose last day is past; returns how many."""
    closed = 0
    for survey in Survey.objects.filter(status=SurveyStatus.OPEN, closes_on__lt=on).order_by("id"):
        close_survey(actor=actor, survey=survey, at=at)
        closed += 1
    return closed


def population_of(survey: Survey) -> QuerySet[Contract]:
    """Return the contracts that a survey is meant for, as they are now."""
    contracts = Contract.objects.filter(agency_id=survey.agency_id, status=ContractStatus.ACTIVE)
    if survey.profession:
        contracts = contracts.filter(profession=survey.profession)
    graduated = Q(training_completed_on__isnull=False)
    if survey.population == SurveyPopulation.TRAINING:
        contracts = contracts.exclude(graduated)
    elif survey.population == SurveyPopulation.GRADUATED:
        contracts = contracts.filter(graduated)
    return contracts


def _invite(survey: Survey) -> int:
    """Write one invitation for each contract of the population, in one statement whatever its size."""
    sql, parameters = population_of(survey).order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contracts_invitation (id, survey_id, contract_id, agency_id)"  # noqa: S608  # its own words
            f" SELECT gen_random_uuid(), %s, found.id, %s FROM ({sql}) AS found",
            [survey.id, survey.agency_id, *parameters],
        )
        size: int = cursor.rowcount
    return size


def _take_over_questions(survey: Survey, follows: Survey) -> None:
    SurveyQuestion.objects.bulk_create(
        [
            SurveyQuestion(
                survey=survey,
                position=question.position,
                code=question.code,
                kind=question.kind,
                label=question.label,
                hint=question.hint,
                required=question.required,
                choices=question.choices,
                fact=question.fact,
            )
            for question in follows.questions.all()
        ]
    )


def step_of_survey(actor: Actor, survey: Survey, action: str) -> tuple[Survey, str]:
    """Lock the survey, check the right and the lifecycle; return it as it is now, and the status that follows."""
    if not may_prepare(actor, survey):
        raise Forbidden
    survey = Survey.objects.select_for_update().get(id=survey.id)
    try:
        return survey, SURVEY.after(survey.status, action)
    except TransitionRefused as refused:
        raise Refusal(
            "SURVEY_STEP_REFUSED", str(refused), "Rechargez la page : l'enquête a changé d'état."
        ) from refused


def _check_last_day(closes_on: dt.date, on: dt.date) -> None:
    if closes_on < on:
        raise BadInput(
            "SURVEY_LAST_DAY_PAST", "Le dernier jour pour répondre est passé.", "Choisissez un jour à venir."
        )


def record_survey(actor: Actor, what: str, survey: Survey, at: dt.datetime, **facts: Any) -> None:
    """Leave a line in the journal about a survey."""
    agency_id: uuid.UUID = survey.agency_id
    journal.record(
        actor=actor, action=f"contracts.{what}", obj=survey, at=at, agency_id=agency_id, facts=facts
    )
