"""New zonings: the people they touch, before and after the publication."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from installations.selectors.impacts import draft_snapshots, impact_lines_for, preview_of, studies_for
from installations.services.impacts import NEWS_FOR, handle_line, publish_with_study
from zonage.enums import FROZEN_STATUSES
from zonage.policies import EDITORS
from zonage.selectors.comparison import change_counts, changes_by_department, differences
from zonage.selectors.snapshots import editable_snapshot, in_force_before, level_counts


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


@for_roles(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_zoning(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Show what a zoning would change and whom it would touch; then publish it with its study."""
    snapshot = editable_snapshot(request.actor, snapshot_id)
    if request.method == "POST":
        _, study = publish_with_study(
            actor=request.actor, snapshot_id=snapshot.id, on=clock.today(), at=clock.instant()
        )
        touched = study.lines.count()
        said = f"Lieux de personnes concernés : {touched}." if touched else "Personne n'est concerné."
        messages.success(request, f"Le zonage est publié, il ne changera plus. {said}")
        return redirect("impact_list" if touched else "zonage_zonings")
    before = in_force_before(snapshot)
    found = differences(before=before.id, after=snapshot.id) if before else []
    on = snapshot.effective_on or clock.today()
    waits = snapshot.status not in FROZEN_STATUSES
    context = {
        "title": "Publier un zonage",
        "snapshot": snapshot,
        "on": on,
        "before": before,
        "counts": level_counts(snapshot),
        "changes": change_counts(found),
        "departments": changes_by_department(found),
        "preview": preview_of(request.actor, snapshot, on) if waits else None,
        "tells": clock.today() <= on + NEWS_FOR,
    }
    return render(request, "installations/agency/publish_zoning.html", context)


@for_roles(Role.REFERENT)
@require_POST
def handle_impact(request: PortalRequest, line_id: uuid.UUID) -> HttpResponse:
    """Note that a person was dealt with."""
    line = get_object_or_404(impact_lines_for(request.actor), id=line_id)
    handle_line(actor=request.actor, line=line, at=clock.instant())
    messages.success(request, "C'est noté.")
    return redirect("impact_list")
