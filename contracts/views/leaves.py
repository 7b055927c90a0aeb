"""Suspension requests: consequences before sending, decision recorded by the referent."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.refusals import BadInput
from contracts.enums import LeaveMotive, LeaveRequestStatus, Outcome
from contracts.forms.leaves import DecisionForm, EarlyReturnForm, LeaveForm
from contracts.models import Contract
from contracts.rules.leave_requests import LeaveExamination, third_cycle_consequences
from contracts.selectors import leaves as selectors
from contracts.selectors.files import followed_contract, followed_contracts
from contracts.services import leaves as services

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
ONE_DAY = dt.timedelta(days=1)
EVIDENCE_REFUSALS = (
    "EVIDENCE_MISSING",
    "DOCUMENT_TOO_BIG",
    "DOCUMENT_EMPTY",
    "DOCUMENT_UNREADABLE",
    "DOCUMENT_WRONG_KIND",
)


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_leaves(request: PortalRequest) -> HttpResponse:
    """List the person's requests and suspensions, and what can be asked."""
    contracts = list(followed_contracts(request.actor).prefetch_related("training_suspensions"))
    context = {
        "requests": selectors.leave_requests_for(request.actor),
        "contracts": contracts,
        "today": clock.today(),
    }
    return render(request, "contracts/leaves/mine.html", context)


@for_roles(Role.SIGNATAIRE)
@FORM_METHODS
def leave_new(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show what a leave would change, then send the request: never before its consequences were seen."""
    contract = followed_contract(request.actor, contract_id)
    sent = request.method == "POST"
    form = LeaveForm(request.POST if sent else None, request.FILES if sent else None)
    examination = None
    if form.is_valid():
        try:
            examination = _examined(contract, form)
            if form.was_seen() and request.POST.get("action") == "send":
                _send(request, contract, form)
                messages.success(request, "La demande est envoyée. Vous serez prévenu de la décision.")
                return redirect("my_leaves")
        except BadInput as refusal:
            form.refuse(refusal, on="evidence" if refusal.code in EVIDENCE_REFUSALS else None)
    may_send = examination is not None and examination.outcome != Outcome.REFUSED
    if may_send:
        form.ask_for_evidence()
    context = {
        "contract": contract,
        "form": form,
        "examination": examination,
        "may_send": may_send,
        "changed": examination is not None and "seen" in request.POST and not form.was_seen(),
    }
    return render(
        request, "contracts/leaves/new.html", context, status=422 if sent and not form.is_valid() else 200
    )


def _examined(contract: Contract, form: LeaveForm) -> LeaveExamination:
    typed = form.cleaned_data
    return services.examination_of(
        contract,
        LeaveMotive(typed["motive"]),
        typed["starts_on"],
        typed["last_day"],
        clock.today(),
        phd=typed["phd"],
        evidence=True,
    )


def _send(request: PortalRequest, contract: Contract, form: LeaveForm) -> None:
    typed, at = form.cleaned_data, clock.instant()
    upload = typed["evidence"]
    services.ask_leave(
        actor=request.actor,
        contract=contract,
        motive=LeaveMotive(typed["motive"]),
        starts_on=typed["starts_on"],
        last_day=typed["last_day"],
        phd=typed["phd"],
        evidence=keep_upload(actor=request.actor, upload=upload, at=at) if upload else None,
        on=clock.today(),
        at=at,
    )


@for_roles(Role.SIGNATAIRE)
@FORM_METHODS
def third_cycle_new(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show the window and the effect of the third-cycle suspension, then ask for it."""
    contract = followed_contract(request.actor, contract_id)
    if request.method == "POST":
        services.ask_third_cycle(actor=request.actor, contract=contract, on=clock.today(), at=clock.instant())
        messages.success(request, "La demande est envoyée. Vous serez prévenu de la décision.")
        return redirect("my_leaves")
    answer = selectors.third_cycle_answer(contract, clock.today())
    context = {"contract": contract, "answer": answer, "consequences": third_cycle_consequences(answer)}
    return render(request, "contracts/leaves/third_cycle.html", context)


@for_roles(Role.SIGNATAIRE)
@FORM_METHODS
def early_return(request: PortalRequest, suspension_id: uuid.UUID) -> HttpResponse:
    """Show what an earlier return would change, then ask for it."""
    suspension = selectors.suspension_of(request.actor, suspension_id)
    sent = request.method == "POST"
    form = EarlyReturnForm(request.POST if sent else None)
    examination, on = None, clock.today()
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            examination = services.return_of(suspension, last_day, on)
            if form.was_seen() and request.POST.get("action") == "send":
                services.ask_early_return(
                    actor=request.actor, suspension=suspension, last_day=last_day, on=on, at=clock.instant()
                )
                messages.success(request, "La demande de retour anticipé est envoyée.")
                return redirect("my_leaves")
        except BadInput as refusal:
            form.refuse(refusal, on="last_day")
    context = {
        "suspension": suspension,
        "last_day": suspension.ends_until - ONE_DAY,
        "form": form,
        "examination": examination if form.is_valid() else None,
    }
    return render(
        request,
        "contracts/leaves/early_return.html",
        context,
        status=422 if sent and not form.is_valid() else 200,
    )


@for_roles(Role.SIGNATAIRE)
@require_POST
def leave_withdraw(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    asked = selectors.leave_request_of(request.actor, request_id)
    services.withdraw_leave_request(actor=request.actor, request=asked, at=clock.instant())
    messages.success(request, "La demande est retirée.")
    return redirect("my_leaves")


@for_roles(Role.REFERENT)
@require_safe
def leave_requests(request: PortalRequest) -> HttpResponse:
    """List the requests whose decision is not recorded, the oldest first."""
    waiting = selectors.leave_requests_for(request.actor).filter(status=LeaveRequestStatus.SUBMITTED)
    return render(request, "contracts/leaves/requests.html", {"requests": waiting.order_by("submitted_at")})


@for_roles(Role.REFERENT)
@FORM_METHODS
def leave_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a request with its findings, and record what the authority decided."""
    shown = selectors.leave_request_of(request.actor, request_id)
    note_reading(actor=request.actor, subject_id=shown.contract.candidate_id, at=clock.instant())
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_leave_decision(
                actor=request.actor,
                request=shown,
                granted=form.cleaned_data["granted"] == "oui",
                decided_on=form.cleaned_data["decided_on"],
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                at=clock.instant(),
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "La décision est enregistrée et la personne est prévenue.")
            return redirect("leave_requests")
    context = {
        "request_shown": shown,
        "form": form if shown.status == LeaveRequestStatus.SUBMITTED else None,
        "last_day": selectors.last_day_of(shown),
    }
    return render(request, "contracts/leaves/request.html", context, status=422 if form.is_bound else 200)


@for_roles(Role.REFERENT)
@require_safe
def leave_evidence(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Download the evidence of a request: the referent's eyes only."""
    document = selectors.evidence_of(request.actor, request_id)
    answer = HttpResponse(read_document(document), content_type=document.content_type)
    answer.headers["Content-Disposition"] = 'attachment; filename="justificatif"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
