"""The questions of a survey in preparation."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.refusals import BadInput
from contracts.enums import FileFact, QuestionKind
from contracts.models import Survey, SurveyQuestion
from contracts.services.surveys import record_survey, step_of_survey

QUESTION_REFUSALS = {
    "question_code_once": BadInput(
        "QUESTION_CODE_TAKEN", "Ce code sert déjà à une autre question.", "Choisissez un autre code."
    ),
    "question_fact_once": BadInput(
        "FACT_ALREADY_ASKED",
        "Une autre question de l'enquête porte déjà sur ce fait du dossier.",
        "Gardez une seule question par fait du dossier.",
    ),
    "question_choices_for_a_choice_only": BadInput(
        "CHOICES_MISSING",
        "Une liste propose au moins deux choix, et seule une liste en propose.",
        "Écrivez un choix par ligne, ou changez la nature de la question.",
    ),
    "question_fact_fits_its_kind": BadInput(
        "FACT_DOES_NOT_FIT",
        "Ce fait du dossier ne se demande pas par une question de cette nature.",
        "Par exemple, une date de thèse se demande par une question de nature « Date ».",
    ),
}


@transaction.atomic
def add_question(
    *,
    actor: Actor,
    survey: Survey,
    code: str,
    kind: QuestionKind,
    label: str,
    hint: str,
    required: bool,
    choices: Sequence[str],
    fact: FileFact | str,
    at: dt.datetime,
) -> SurveyQuestion:
    """Add a question at the end of a survey in preparation."""
    survey, _ = step_of_survey(actor, survey, "compose")
    last = survey.questions.aggregate(last=Max("position"))["last"] or 0
    with refusing(QUESTION_REFUSALS):
        question = SurveyQuestion.objects.create(
            survey=survey,
            position=last + 1,
            code=code,
            kind=kind,
            label=label,
            hint=hint,
            required=required,
            choices=list(choices),
            fact=fact,
        )
    record_survey(actor, "survey_question_added", survey, at, code=code, kind=kind)
    return question


@transaction.atomic
def change_question(
    *, actor: Actor, question: SurveyQuestion, at: dt.datetime, **changes: Any
) -> SurveyQuestion:
    """Change a question of a survey in preparation."""
    survey, _ = step_of_survey(actor, question.survey, "compose")
    for name, value in changes.items():
        setattr(question, name, value)
    with refusing(QUESTION_REFUSALS):
        question.save(update_fields=[*changes])
    record_survey(actor, "survey_question_changed", survey, at, code=question.code, fields=sorted(changes))
    return question


@transaction.atomic
def remove_question(*, actor: Actor, question: SurveyQuestion, at: dt.datetime) -> None:
    """Remove a question of a survey in preparation; the next ones move up."""
    survey, _ = step_of_survey(actor, question.survey, "compose")
    position, code = question.position, question.code
    question.delete()
    survey.questions.filter(position__gt=position).update(position=F("position") - 1)
    record_survey(actor, "survey_question_removed", survey, at, code=code)


@transaction.atomic
def move_question_up(*, actor: Actor, question: SurveyQuestion, at: dt.datetime) -> None:
    """Ask a question one rank earlier; the first one stays where it is."""
    survey, _ = step_of_survey(actor, question.survey, "compose")
    question.refresh_from_db(fields=["position"])
    before = survey.questions.filter(position=question.position - 1).first()
    if before is None:
        return
    before.position, question.position = question.position, before.position
    before.save(update_fields=["position"])
    question.save(update_fields=["position"])
    record_survey(actor, "survey_question_moved", survey, at, code=question.code)
