"""Steering: projects and decided places of a region, over its zoning."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.forms.places_map import MapForm
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN
from cesp_portal.dashboard.selectors.places_map import people_at, places_map
from cesp_portal.dashboard.views.figures import pages_for
from zonage.models import RegionOutline
from zonage.policies import region_of_agency
from zonage.selectors.maps import legend_of
from zonage.selectors.snapshots import in_force
from zonage.selectors.territories import regions

PER_PAGE = 25


def _regions_with_an_agency() -> list[tuple[str, str]]:
    """Return the regions where somebody may have a contract; all of them while no agency is known."""
    offices = set(Agency.objects.values_list("region_code", flat=True))
    known = [(item.code, item.name) for item in regions()]
    return [item for item in known if item[0] in offices] or known


@for_roles(Role.REFERENT, Role.DIRECTION, Role.DELEGATION, Role.SUPERVISION)
@require_safe
def steering_map(request: PortalRequest) -> HttpResponse:
    """Show where people have a project or a place, by commune; a number opens its people where the reader may."""
    today, actor = clock.today(), request.actor
    own = region_of_agency(actor)
    known = [] if own else _regions_with_an_agency()
    region, profession, commune = MapForm(request.GET, regions=known).answers(own)
    found = places_map(actor, region=region, profession=profession, on=today)
    shown = in_force(region, profession, today)
    outline = RegionOutline.objects.filter(region_id=region).only("sha256").first()
    outlines_url = reverse("zonage_outlines", args=[region, outline.sha256]) if outline else ""
    asked = urlencode({"profession": profession, "le": today.isoformat()})
    levels_url = f"{reverse('zonage_levels', args=[region])}?{asked}" if shown else ""
    without_names = request.actor.is_a(Role.SUPERVISION)
    people = people_at(actor, commune=commune, profession=profession, on=today) if commune else []
    context = {
        "title": "Carte des projets et des lieux",
        "pages": pages_for(actor),
        "form": MapForm(initial={"region": region, "profession": profession}, regions=known),
        "region": region,
        "profession": profession,
        "today": today,
        "shown": shown,
        "legend": legend_of(shown),
        "found": found,
        # Named by what they say: most changes move nobody from one commune to another.
        "rows": kept(
            f"map-rows:{without_names}:{profession}:{found}",
            lambda: render_to_string(
                "dashboard/components/map_rows.html",
                {"found": found, "profession": profession, "without_names": without_names},
            ),
        ),
        "commune": next((row for row in found.rows if row.code == commune), None),
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "parameters": urlencode({"region": region, "profession": profession, "commune": commune}),
        "without_names": without_names,
        "fewest": FEWEST_SHOWN,
        "outlines_url": outlines_url,
        "levels_url": levels_url,
        "data_urls": [url for url in (outlines_url, levels_url) if url],
    }
    return render(request, "dashboard/places_map.html", context)
