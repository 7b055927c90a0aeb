"""Pages about snapshots: list, import, check, comparison, publication."""

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.tabular.text import file_name_for_display
from zonage.enums import FROZEN_STATUSES, FileFormat
from zonage.forms.zonings import ImportForm, OrderForm
from zonage.models import Snapshot
from zonage.policies import EDITORS, may_edit_zonings_of, region_of_agency
from zonage.rules.files.gathering import LISTED_MISSING
from zonage.rules.files.zoning import Asked, ZoningFile
from zonage.selectors.comparison import (
    CHANGES,
)
from zonage.selectors.missing import by_department, missing_communes
from zonage.selectors.snapshots import (
    drafts_waiting,
    editable_snapshot,
    in_force_before,
    level_counts,
    snapshot_of,
    snapshots_for,
)
from zonage.services.imports import ZoningRefused, import_zoning
from zonage.services.publication import Order, check_snapshot, discard_draft

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
SHOWN_DIFFERENCES = 300


@login_not_required
@require_safe
def zonings(request: PortalRequest) -> HttpResponse:
    """List the published zonings, and the drafts of those who may edit them."""
    published = snapshots_for(request.actor).filter(status__in=FROZEN_STATUSES)
    regions = [
        (region, list(found))
        for region, found in groupby(
            published.order_by("region__name", "profession", "unit", "-effective_on"),
            key=lambda item: item.region,
        )
    ]
    context = {
        "regions": regions,
        "drafts": drafts_waiting(request.actor),
        "may_import": request.actor.is_a(*EDITORS),
    }
    return render(request, "zonage/list.html", context)


@login_not_required
@require_safe
def zoning(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Show a snapshot: its order, its levels, what it replaced; for a draft, the remarks to read and the next step."""
    snapshot = snapshot_of(request.actor, snapshot_id)
    may_edit = may_edit_zonings_of(request.actor, snapshot.region_id)
    return render(request, "zonage/zoning.html", _zoning_context(snapshot, may_edit, None))


@login_not_required
@require_safe
def zoning_file(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Send the file of a snapshot as it was received."""
    snapshot = snapshot_of(request.actor, snapshot_id)
    if snapshot.document is None:
        raise Http404
    return attachment(
        read_document(snapshot.document), snapshot.document.content_type, snapshot.document.filename
    )


@for_roles(*EDITORS)
@FORM_METHODS
def zoning_import(request: PortalRequest) -> HttpResponse:
    """Read a file, show every problem, or write the drafts and go to them."""
    own = region_of_agency(request.actor)
    if request.method != "POST":
        return render(request, "zonage/import.html", {"form": ImportForm(on=clock.today())})
    form = ImportForm(request.POST, request.FILES, on=clock.today())
    if not form.is_valid():
        return render(request, "zonage/import.html", {"form": form}, status=422)
    facts = form.cleaned_data
    received = form.file_received()
    try:
        done = import_zoning(
            actor=request.actor,
            data=received.read(),
            filename=file_name_for_display(received.name or "zonage"),
            asked=Asked(facts["profession"], own, facts["order_on"], facts["levels"]),
            at=clock.instant(),
            order_number=facts["order_number"],
        )
    except ZoningRefused as refusal:
        context = {
            "form": form,
            "file": refusal.file,
            "missing": by_department(_listed_apart(refusal.file)),
            "format_name": FileFormat(refusal.file.file_format).label if refusal.file.file_format else "",
        }
        return render(request, "zonage/import.html", context, status=422)
    for problem in done.file.problems:
        if problem.code == "Z_ALREADY_IMPORTED":
            messages.warning(request, problem.message)
    if len(done.snapshots) == 1:
        messages.success(
            request, "Le fichier est importé comme brouillon : lisez les remarques, puis contrôlez-le."
        )
        return redirect("zonage_zoning", done.snapshots[0].id)
    messages.success(request, f"Le fichier est importé : {len(done.snapshots)} brouillons à contrôler.")
    return redirect("zonage_zonings")


@for_roles(*EDITORS)
@require_POST
def zoning_check(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Record that the remarks were read and the order given."""
    snapshot = editable_snapshot(request.actor, snapshot_id)
    form = OrderForm(request.POST, on=clock.today())
    if not form.is_valid():
        return render(request, "zonage/zoning.html", _zoning_context(snapshot, True, form), status=422)
    facts = form.cleaned_data
    order = Order(facts["order_number"], facts["order_on"], facts["effective_on"])
    try:
        check_snapshot(actor=request.actor, snapshot_id=snapshot.id, order=order, at=clock.instant())
    except Refusal as refusal:
        form.add_error(None, f"{refusal.message} {refusal.advice}".strip())
        return render(
            request, "zonage/zoning.html", _zoning_context(snapshot, True, form), status=refusal.status
        )
    messages.success(request, "Le zonage est contrôlé : il peut être publié.")
    return redirect("zonage_publish", snapshot.id)


@for_roles(*EDITORS)
@require_POST
def zoning_discard(request: PortalRequest, snapshot_id: uuid.UUID) -> HttpResponse:
    """Delete a draft."""
    snapshot = editable_snapshot(request.actor, snapshot_id)
    discard_draft(actor=request.actor, snapshot_id=snapshot.id, at=clock.instant())
    messages.success(request, "Le brouillon est supprimé.")
    return redirect("zonage_zonings")


def _listed_apart(file: ZoningFile) -> set[str]:
    """Return the communes that a file has no row for, when they are too many to be a remark each."""
    return {code for part in file.parts if len(part.missing) > LISTED_MISSING for code in part.missing}


def _zoning_context(snapshot: Snapshot, may_edit: bool, form: OrderForm | None) -> dict[str, Any]:
    initial = {
        "order_number": snapshot.order_number,
        "order_on": snapshot.order_on,
        "effective_on": snapshot.effective_on or snapshot.order_on,
    }
    frozen = snapshot.status in FROZEN_STATUSES
    missing = missing_communes(snapshot) if may_edit and not frozen else ()
    return {
        "snapshot": snapshot,
        "frozen": frozen,
        # Few of them are remarks, one each.
        "missing": by_department(missing) if len(missing) > LISTED_MISSING else [],
        "may_edit": may_edit,
        "form": form or OrderForm(initial=initial, on=clock.today()),
        "counts": level_counts(snapshot),
        "before": in_force_before(snapshot),
        "change_names": CHANGES,
    }


def attachment(content: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in filename)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
