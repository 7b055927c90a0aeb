"""Pages about what a snapshot changes: places one by one, map, workbook."""

import uuid
from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from zonage.enums import Unit
from zonage.models import RegionOutline, Snapshot
from zonage.selectors.comparison import (
    CHANGE_MARKS,
    CHANGES,
    Difference,
    change_counts,
    changes_by_department,
    differences,
    places_by_change,
)
from zonage.selectors.snapshots import snapshot_of
from zonage.views.zonings import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_DIFFERENCES = 300


@login_not_required
@require_safe
def comparison(request: PortalRequest, before_id: uuid.UUID, after_id: uuid.UUID) -> HttpResponse:
    """Show what differs between two snapshots, by department."""
    before, after, found = _compared(request, before_id, after_id)
    chosen = request.GET.get("type", "")
    department = request.GET.get("departement", "")
    kept = [item for item in found if chosen in ("", item.change) and department in ("", item.department)]
    outline = RegionOutline.objects.filter(region_id=after.region_id).only("sha256").first()
    drawn = outline is not None and after.unit == Unit.COMMUNE
    outlines_url = reverse("zonage_outlines", args=[after.region_id, outline.sha256]) if drawn else ""
    context = {
        "before": before,
        "after": after,
        "changes": change_counts(found),
        "departments": changes_by_department(found),
        "rows": kept[:SHOWN_DIFFERENCES],
        "more": max(len(kept) - SHOWN_DIFFERENCES, 0),
        "chosen": chosen,
        "department": department,
        "change_names": CHANGES,
        "legend": [mark for mark in CHANGE_MARKS if any(item.change == mark.code for item in found)],
        "outlines_url": outlines_url,
        "levels_url": reverse("zonage_comparison_places", args=[before.id, after.id]) if outlines_url else "",
    }
    return render(request, "zonage/comparison.html", context)


@login_not_required
@require_safe
def comparison_places(request: PortalRequest, before_id: uuid.UUID, after_id: uuid.UUID) -> JsonResponse:
    """Send the places that change, by kind of change, as the map reads levels."""
    _, _, found = _compared(request, before_id, after_id)
    codes = places_by_change(found)
    return JsonResponse(
        {
            "levels": [
                asdict(mark) | {"places": " ".join(codes[mark.code])}
                for mark in CHANGE_MARKS
                if codes[mark.code]
            ]
        }
    )


@login_not_required
@require_safe
def comparison_file(request: PortalRequest, before_id: uuid.UUID, after_id: uuid.UUID) -> HttpResponse:
    """Send the comparison as a workbook."""
    before, after, found = _compared(request, before_id, after_id)
    columns = [
        OutputColumn("Changement", 22),
        OutputColumn("Département"),
        OutputColumn("Code"),
        OutputColumn("Commune", 32),
        OutputColumn("Population"),
        OutputColumn(
            f"Niveau au {before.effective_on:%d/%m/%Y}" if before.effective_on else "Niveau avant", 30
        ),
        OutputColumn(
            f"Niveau au {after.effective_on:%d/%m/%Y}" if after.effective_on else "Niveau après", 30
        ),
    ]
    rows = [
        (item.change_label, item.department, item.code, item.name, item.population, item.before, item.after)
        for item in found
    ]
    name = f"comparaison_zonage_{after.region_id}_{after.profession}.xlsx"
    return attachment(as_xlsx([OutputSheet("Comparaison", columns, rows)]), XLSX, name)


def _compared(
    request: PortalRequest, before_id: uuid.UUID, after_id: uuid.UUID
) -> tuple[Snapshot, Snapshot, list[Difference]]:
    before, after = snapshot_of(request.actor, before_id), snapshot_of(request.actor, after_id)
    if (before.region_id, before.profession, before.unit) != (after.region_id, after.profession, after.unit):
        raise Refusal(
            "NOT_COMPARABLE",
            "Ces deux zonages ne portent pas sur la même région, la même profession et la même unité.",
            "Choisissez deux arrêtés successifs d'une même région.",
        )
    return before, after, differences(before=before.id, after=after.id)
