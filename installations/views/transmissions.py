"""Transmissions: the register of the agency, and what an office receives."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from installations.selectors.letters import transmissions_for, transmissions_received_by
from installations.services import transmissions as services


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def transmissions_sent(request: PortalRequest) -> HttpResponse:
    """Show the transmissions of the agency, those that failed first."""
    transmissions = transmissions_for(request.actor)
    context = {
        "title": "Transmissions",
        "failed": transmissions.filter(status="failed"),
        "transmissions": transmissions.order_by("-created_at")[:200],
        "today": clock.today(),
    }
    return render(request, "installations/agency/transmissions.html", context)


@for_roles(Role.REFERENT)
@require_POST
def act_on_transmission(request: PortalRequest, transmission_id: uuid.UUID, action: str) -> HttpResponse:
    """Try again, note a registered letter, or note a receipt."""
    transmission = get_object_or_404(transmissions_for(request.actor), id=transmission_id)
    at = clock.instant()
    if action == "reessayer":
        services.retry_transmission(
            actor=request.actor, transmission=transmission, email=request.POST.get("email", "").strip(), at=at
        )
        messages.success(request, "La transmission est relancée.")
    elif action == "poste":
        services.record_transmission(
            actor=request.actor, transmission=transmission, reference=request.POST.get("reference", ""), at=at
        )
        messages.success(request, "L'envoi postal est noté.")
    elif action == "recu":
        services.acknowledge_transmission(actor=request.actor, transmission=transmission, at=at)
        messages.success(request, "La réception est notée.")
    else:
        raise Http404
    return redirect("transmissions_sent")


@for_roles(Role.PAYEUR, Role.REFERENT)
@require_safe
def transmissions_received(request: PortalRequest) -> HttpResponse:
    """Show what this office received."""
    context = {
        "title": "Décisions reçues",
        "transmissions": transmissions_received_by(request.actor).order_by("-sent_at"),
    }
    return render(request, "installations/agency/received.html", context)


@for_roles(Role.PAYEUR, Role.REFERENT)
@require_POST
def acknowledge(request: PortalRequest, transmission_id: uuid.UUID) -> HttpResponse:
    """Say that this office has the letter."""
    transmission = get_object_or_404(transmissions_received_by(request.actor), id=transmission_id)
    services.acknowledge_transmission(actor=request.actor, transmission=transmission, at=clock.instant())
    messages.success(request, "La réception est notée ; l'agence qui a envoyé la décision la voit.")
    return redirect("transmissions_received")
