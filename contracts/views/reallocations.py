"""Transfers of places: the windows, and the transfer itself."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.rules.french import count_text
from contracts.enums import ReallocationKind
from contracts.forms.reallocations import TransferForm, WindowForm
from contracts.selectors import campaigns as campaign_selectors
from contracts.selectors import reallocations as selectors
from contracts.services import reallocations as services
from contracts.views.attempts import attempt


@for_roles(Role.PAYEUR, Role.REFERENT, Role.DIRECTION)
@require_safe
def windows(request: PortalRequest) -> HttpResponse:
    """Show the periods during which places may change hands."""
    facts = {"title": "Périodes de transfert", "windows": selectors.windows(), "today": clock.today()}
    return render(request, "contracts/windows.html", facts)


@for_roles(Role.PAYEUR)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Open a period."""
    form = WindowForm(request.POST or None)
    window, status = attempt(
        request,
        form,
        lambda values: services.open_window(
            actor=request.actor, at=clock.instant(), **values | {"kind": ReallocationKind(values["kind"])}
        ),
    )
    if window is not None:
        messages.success(request, "La période est enregistrée.")
        return redirect("windows")
    facts = {"title": "Ouvrir une période de transfert", "form": form, "campaign": None}
    return render(request, "contracts/campaign_form.html", facts, status=status)


@for_roles(Role.REFERENT, Role.PAYEUR)
@require_http_methods(["GET", "POST"])
def transfer(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Move free places of a campaign to another one."""
    origin = campaign_selectors.campaign_of(request.actor, campaign_id)
    form = TransferForm(request.POST or None, targets=selectors.possible_targets(request.actor, origin))
    moved, status = attempt(
        request,
        form,
        lambda values: services.transfer_places(
            actor=request.actor,
            origin_id=origin.id,
            target_id=values["target"].id,
            count=values["count"],
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if moved is not None:
        messages.success(request, f"{count_text(len(moved), 'place transférée', 'places transférées')}.")
        return redirect("campaign_detail", origin.id)
    facts = {
        "title": "Transférer des places",
        "campaign": origin,
        "form": form,
        "pool": services.pool_of(origin),
        "open_windows": selectors.open_windows(origin.academic_year, clock.today()),
    }
    return render(request, "contracts/transfer.html", facts, status=status)
