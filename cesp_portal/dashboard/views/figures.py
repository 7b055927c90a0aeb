"""Steering: figures of the region, or of the country without names."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, charts_for


@for_roles(Role.REFERENT, Role.DIRECTION, Role.DELEGATION, Role.SUPERVISION)
@require_safe
def steering(request: PortalRequest) -> HttpResponse:
    """Show the breakdowns of the contracts in reach; each figure leads to its rows where the reader may see them."""
    facts = {
        "title": "Pilotage",
        "charts": charts_for(request.actor, clock.today()),
        "today": clock.today(),
        "without_names": request.actor.is_a(Role.SUPERVISION),
        "fewest": FEWEST_SHOWN,
    }
    return render(request, "dashboard/steering.html", facts)
