"""Pages on which a person answers a survey, by a personal link or signed in.

Opening a link only shows a button: programs that read mail follow links, and must not use them up.
"""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.limits import Limit
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.headers import keep_link_private
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import QuestionKind, SurveyStatus
from contracts.forms.survey_links import NewLinkForm
from contracts.forms.surveys import AnswerForm
from contracts.models import Invitation, SurveyQuestion
from contracts.selectors.surveys import (
    asked_questions,
    invitation_for,
    invitations_of_person,
    kept_answer,
    question_at,
)
from contracts.services import survey_answers, survey_link_requests, survey_links

# In the session: the invitations opened by their links, each with its person's identifier, name, and its survey.
OPENED = "opened_invitations"
# Only links that open nothing are counted: a whole ward may answer through one connection.
LINKS_TRIED = Limit("survey links that open nothing", amount=60, minutes=10)
LINKS_ASKED = Limit("survey links asked", amount=60, minutes=10)
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
NOT_FOUND = 404


@login_not_required
@FORM_METHODS
def survey_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show where a personal link leads; the button alone uses it up."""
    LINKS_TRIED.require_room(request)
    if request.method == "POST":
        try:
            invitation = survey_links.use_link(token=token, at=clock.instant())
        except Refusal as refusal:
            return _unusable(request, refusal)
        request.session.cycle_key()
        holder = survey_links.actor_by_link(invitation)
        opened = {str(invitation.id): [str(holder.person_id), holder.name, str(invitation.survey_id)]}
        request.session[OPENED] = request.session.get(OPENED, {}) | opened
        return keep_link_private(redirect("survey_answers", invitation.id))
    link = survey_links.live_link(token, clock.instant())
    if link is None:
        return _unusable(request, survey_links.UNUSABLE)
    survey = link.invitation.survey
    return keep_link_private(render(request, "contracts/surveys/link.html", {"survey": survey}))


def _unusable(request: PortalRequest, refusal: Refusal) -> HttpResponse:
    LINKS_TRIED.count(request)
    context = {"refusal": refusal}
    return keep_link_private(
        render(request, "contracts/surveys/link_unusable.html", context, status=NOT_FOUND)
    )


@login_not_required
@FORM_METHODS
def survey_ask_link(request: PortalRequest) -> HttpResponse:
    """Send a new link to an address, saying the same thing whether it is known or not."""
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        LINKS_ASKED.spend(request)
        survey_link_requests.take_link_request(email=form.cleaned_data["email"], at=clock.instant())
        return render(request, "contracts/surveys/link_asked.html")
    status = 422 if form.is_bound else 200
    return render(request, "contracts/surveys/ask_link.html", {"form": form}, status=status)


@require_safe
def my_surveys(request: PortalRequest) -> HttpResponse:
    """List the surveys that the signed-in person was asked to answer."""
    invitations = list(invitations_of_person(request.actor))
    return render(request, "contracts/surveys/mine.html", {"invitations": invitations})


@login_not_required
@FORM_METHODS
def survey_answers_page(request: PortalRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Show every question with its answer; the button sends them all."""
    invitation = _invitation(request, invitation_id)
    if request.method == "POST":
        survey_answers.submit_answers(
            actor=_actor(request, invitation.id), invitation=invitation, at=clock.instant(), on=clock.today()
        )
        return redirect("survey_answers", invitation.id)
    asked = asked_questions(invitation)
    context = {
        "invitation": invitation,
        "survey": invitation.survey,
        "asked": asked,
        "next": next((one.question for one in [*(o for o in asked if not o.shown), *asked]), None),
        "answered": sum(1 for one in asked if one.shown),
        "is_open": invitation.survey.status == SurveyStatus.OPEN and invitation.submitted_at is None,
    }
    return render(request, "contracts/surveys/answers.html", context)


@login_not_required
@FORM_METHODS
def survey_answer(request: PortalRequest, invitation_id: uuid.UUID, position: int) -> HttpResponse:
    """Ask one question; its answer is kept as it is typed, and before the next one is asked."""
    refusal = None
    if request.method == "POST":
        question, is_last = _question(request, invitation_id, position)
        if request.htmx:
            return _saved_as_typed(request, invitation_id, question)
        refusal = _saved(request, invitation_id, question)
        if refusal is None and is_last:
            return redirect("survey_answers", invitation_id)
        if refusal is None:
            return redirect("survey_answer", invitation_id, position + 1)
    return _question_page(request, invitation_id, position, refusal)


def _question_page(
    request: PortalRequest, invitation_id: uuid.UUID, position: int, refusal: BadInput | None
) -> HttpResponse:
    """Ask a question, with what was answered before, or what was typed and why it cannot be kept."""
    invitation = _invitation(request, invitation_id)
    question, _ = _question(request, invitation_id, position)
    kept = kept_answer(invitation, question)
    typed, files = (request.POST, request.FILES) if refusal else (None, None)
    form = AnswerForm(typed, files, question=question, kept=kept)
    if refusal is not None:
        form.add_error("answer", f"{refusal.message} {refusal.advice}".strip())
    context = {
        "invitation": invitation,
        "survey": invitation.survey,
        "form": form,
        "question": question,
        "kept": kept,
        "position": position,
        "total": invitation.survey.questions.count(),
        "before": position - 1,
        "saves_as_typed": question.kind != QuestionKind.DOCUMENT,
    }
    return render(request, "contracts/surveys/answer.html", context, status=422 if refusal else 200)


def _question(request: PortalRequest, invitation_id: uuid.UUID, position: int) -> tuple[SurveyQuestion, bool]:
    holder = _opened(request).get(str(invitation_id))
    opened_survey_id = uuid.UUID(holder[2]) if holder else None
    return question_at(request.actor, invitation_id, position, opened_survey_id)


def _saved_as_typed(
    request: PortalRequest, invitation_id: uuid.UUID, question: SurveyQuestion
) -> HttpResponse:
    """Keep what is typed so far and say so in a line; an answer half typed is told, never refused with a page."""
    try:
        refusal: Refusal | None = _saved(request, invitation_id, question)
    except Refusal as refused:
        refusal = refused
    context = {"refusal": refusal, "at": clock.instant(), "typed": request.POST.get("answer", "").strip()}
    return render(request, "contracts/surveys/saved.html", context)


def _saved(request: PortalRequest, invitation_id: uuid.UUID, question: SurveyQuestion) -> BadInput | None:
    """Keep the answer; return why it cannot be kept, None when it is."""
    actor, at = _actor(request, invitation_id), clock.instant()
    upload = request.FILES.get("answer")
    try:
        survey_answers.save_answer(
            actor=actor,
            invitation_id=invitation_id,
            question=question,
            typed=request.POST.get("answer", "")[:20_000],
            document=keep_upload(actor=actor, upload=upload, at=at) if upload else None,
            at=at,
            on=clock.today(),
        )
    except BadInput as refusal:
        return refusal
    return None


def _invitation(request: PortalRequest, invitation_id: uuid.UUID) -> Invitation:
    return invitation_for(request.actor, invitation_id, _opened(request))


def _opened(request: PortalRequest) -> dict[str, list[str]]:
    """Return the invitations that this browser opened by their links, each with its person."""
    opened: dict[str, list[str]] = request.session.get(OPENED, {})
    return opened


def _actor(request: PortalRequest, invitation_id: uuid.UUID) -> Actor:
    """Return the holder of the personal link that was opened here, else the signed-in person."""
    holder = _opened(request).get(str(invitation_id))
    if holder is None or str(request.actor.user_id) == holder[0]:
        return request.actor
    return Actor(user_id=uuid.UUID(holder[0]), name=holder[1], role=Role.SIGNATAIRE)
