"""The life of a request until it is decided: draft, sent, corrected, withdrawn."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations import notifications, policies
from installations.enums import DecisionStatus, RequestKind, RequestStatus
from installations.models import Request, RequestDocument
from installations.rules.lifecycles import REQUEST
from installations.rules.submissions import Problem
from installations.selectors.declarations import declaration_of, submission_problems
from installations.selectors.requests import takes_documents
from installations.services.request_answers import RequestAnswers, demand_only_unlocked, write_answers

ANOTHER_IS_OPEN = Refusal(
    "REQUEST_ALREADY_OPEN",
    "Une demande de cette nature est déjà ouverte sur votre contrat.",
    "Complétez-la, ou retirez-la avant d'en ouvrir une autre.",
)


class SubmissionRefused(BadInput):
    """A request that cannot be sent as it is; ``problems`` says all that must be corrected."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, first.advice)
        self.problems = tuple(problems)


@transaction.atomic
def open_request(
    *, actor: Actor, contract: Contract, kind: RequestKind, answers: RequestAnswers, at: dt.datetime
) -> Request:
    """Keep a new draft. Raises Refusal when one of this kind is already open or the contract has ended."""
    policies.must(policies.may_speak_for(actor, contract))
    if contract.status != ContractStatus.ACTIVE:
        raise Refusal(
            "CONTRACT_ENDED",
            "Ce contrat est terminé : aucune demande ne peut plus être faite.",
            "Écrivez à votre référent si vous pensez qu'il s'agit d'une erreur.",
        )
    with refusing({"request_one_open_of_its_kind": ANOTHER_IS_OPEN}):
        request = Request.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            kind=kind,
            created_at=at,
            created_by_id=actor.user_id,
        )
    write_answers(request, answers)
    _record(actor, request, "installations.request_opened", at, kind=kind.value)
    return request


@transaction.atomic
def revise_request(*, actor: Actor, request: Request, answers: RequestAnswers, at: dt.datetime) -> Request:
    """Rewrite a draft, or the fields that a correction unlocked.

    Raises Refusal when the request is no longer open, or when a locked field would change.
    """
    policies.must(policies.may_speak_for(actor, request.contract))
    request = _locked(request)
    if request.status == RequestStatus.CORRECTION_ASKED:
        demand_only_unlocked(request, answers)
    elif request.status != RequestStatus.DRAFT:
        raise Refusal(
            "REQUEST_NOT_OPEN",
            "Cette demande a été envoyée : elle ne peut plus être modifiée.",
            "Si elle contient une erreur, retirez-la ou écrivez à votre référent.",
        )
    write_answers(request, answers)
    _record(actor, request, "installations.request_revised", at)
    return request


@transaction.atomic
def attach_document(
    *, actor: Actor, request: Request, kind: str, upload: "UploadedFile[Any]", at: dt.datetime
) -> RequestDocument:
    """Join a document to a request that is open, or that was adjourned until its documents come.

    Raises Refusal for a closed request, BadInput when its bytes are not those of a document.
    """
    policies.must(policies.may_speak_for(actor, request.contract))
    request = _locked(request)
    if not takes_documents(request):
        raise Refusal("REQUEST_NOT_OPEN", "Cette demande est close : elle ne reçoit plus de pièce.")
    stored = keep_upload(actor=actor, upload=upload, at=at)
    joined = RequestDocument.objects.create(request=request, kind=kind, document=stored, added_at=at)
    _record(actor, request, "installations.document_joined", at, kind=kind, sha256=stored.sha256)
    if request.status == RequestStatus.DECIDED:
        notifications.awaited_document_joined(joined, at)
    return joined


@transaction.atomic
def submit_request(*, actor: Actor, request: Request, on: dt.date, at: dt.datetime) -> Request:
    """Send the request: check it whole, freeze what it declares, tell the person and the agency.

    Raises SubmissionRefused with every problem; nothing is then changed.
    """
    policies.must(policies.may_speak_for(actor, request.contract))
    request = _locked(request)
    status = _after(request, "submit")
    problems = submission_problems(request, on)
    if problems:
        raise SubmissionRefused(problems)
    request.status = status
    request.facts = declaration_of(request, on)
    request.submitted_at = at
    request.correction_message = ""
    request.correction_fields = []
    request.save(update_fields=["status", "facts", "submitted_at", "correction_message", "correction_fields"])
    _record(actor, request, "installations.request_submitted", at, kind=request.kind)
    notifications.request_received(request, at)
    return request


@transaction.atomic
def send_request(
    *,
    actor: Actor,
    contract: Contract,
    kind: RequestKind,
    request: Request | None,
    answers: RequestAnswers,
    on: dt.date,
    at: dt.datetime,
) -> Request:
    """Write a request (new when ``request`` is None) and send it, both or neither."""
    if request is None:
        request = open_request(actor=actor, contract=contract, kind=kind, answers=answers, at=at)
    else:
        request = revise_request(actor=actor, request=request, answers=answers, at=at)
    return submit_request(actor=actor, request=request, on=on, at=at)


@transaction.atomic
def ask_correction(
    *, actor: Actor, request: Request, fields: Sequence[str], message: str, at: dt.datetime
) -> Request:
    """Send the request back for named fields only. Raises BadInput without a field or a message."""
    policies.must(policies.may_examine(actor, request))
    request = _locked(request)
    status = _after(request, "ask_correction")
    if not fields or not message.strip():
        raise BadInput(
            "CORRECTION_NOT_WORDED",
            "La correction demandée n'est pas précisée.",
            "Cochez au moins un champ et dites ce qu'il faut corriger.",
        )
    request.status = status
    request.correction_asked_at = at
    request.correction_message = message.strip()
    request.correction_fields = sorted(fields)
    request.save(update_fields=["status", "correction_asked_at", "correction_message", "correction_fields"])
    _record(actor, request, "installations.correction_asked", at, fields=sorted(fields))
    notifications.correction_asked(request, at)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, request: Request, at: dt.datetime) -> Request:
    """Withdraw an open request; a decision in preparation is abandoned with it."""
    policies.must(policies.may_speak_for(actor, request.contract))
    request = _locked(request)
    request.status = _after(request, "withdraw")
    request.withdrawn_at = at
    request.save(update_fields=["status", "withdrawn_at"])
    request.decisions.in_preparation().update(status=DecisionStatus.ABANDONED)
    _record(actor, request, "installations.request_withdrawn", at)
    return request


def _locked(request: Request) -> Request:
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("contract__candidate", "contract__user", "agency", "target_agency")
        .get(pk=request.pk)
    )


def _after(request: Request, action: str) -> RequestStatus:
    try:
        return RequestStatus(REQUEST.after(request.status, action))
    except TransitionRefused as error:
        raise Refusal(
            "REQUEST_STATUS", f"Cette demande est dans l'état « {request.get_status_display()} ».", str(error)
        ) from error


def _record(actor: Actor, request: Request, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=request,
        at=at,
        agency_id=request.agency_id,
        subject_id=request.contract.candidate_id,
        facts=facts,
    )
