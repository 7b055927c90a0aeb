"""Pages on which a referent composes, sends and reads a survey."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from contracts.enums import SurveyPopulation, SurveyStatus
from contracts.forms.surveys import AnswerForm, NewSurveyForm, QuestionForm, SurveyForm
from contracts.rules.survey_lifecycle import SURVEY
from contracts.selectors.surveys import (
    pending_proposals,
    progress_of,
    survey_of,
    surveys_for,
)
from contracts.services import surveys

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])

# What each step means, runs and stops, before it is taken.
STEPS = {
    "freeze": (
        "Figer la population",
        "Les personnes interrogées sont fixées ; les questions ne changent plus.",
    ),
    "thaw": (
        "Revenir à la préparation",
        "Personne n'a encore été prévenu : les questions redeviennent modifiables.",
    ),
    "open": ("Ouvrir l'enquête", "Les liens personnels partent par courriel ; on ne revient pas en arrière."),
    "close": ("Clore l'enquête", "Plus aucune réponse n'est acceptée, même commencée."),
}


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_list(request: PortalRequest) -> HttpResponse:
    """List the surveys of the region."""
    shown = [(survey, progress_of(survey)) for survey in surveys_for(request.actor)]
    context = {"surveys": shown, "proposals": pending_proposals(request.actor).count()}
    return render(request, "contracts/surveys/list.html", context)


@for_roles(Role.REFERENT)
@FORM_METHODS
def survey_new(request: PortalRequest) -> HttpResponse:
    """Start a survey."""
    earlier = surveys_for(request.actor).filter(followed_by__isnull=True)
    form = NewSurveyForm(typed_in(request), earlier=earlier)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        facts["population"] = SurveyPopulation(facts["population"])
        try:
            survey = surveys.create_survey(actor=request.actor, at=clock.instant(), on=clock.today(), **facts)
        except BadInput as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("survey", survey.id)
    return form_page(request, form, "Nouvelle enquête", "Créer l'enquête")


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show a survey: where it stands, its questions, what may be done next."""
    shown = survey_of(request.actor, survey_id)
    may_act = request.actor.is_a(Role.REFERENT)
    context = {
        "survey": shown,
        "progress": progress_of(shown),
        "questions": list(shown.questions.all()),
        "waves": list(shown.waves.all()),
        "people_now": surveys.population_of(shown).count(),
        "may_compose": may_act and SURVEY.allows(shown.status, "compose"),
        "steps": [
            {"action": action, "label": STEPS[action][0], "meaning": STEPS[action][1]}
            for action in SURVEY.actions_from(shown.status)
            if may_act and action in STEPS
        ],
        "is_open": shown.status == SurveyStatus.OPEN,
    }
    return render(request, "contracts/surveys/survey.html", context)


@for_roles(Role.REFERENT)
@FORM_METHODS
def survey_change(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Change the settings of a survey in preparation."""
    changed = survey_of(request.actor, survey_id)
    fields = ("title", "introduction", "population", "profession", "closes_on")
    initial = {name: getattr(changed, name) for name in fields}
    initial["reminders"] = ", ".join(map(str, changed.reminder_days))
    form = SurveyForm(typed_in(request), initial=initial)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        facts["reminder_days"] = facts.pop("reminders")
        try:
            surveys.change_survey(
                actor=request.actor, survey=changed, at=clock.instant(), on=clock.today(), **facts
            )
        except BadInput as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("survey", changed.id)
    return form_page(request, form, "Réglages de l'enquête", "Enregistrer", back=changed)


def typed_in(request: PortalRequest) -> QueryDict | None:
    """Return what was sent, None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_preview(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show the survey as people will see it, without any way to answer."""
    shown = survey_of(request.actor, survey_id)
    forms = [
        AnswerForm(question=question, kept=None, prefix=question.code) for question in shown.questions.all()
    ]
    return render(request, "contracts/surveys/preview.html", {"survey": shown, "forms": forms})


@for_roles(Role.REFERENT)
@require_POST
def survey_step(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Take the next step in the life of a survey."""
    stepped = survey_of(request.actor, survey_id)
    at = clock.instant()
    match request.POST.get("action"):
        case "freeze":
            people = surveys.freeze_population(actor=request.actor, survey=stepped, at=at)
            said = f"La population est figée : {people} personnes."
        case "thaw":
            surveys.thaw_population(actor=request.actor, survey=stepped, at=at)
            said = "L'enquête est de nouveau en préparation."
        case "open":
            surveys.open_survey(actor=request.actor, survey=stepped, at=at, on=clock.today())
            said = "L'enquête est ouverte : les liens personnels partent par courriel."
        case "close":
            surveys.close_survey(actor=request.actor, survey=stepped, at=at)
            said = "L'enquête est close."
        case _:
            raise BadInput("UNKNOWN_STEP", "Cette étape n'existe pas.", "Revenez à la page de l'enquête.")
    messages.success(request, said)
    return redirect("survey", stepped.id)


def form_page(
    request: PortalRequest, form: SurveyForm | QuestionForm, title: str, button: str, back: Any = None
) -> HttpResponse:
    """Show a form of the survey again: 422 when it was sent and refused."""
    context = {"form": form, "page_title": title, "button": button, "survey": back}
    return render(request, "contracts/surveys/form.html", context, status=422 if form.is_bound else 200)
