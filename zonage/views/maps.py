"""The public map of the zonings, its data, and the table that says the same."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from zonage.enums import ZONED_PROFESSIONS
from zonage.models import Department, RegionOutline
from zonage.policies import region_of_agency
from zonage.selectors.maps import legend_of, map_levels, table_of
from zonage.selectors.snapshots import in_force, level_counts, succession
from zonage.selectors.territories import regions

DEFAULT_REGION = "76"
ONE_YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
@require_safe
def zone_map(request: PortalRequest) -> HttpResponse:
    """Show the zones of a region for a profession on a day, and beside them those of another day when asked."""
    known = regions()
    region = _choice(
        request.GET.get("region"),
        [item.code for item in known],
        region_of_agency(request.actor) or DEFAULT_REGION,
    )
    profession = _choice(
        request.GET.get("profession"), [str(item.value) for item in ZONED_PROFESSIONS], "medecine"
    )
    on = _day(request.GET.get("le")) or clock.today()
    other = _day(request.GET.get("autre"))
    departments = list(Department.objects.filter(region_id=region))
    department = _choice(
        request.GET.get("departement"),
        [item.code for item in departments],
        departments[0].code if departments else "",
    )
    shown = in_force(region, profession, on)
    before = in_force(region, profession, other) if other else None
    outline = RegionOutline.objects.filter(region_id=region).only("sha256").first()
    context = {
        "regions": known,
        "region": region,
        "region_name": next((item.name for item in known if item.code == region), ""),
        "professions": ZONED_PROFESSIONS,
        "profession": profession,
        "on": on,
        "other": other,
        "shown": shown,
        "before": before,
        "counts": level_counts(shown) if shown else [],
        "succession": succession(region, profession),
        "departments": departments,
        "department": department,
        "rows": table_of(department, shown, before),
        "legend": legend_of(shown, before),
        "outlines_url": reverse("zonage_outlines", args=[region, outline.sha256]) if outline else "",
        "levels_url": _levels_url(region, profession, on),
        "other_levels_url": _levels_url(region, profession, other) if other else "",
    }
    context["data_urls"] = [
        context[name] for name in ("outlines_url", "levels_url", "other_levels_url") if context[name]
    ]
    return render(request, "zonage/map.html", context)


@login_not_required
@require_safe
def outlines(request: PortalRequest, region: str, sha256: str) -> HttpResponse:
    """Send the outlines of a region as stored: gzipped JSON, good for a year since the address names its content."""
    outline = get_object_or_404(RegionOutline, region_id=region, sha256=sha256)
    response = HttpResponse(bytes(outline.content), content_type="application/json")
    response["Content-Encoding"] = "gzip"
    patch_cache_control(response, public=True, max_age=ONE_YEAR_SECONDS, immutable=True)
    return response


@login_not_required
@require_safe
def levels(request: PortalRequest, region: str) -> JsonResponse:
    """Send the level of each place of a region for a profession on a day."""
    profession = request.GET.get("profession", "")
    on = _day(request.GET.get("le"))
    if profession not in ZONED_PROFESSIONS or on is None:
        raise Http404
    shown = map_levels(region, profession, on)
    if shown is None:
        return JsonResponse({"levels": [], "places": {}, "snapshot": None})
    places: list[list[str]] = [[] for _ in shown.levels]
    for code, position in shown.by_code.items():
        places[position].append(code)
    return JsonResponse(
        {
            "snapshot": str(shown.snapshot.id),
            "levels": [
                {
                    "code": level.code,
                    "name": level.name,
                    "label": level.label,
                    "eligible": level.is_eligible,
                    "colour": level.colour,
                    "pattern": level.pattern,
                    "places": " ".join(codes),
                }
                for level, codes in zip(shown.levels, places, strict=True)
            ],
        }
    )


def _levels_url(region: str, profession: str, on: dt.date) -> str:
    return f"{reverse('zonage_levels', args=[region])}?profession={profession}&le={on.isoformat()}"


def _choice(asked: str | None, known: list[str], usual: str) -> str:
    return asked if asked in known else usual


def _day(text: str | None) -> dt.date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
