"""The signatory's requests: open, write, send, correct, withdraw."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from contracts.models import Contract
from installations.enums import RequestKind, RequestStatus
from installations.forms.requests import (
    SITES_PREFIX,
    RequestForm,
    SiteFormSet,
    SitesForm,
    answers_of,
    asks_places,
    initial_of,
    show_problems,
    sites_initial,
    typed_sites,
)
from installations.forms.uploads import DocumentForm
from installations.models import Request
from installations.rules.documents import expected_documents
from installations.selectors.projects import own_contract
from installations.selectors.requests import requests_for, takes_documents
from installations.services import requests as services
from installations.views.status_texts import REQUEST_KIND_TEXTS, REQUEST_STATUS_TEXTS

Forms = tuple[RequestForm, SiteFormSet | None]
DRAFT_KEPT = "Brouillon enregistré. Rien n'est envoyé tant que vous ne le demandez pas."
EDITABLE = (RequestStatus.DRAFT, RequestStatus.CORRECTION_ASKED)


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_requests(request: PortalRequest) -> HttpResponse:
    """List my requests, and what I can ask for."""
    contract = own_contract(request.actor)
    if contract is None:
        return render(request, "installations/signatory/no_contract.html", status=404)
    context = {
        "title": "Mes démarches",
        "contract": contract,
        "requests": requests_for(request.actor).order_by("-created_at"),
        "kinds": [(kind.value, kind.label, REQUEST_KIND_TEXTS[kind]) for kind in RequestKind],
        "texts": REQUEST_STATUS_TEXTS,
    }
    return render(request, "installations/signatory/requests.html", context)


@for_roles(Role.SIGNATAIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: PortalRequest, kind: str) -> HttpResponse:
    """Write a new request of a kind: save it as a draft, or send it at once."""
    if kind not in RequestKind.values:
        raise Http404
    contract = own_contract(request.actor)
    if contract is None:
        return render(request, "installations/signatory/no_contract.html", status=404)
    return _edit(request, contract, RequestKind(kind), None)


@for_roles(Role.SIGNATAIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Rewrite a draft, or correct the fields that were unlocked."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    if found.status not in EDITABLE:
        return redirect("my_request", found.id)
    return _edit(request, found.contract, RequestKind(found.kind), found)


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show one of my requests: where it stands, what it says, its documents."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    return _show(request, found, None, 200)


@for_roles(Role.SIGNATAIRE)
@require_POST
def submit_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Send a draft."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    try:
        services.submit_request(actor=request.actor, request=found, on=clock.today(), at=clock.instant())
    except services.SubmissionRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, f"{problem.message} {problem.advice}")
        return redirect("edit_request", found.id)
    messages.success(request, "Votre demande est envoyée. Vous recevrez un message quand elle sera décidée.")
    return redirect("my_request", found.id)


@for_roles(Role.SIGNATAIRE)
@require_POST
def withdraw_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Withdraw an open request."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    services.withdraw_request(actor=request.actor, request=found, at=clock.instant())
    messages.success(request, "Votre demande est retirée. Vous pouvez en faire une autre.")
    return redirect("my_requests")


@for_roles(Role.SIGNATAIRE)
@require_POST
def attach_document(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Join a document to a request."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = DocumentForm(request.POST, request.FILES, kinds=_document_kinds(found))
    if not form.is_valid():
        return _show(request, found, form, 422)
    try:
        services.attach_document(
            actor=request.actor,
            request=found,
            kind=form.cleaned_data["kind"],
            upload=form.cleaned_data["file"],
            at=clock.instant(),
        )
    except Refusal as refusal:
        if not takes_documents(found):
            raise
        form.add_error("file", f"{refusal.message} {refusal.advice}")
        return _show(request, found, form, 422)
    messages.success(request, "La pièce est jointe à votre demande.")
    return redirect("my_request", found.id)


def _show(request: PortalRequest, found: Request, form: DocumentForm | None, status: int) -> HttpResponse:
    labels = dict(_document_kinds(found))
    context = {
        "title": found.get_kind_display(),
        "found": found,
        "text": REQUEST_STATUS_TEXTS[found.status],
        "expected": expected_documents(found.kind, found.agency.region_code, clock.today()),
        "joined": [
            (labels.get(piece.kind, piece.kind), piece)
            for piece in found.documents.select_related("document").order_by("added_at")
        ],
        "document_form": form or DocumentForm(kinds=_document_kinds(found)),
        "is_open": found.status in (*EDITABLE, RequestStatus.SUBMITTED),
        "takes_documents": takes_documents(found),
        "is_editable": found.status in EDITABLE,
        "decisions": found.decisions.filter(status__in=("signed", "superseded", "retracted")).select_related(
            "letter"
        ),
    }
    return render(request, "installations/signatory/request.html", context, status=status)


def _document_kinds(found: Request) -> list[tuple[str, str]]:
    expected = expected_documents(found.kind, found.agency.region_code, clock.today())
    return [(document.code, document.label) for document in expected]


def _edit(
    request: PortalRequest, contract: Contract, kind: RequestKind, found: Request | None
) -> HttpResponse:
    form, sites = _forms(request, contract, kind, found)
    unlocked = found.correction_fields if found and found.status == RequestStatus.CORRECTION_ASKED else None
    if unlocked is not None:
        _lock(form, sites, unlocked)
    status = 200
    if request.method == "POST" and request.POST.get("action") != "add_site":
        status = 422
        if all([form.is_valid(), sites is None or sites.is_valid()]):
            answer = _keep(request, contract, kind, found, forms=(form, sites))
            if answer is not None:
                return answer
    context: dict[str, Any] = {
        "title": kind.label,
        "contract": contract,
        "kind": kind,
        "found": found,
        "form": form,
        "sites": sites,
        "unlocked": unlocked,
        "may_add_place": unlocked is None or "sites" in unlocked,
    }
    return render(request, "installations/signatory/edit_request.html", context, status=status)


def _lock(form: RequestForm, sites: SiteFormSet | None, unlocked: list[str]) -> None:
    form.lock_except(unlocked)
    if sites is not None and "sites" not in unlocked:
        for site in sites:
            site.lock()


def _forms(request: PortalRequest, contract: Contract, kind: RequestKind, found: Request | None) -> Forms:
    """Return the forms: filled from the request, from what was just typed, or to be checked."""
    adds_site = request.POST.get("action") == "add_site"
    data = request.POST if request.method == "POST" and not adds_site else None
    initial = request.POST.dict() if adds_site else initial_of(found) if found else None
    form = RequestForm(data, on=clock.today(), kind=kind, agency_id=contract.agency_id, initial=initial)
    if not asks_places(kind):
        return form, None
    typed = typed_sites(request.POST) if adds_site else sites_initial(found) if found else []
    # A bound form that equals its initial value would be taken for an empty one.
    sites = SitesForm(
        data, prefix=SITES_PREFIX, initial=None if data else typed, form_kwargs={"on": clock.today()}
    )
    sites.extra = 1 if adds_site or not typed else 0
    return form, sites


def _keep(
    request: PortalRequest, contract: Contract, kind: RequestKind, found: Request | None, *, forms: Forms
) -> HttpResponse | None:
    """Save or send, as asked. None when something must be corrected: the forms then show it, nothing is written."""
    form, sites = forms
    answers = answers_of(form, sites)
    at = clock.instant()
    try:
        if request.POST.get("action") == "submit":
            found = services.send_request(
                actor=request.actor,
                contract=contract,
                kind=kind,
                request=found,
                answers=answers,
                on=clock.today(),
                at=at,
            )
            messages.success(
                request, "Votre demande est envoyée. Vous recevrez un message quand elle sera décidée."
            )
        elif found is None:
            found = services.open_request(
                actor=request.actor, contract=contract, kind=kind, answers=answers, at=at
            )
            messages.success(request, DRAFT_KEPT)
        else:
            found = services.revise_request(actor=request.actor, request=found, answers=answers, at=at)
            messages.success(request, DRAFT_KEPT)
    except services.SubmissionRefused as refusal:
        show_problems(form, sites, refusal.problems)
        return None
    except Refusal as refusal:
        form.add_error(None, f"{refusal.message} {refusal.advice}")
        return None
    return redirect("my_request", found.id)
