"""Claiming a file whose address is dead: the public form, the link, the referent's examination."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.limits import Limit
from cesp_portal.common.headers import keep_link_private
from cesp_portal.common.refusals import Refusal
from contracts.enums import ClaimStatus, IdentityCheck
from contracts.forms.claims import ClaimForm, ExamineClaimForm, RefuseClaimForm
from contracts.models import FileClaim
from contracts.selectors.claims import claim_of, claims_for, claims_to_examine, possible_files
from contracts.services import claims as services

CLAIMS = Limit("claims of a file", amount=30, minutes=60)
LINKS_TRIED = Limit("claim links that open nothing", amount=60, minutes=10)
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
RECENT = 50


@login_not_required
@FORM_METHODS
def claim_new(request: PortalRequest) -> HttpResponse:
    """Take a claim down; the answer is the same for a known and an unknown person."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        CLAIMS.spend(request)
        typed = dict(form.cleaned_data)
        agency = typed.pop("agency")
        services.ask_file(agency_id=agency.id, at=clock.instant(), **typed)
        return render(request, "contracts/claims/asked.html")
    status = 422 if form.is_bound else 200
    return render(request, "contracts/claims/new.html", {"form": form}, status=status)


@login_not_required
@FORM_METHODS
def claim_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show what the link confirms; the button alone confirms it."""
    LINKS_TRIED.require_room(request)
    if request.method == "POST":
        try:
            services.confirm_claim(token=token, at=clock.instant())
        except Refusal as refusal:
            return _unusable(request, refusal)
        return keep_link_private(render(request, "contracts/claims/confirmed.html"))
    if services.claim_at(token, clock.instant()) is None:
        return _unusable(request, services.UNUSABLE)
    return keep_link_private(render(request, "contracts/claims/link.html"))


def _unusable(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    LINKS_TRIED.count(request)
    return keep_link_private(
        render(request, "contracts/claims/unusable.html", {"refusal": refusal}, status=404)
    )


@for_roles(Role.REFERENT)
@require_safe
def claim_list(request: PortalRequest) -> HttpResponse:
    """List the claims that wait, oldest first, then those examined lately."""
    examined = claims_for(request.actor).exclude(status=ClaimStatus.WAITING).order_by("-decided_at")
    context = {"waiting": list(claims_to_examine(request.actor)), "examined": list(examined[:RECENT])}
    return render(request, "contracts/claims/list.html", context)


@for_roles(Role.REFERENT)
@FORM_METHODS
def claim(request: PortalRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Show a claim beside the files that it may be about; link one, or refuse."""
    shown = claim_of(request.actor, claim_id)
    files = possible_files(shown)
    refusing = request.method == "POST" and "refuse" in request.POST
    linking = request.method == "POST" and not refusing
    link_form = ExamineClaimForm(request.POST if linking else None, files=files)
    refuse_form = RefuseClaimForm(request.POST if refusing else None)
    if _examined(request, shown, refuse_form if refusing else link_form):
        return redirect("claim_list")
    context = {"claim": shown, "files": files, "link_form": link_form, "refuse_form": refuse_form}
    status = 422 if request.method == "POST" else 200
    return render(request, "contracts/claims/claim.html", context, status=status)


def _examined(request: PortalRequest, shown: FileClaim, form: ExamineClaimForm | RefuseClaimForm) -> bool:
    """Do what the form asks; tell on it what the service refuses."""
    if not form.is_valid():
        return False
    typed, at = form.cleaned_data, clock.instant()
    try:
        if isinstance(form, RefuseClaimForm):
            services.refuse_claim(actor=request.actor, claim=shown, reason=typed["reason"], at=at)
            messages.success(request, "La demande est refusée ; aucun compte n'a changé.")
        else:
            services.link_file(
                actor=request.actor,
                claim=shown,
                contract_id=uuid.UUID(typed["contract"]),
                check=IdentityCheck(typed["check_made"]),
                at=at,
            )
            messages.success(
                request, "Le dossier est rattaché à la nouvelle adresse ; l'ancienne ne l'ouvre plus."
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True
