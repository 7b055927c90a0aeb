"""Pages on which a referent writes the questions of a survey."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from contracts.forms.surveys import QuestionForm
from contracts.models import SurveyQuestion
from contracts.selectors.surveys import (
    question_of,
    survey_of,
)
from contracts.services import survey_questions
from contracts.views.surveys import FORM_METHODS, form_page, typed_in


@for_roles(Role.REFERENT)
@FORM_METHODS
def question_new(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Add a question at the end."""
    composed = survey_of(request.actor, survey_id)
    form = QuestionForm(typed_in(request))
    if form.is_valid():
        try:
            survey_questions.add_question(
                actor=request.actor, survey=composed, at=clock.instant(), **form.cleaned_data
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            return redirect("survey", composed.id)
    return form_page(request, form, "Nouvelle question", "Ajouter la question", back=composed)


@for_roles(Role.REFERENT)
@FORM_METHODS
def question_change(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Change a question of a survey in preparation."""
    question = question_of(request.actor, question_id)
    form = QuestionForm(typed_in(request), initial=_typed(question))
    if form.is_valid():
        try:
            survey_questions.change_question(
                actor=request.actor, question=question, at=clock.instant(), **form.cleaned_data
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            return redirect("survey", question.survey_id)
    return form_page(request, form, "Modifier la question", "Enregistrer", back=question.survey)


def _typed(question: SurveyQuestion) -> dict[str, Any]:
    names = ("label", "hint", "kind", "code", "fact", "required")
    return {name: getattr(question, name) for name in names} | {"choices": "\n".join(question.choices)}


@for_roles(Role.REFERENT)
@require_POST
def question_remove(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Remove a question of a survey in preparation."""
    question = question_of(request.actor, question_id)
    survey_questions.remove_question(actor=request.actor, question=question, at=clock.instant())
    messages.success(request, "La question est retirée.")
    return redirect("survey", question.survey_id)


@for_roles(Role.REFERENT)
@require_POST
def question_up(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Ask a question one rank earlier."""
    question = question_of(request.actor, question_id)
    survey_questions.move_question_up(actor=request.actor, question=question, at=clock.instant())
    return redirect("survey", question.survey_id)
