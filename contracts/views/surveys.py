"""Pages on which a referent composes, sends and reads a survey."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.refusals import BadInput
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from contracts.enums import SurveyPopulation, SurveyStatus
from contracts.forms.surveys import AnswerForm, NewSurveyForm, QuestionForm, SurveyForm
from contracts.models import SurveyQuestion
from contracts.rules.survey_lifecycle import SURVEY
from contracts.selectors import survey_results
from contracts.selectors.surveys import (
    pending_proposals,
    progress_of,
    proposal_lines,
    proposal_of,
    question_of,
    survey_of,
    surveys_for,
)
from contracts.services import survey_proposals, surveys
from contracts.views.downloads import stored

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    form = NewSurveyForm(_typed_in(request), earlier=earlier)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        facts["population"] = SurveyPopulation(facts["population"])
        try:
            survey = surveys.create_survey(actor=request.actor, at=clock.instant(), on=clock.today(), **facts)
        except BadInput as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("survey", survey.id)
    return _form_page(request, form, "Nouvelle enquête", "Créer l'enquête")


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
    form = SurveyForm(_typed_in(request), initial=initial)
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
    return _form_page(request, form, "Réglages de l'enquête", "Enregistrer", back=changed)


@for_roles(Role.REFERENT)
@FORM_METHODS
def question_new(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Add a question at the end."""
    composed = survey_of(request.actor, survey_id)
    form = QuestionForm(_typed_in(request))
    if form.is_valid():
        try:
            surveys.add_question(
                actor=request.actor, survey=composed, at=clock.instant(), **form.cleaned_data
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            return redirect("survey", composed.id)
    return _form_page(request, form, "Nouvelle question", "Ajouter la question", back=composed)


@for_roles(Role.REFERENT)
@FORM_METHODS
def question_change(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Change a question of a survey in preparation."""
    question = question_of(request.actor, question_id)
    form = QuestionForm(_typed_in(request), initial=_typed(question))
    if form.is_valid():
        try:
            surveys.change_question(
                actor=request.actor, question=question, at=clock.instant(), **form.cleaned_data
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            return redirect("survey", question.survey_id)
    return _form_page(request, form, "Modifier la question", "Enregistrer", back=question.survey)


def _typed_in(request: PortalRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _typed(question: SurveyQuestion) -> dict[str, Any]:
    names = ("label", "hint", "kind", "code", "fact", "required")
    return {name: getattr(question, name) for name in names} | {"choices": "\n".join(question.choices)}


@for_roles(Role.REFERENT)
@require_POST
def question_remove(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Remove a question of a survey in preparation."""
    question = question_of(request.actor, question_id)
    surveys.remove_question(actor=request.actor, question=question, at=clock.instant())
    messages.success(request, "La question est retirée.")
    return redirect("survey", question.survey_id)


@for_roles(Role.REFERENT)
@require_POST
def question_up(request: PortalRequest, question_id: uuid.UUID) -> HttpResponse:
    """Ask a question one rank earlier."""
    question = question_of(request.actor, question_id)
    surveys.move_question_up(actor=request.actor, question=question, at=clock.instant())
    return redirect("survey", question.survey_id)


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


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_results_page(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show the figures of a survey, each chart beside its table."""
    results = survey_results.results_of(request.actor, survey_id)
    return render(request, "contracts/surveys/results.html", {"results": results, "survey": results.survey})


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_results_file(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Download the figures of a survey, exactly those of the page."""
    results = survey_results.results_of(request.actor, survey_id)
    headings, *rows = survey_results.table_of(results)
    columns = [OutputColumn(heading) for heading in headings]
    content = as_xlsx([OutputSheet("Résultats", columns, rows)])
    headers = {"Content-Disposition": 'attachment; filename="enquete-resultats.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@for_roles(Role.REFERENT)
@require_safe
def survey_texts(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show what people wrote and joined, question by question, each with its author."""
    survey = survey_of(request.actor, survey_id)
    answers = survey_results.written_answers(request.actor, survey)
    context = {
        "survey": survey,
        "answers": answers[: survey_results.MOST_WRITTEN],
        "count": answers.count(),
        "most": survey_results.MOST_WRITTEN,
    }
    return render(request, "contracts/surveys/texts.html", context)


@for_roles(Role.REFERENT)
@require_safe
def survey_document(request: PortalRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Hand a document over that was joined to an answer, as an attachment."""
    answer = survey_results.answered_document(request.actor, answer_id)
    note_reading(actor=request.actor, subject_id=answer.invitation.contract.candidate_id, at=clock.instant())
    if answer.document is None:
        raise Http404
    return stored(answer.document)


@for_roles(Role.REFERENT)
@require_safe
def proposal_list(request: PortalRequest) -> HttpResponse:
    """List the answers that would change a file, oldest first."""
    lines = proposal_lines(request.actor)
    return render(request, "contracts/surveys/proposals.html", {"lines": lines})


@for_roles(Role.REFERENT)
@require_POST
def proposal_decide(request: PortalRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Accept or refuse one proposal."""
    proposal = proposal_of(request.actor, proposal_id)
    if request.POST.get("decision") == "accept":
        survey_proposals.accept_proposal(
            actor=request.actor, proposal=proposal, on=clock.today(), at=clock.instant()
        )
        messages.success(request, "La proposition est acceptée : le dossier est à jour.")
    else:
        reason = " ".join(request.POST.get("reason", "").split())
        survey_proposals.refuse_proposal(
            actor=request.actor, proposal=proposal, reason=reason, at=clock.instant()
        )
        messages.success(request, "La proposition est refusée : le dossier n'a pas changé.")
    return redirect("proposal_list")


def _form_page(
    request: PortalRequest, form: SurveyForm | QuestionForm, title: str, button: str, back: Any = None
) -> HttpResponse:
    context = {"form": form, "page_title": title, "button": button, "survey": back}
    return render(request, "contracts/surveys/form.html", context, status=422 if form.is_bound else 200)
