"""New zonings: the people they touch, before and after the publication."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from installations.selectors.impacts import draft_snapshots, impact_lines_for, impacts_of, studies_for
from installations.services.impacts import handle_line, publish_with_study


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def impact_list(request: PortalRequest) -> HttpResponse:
    """List the people touched by the published zonings, and the drafts whose effect can be read beforehand."""
    lines = impact_lines_for(request.actor)
    context = {
        "title": "Effets des zonages",
        "waiting": lines.filter(handled_at__isnull=True),
        "handled": lines.filter(handled_at__isnull=False).count(),
        "studies": studies_for(request.actor),
        "drafts": draft_snapshots(request.actor),
    }
    return render(request, "installations/agency/impacts.html", context)


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def impact_preview(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Show whom a zoning would touch if it were published."""
    snapshot = get_object_or_404(draft_snapshots(request.actor), id=snapshot_id)
    on = snapshot.effective_on or clock.today()
    context = {
        "title": "Personnes concernées",
        "snapshot": snapshot,
        "on": on,
        "impacts": impacts_of(snapshot, on),
    }
    return render(request, "installations/agency/impact_preview.html", context)


@for_roles(Role.REFERENT)
@require_POST
def publish_zoning(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Publish a checked zoning with its study."""
    snapshot = get_object_or_404(draft_snapshots(request.actor), id=snapshot_id)
    _, study = publish_with_study(
        actor=request.actor, snapshot_id=snapshot.id, on=clock.today(), at=clock.instant()
    )
    messages.success(request, f"Le zonage est publié ; lieux concernés : {study.lines.count()}.")
    return redirect("impact_list")


@for_roles(Role.REFERENT)
@require_POST
def handle_impact(request: PortalRequest, line_id: uuid.UUID) -> HttpResponse:
    """Note that a person was dealt with."""
    line = get_object_or_404(impact_lines_for(request.actor), id=line_id)
    handle_line(actor=request.actor, line=line, at=clock.instant())
    messages.success(request, "C'est noté.")
    return redirect("impact_list")
