"""Surveys as their referent and the people invited see them."""

import uuid
from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import FileFact, ProposalStatus, QuestionKind, SurveyStatus
from contracts.models import Invitation, Proposal, Survey, SurveyAnswer, SurveyQuestion
from contracts.models.surveys import FACT_KINDS
from contracts.rules.survey_answers import shown_answer
from contracts.rules.survey_figures import percentage

PUBLISHED = (SurveyStatus.OPEN, SurveyStatus.CLOSED)


def surveys_for(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys of the actor's agency, latest first."""
    if actor.agency_id is None or not actor.is_a(Role.REFERENT, Role.DIRECTION):
        return Survey.objects.none()
    return Survey.objects.filter(agency_id=actor.agency_id).select_related("agency")


def survey_of(actor: Actor, survey_id: uuid.UUID) -> Survey:
    """Return one survey of the scope; any other does not exist (404)."""
    return get_object_or_404(surveys_for(actor), id=survey_id)


def question_of(actor: Actor, question_id: uuid.UUID) -> SurveyQuestion:
    """Return one question of a survey of the scope; any other does not exist (404)."""
    questions = SurveyQuestion.objects.select_related("survey")
    return get_object_or_404(questions.filter(survey__in=surveys_for(actor)), id=question_id)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answers have come; ``rate`` is a percentage of the frozen population."""

    people: int
    started: int
    answered: int
    rate: Decimal | None


def progress_of(survey: Survey) -> Progress:
    """Count the answers of a survey as they are now."""
    counts = survey.invitations.aggregate(
        started=Count("id", filter=Q(started_at__isnull=False)),
        answered=Count("id", filter=Q(submitted_at__isnull=False)),
    )
    return Progress(
        people=survey.population_size,
        started=counts["started"],
        answered=counts["answered"],
        rate=percentage(counts["answered"], survey.population_size),
    )


def proposals_for(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals of the actor's agency, oldest first."""
    if actor.agency_id is None or not actor.is_a(Role.REFERENT):
        return Proposal.objects.none()
    return Proposal.objects.filter(agency_id=actor.agency_id).select_related(
        "contract__user", "invitation__survey"
    )


def pending_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Return what an agent has to examine, oldest first."""
    return proposals_for(actor).filter(status=ProposalStatus.PENDING)


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal with its two values as people write them."""

    proposal: Proposal
    on_file: str
    proposed: str


def proposal_lines(actor: Actor, limit: int = 200) -> list[ProposalLine]:
    """Return the oldest proposals to examine, ready to be read."""
    return [
        ProposalLine(
            proposal,
            shown_answer(FACT_KINDS[FileFact(proposal.fact)], proposal.value_on_file),
            shown_answer(FACT_KINDS[FileFact(proposal.fact)], proposal.proposed_value),
        )
        for proposal in pending_proposals(actor)[:limit]
    ]


def proposal_of(actor: Actor, proposal_id: uuid.UUID) -> Proposal:
    """Return one proposal of the scope; any other does not exist (404)."""
    return get_object_or_404(proposals_for(actor), id=proposal_id)


def invitations_of_person(actor: Actor) -> QuerySet[Invitation]:
    """Return the surveys that this person was asked to answer, latest first."""
    if actor.user_id is None:
        return Invitation.objects.none()
    return (
        Invitation.objects.filter(
            contract__user_id=actor.user_id,
            survey__status__in=PUBLISHED,
        )
        .select_related("survey__agency", "contract__user")
        .order_by("-survey__opened_at", "id")
    )


def invitation_for(actor: Actor, invitation_id: uuid.UUID, opened_by_link: Container[str]) -> Invitation:
    """Return an invitation of this person, signed in or let in by a personal link; any other does not exist (404)."""
    if str(invitation_id) in opened_by_link:
        opened = Invitation.objects.select_related("survey__agency", "contract__user")
        return get_object_or_404(opened, id=invitation_id)
    return get_object_or_404(invitations_of_person(actor), id=invitation_id)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question beside the answer kept for it; ``shown`` is the answer as people write it."""

    question: SurveyQuestion
    answer: SurveyAnswer | None
    shown: str


def question_at(
    actor: Actor, invitation_id: uuid.UUID, position: int, opened_survey_id: uuid.UUID | None
) -> tuple[SurveyQuestion, bool]:
    """Return a question that this person was asked and whether it is the last; any other does not exist (404).

    ``opened_survey_id`` is the survey of an invitation opened here by its personal link, None for the signed-in.
    """
    if opened_survey_id is None:
        asked: Sequence[SurveyQuestion] = list(_asked_of_signed_in(actor, invitation_id))
    else:
        asked = _questions_for_good(opened_survey_id)
    for rank, question in enumerate(asked, start=1):
        if question.position == position:
            return question, rank == len(asked)
    raise Http404


def _asked_of_signed_in(actor: Actor, invitation_id: uuid.UUID) -> QuerySet[SurveyQuestion]:
    if actor.user_id is None:
        return SurveyQuestion.objects.none()
    return SurveyQuestion.objects.filter(
        survey__invitations=invitation_id,
        survey__invitations__contract__user_id=actor.user_id,
        survey__status__in=PUBLISHED,
    ).order_by("position")


@lru_cache(maxsize=64)
def _questions_for_good(survey_id: uuid.UUID) -> tuple[SurveyQuestion, ...]:
    """Return the questions of a survey whose links have left: they never change again, so one reading serves.

    A whole region answers on the same evening.
    """
    return tuple(SurveyQuestion.objects.filter(survey_id=survey_id).order_by("position"))


def kept_answer(invitation: Invitation, question: SurveyQuestion) -> SurveyAnswer | None:
    """Return what this person has answered to a question so far."""
    return invitation.answers.filter(question=question).select_related("document").first()


def asked_questions(invitation: Invitation) -> list[AskedQuestion]:
    """Return the questions of a survey in order, each with what this person has answered."""
    kept = {answer.question_id: answer for answer in invitation.answers.select_related("document")}
    return [
        AskedQuestion(
            question, answer, shown_answer(QuestionKind(question.kind), answer.value if answer else "")
        )
        for question in invitation.survey.questions.all()
        for answer in [kept.get(question.id)]
    ]
