"""Answering a survey: each answer is kept as it is given; sending them makes the proposals."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import FileFact, QuestionKind, SurveyStatus
from contracts.models import Invitation, Proposal, SurveyAnswer, SurveyQuestion
from contracts.policies.surveys import may_answer
from contracts.rules.survey_answers import UnreadableAnswer, changes, read_answer
from contracts.selectors.file_facts import facts_on_file

# What deciding needs: an answer is written hundreds of times a second, and each column costs.
READ = (
    "agency_id",
    "survey_id",
    "contract_id",
    "started_at",
    "submitted_at",
    "survey__status",
    "survey__closes_on",
    "contract__user_id",
    "contract__candidate_id",
)


@transaction.atomic
def save_answer(
    *,
    actor: Actor,
    invitation_id: uuid.UUID,
    question: SurveyQuestion,
    typed: str,
    document: StoredDocument | None = None,
    at: dt.datetime,
    on: dt.date,
) -> SurveyAnswer | None:
    """Keep the answer to one question; an empty one erases what was kept. Returns the kept answer.

    Drafts belong to the person: the journal tells when they start and when they send, not each keystroke.
    Raises Refusal when the survey is closed or already answered, BadInput when the answer cannot be read.
    """
    invitation = _open_invitation(actor, invitation_id, on)
    if question.survey_id != invitation.survey_id:
        raise Forbidden
    kept = _keep(invitation, question, typed, document, at)
    if invitation.started_at is None:
        Invitation.objects.filter(id=invitation.id).update(started_at=at)
        _record(actor, "survey_answer_started", invitation, at)
    return kept


@transaction.atomic
def submit_answers(*, actor: Actor, invitation: Invitation, at: dt.datetime, on: dt.date) -> list[Proposal]:
    """Send the answers; those that differ from the file become proposals. Returns the proposals.

    Raises BadInput naming the first required question without answer.
    """
    invitation = _open_invitation(actor, invitation.id, on)
    answers = {answer.question_id: answer for answer in invitation.answers.all()}
    questions = list(invitation.survey.questions.all())
    for question in questions:
        if question.required and question.id not in answers:
            raise BadInput(
                "ANSWER_MISSING",
                f"Il manque votre réponse à la question {question.position} : « {question.label} ».",
                "Répondez à cette question, puis envoyez de nouveau.",
            )
    invitation.started_at = invitation.started_at or at
    invitation.submitted_at = at
    invitation.save(update_fields=["started_at", "submitted_at"])
    invitation.links.filter(used_at__isnull=True, superseded_at__isnull=True).update(superseded_at=at)
    proposals = _propose(invitation, questions, answers, at)
    _record(actor, "survey_answers_sent", invitation, at, answers=len(answers), proposals=len(proposals))
    return proposals


def _open_invitation(actor: Actor, invitation_id: uuid.UUID, on: dt.date) -> Invitation:
    """Lock the invitation and return it, or refuse: not this person's, already sent, survey closed."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("survey", "contract")
        .only(*READ)
        .get(id=invitation_id)
    )
    if not may_answer(actor, invitation):
        raise Forbidden
    if invitation.submitted_at is not None:
        raise Refusal(
            "ALREADY_ANSWERED",
            "Vos réponses ont déjà été envoyées.",
            "Pour les corriger, écrivez à votre référent depuis la page « Messages ».",
        )
    if invitation.survey.status != SurveyStatus.OPEN or on > invitation.survey.closes_on:
        raise Refusal(
            "SURVEY_CLOSED",
            "L'enquête est close : elle n'accepte plus de réponse.",
            "Si une information de votre dossier a changé, écrivez à votre référent.",
        )
    return invitation


def _keep(
    invitation: Invitation,
    question: SurveyQuestion,
    typed: str,
    document: StoredDocument | None,
    at: dt.datetime,
) -> SurveyAnswer | None:
    kind = QuestionKind(question.kind)
    value = ""
    if kind is not QuestionKind.DOCUMENT:
        try:
            value = read_answer(kind, typed, choices=question.choices)
        except UnreadableAnswer as unreadable:
            raise BadInput("ANSWER_UNREADABLE", str(unreadable)) from unreadable
    elif document is not None:
        value = document.filename
    if not value:
        kept = SurveyAnswer.objects.filter(invitation=invitation, question=question)
        if kind is not QuestionKind.DOCUMENT:
            kept.delete()
        return kept.first()
    answer = SurveyAnswer(
        invitation=invitation, question=question, value=value, document=document, saved_at=at
    )
    # One statement whether the answer is new or changed: a whole region answers on the same evening.
    SurveyAnswer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["invitation", "question"],
        update_fields=["value", "document", "saved_at"],
    )
    return answer


def _propose(
    invitation: Invitation,
    questions: list[SurveyQuestion],
    answers: dict[uuid.UUID, SurveyAnswer],
    at: dt.datetime,
) -> list[Proposal]:
    said = {
        FileFact(question.fact): answers[question.id].value
        for question in questions
        if question.fact and question.id in answers
    }
    return Proposal.objects.bulk_create(
        [
            Proposal(
                invitation=invitation,
                contract_id=invitation.contract_id,
                agency_id=invitation.agency_id,
                fact=change.fact,
                value_on_file=change.on_file,
                proposed_value=change.proposed,
                proposed_at=at,
            )
            for change in changes(said, facts_on_file(invitation.contract))
        ]
    )


def _record(actor: Actor, what: str, invitation: Invitation, at: dt.datetime, **facts: int) -> None:
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=invitation,
        at=at,
        agency_id=invitation.agency_id,
        subject_id=invitation.contract.candidate_id,
        facts=facts,
    )
