"""Steering: figures of the region, or of the country without names; each figure opens its rows."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from cesp_portal.common.paging import asked_page
from cesp_portal.dashboard.enums import MonthKind
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, charts_for, ended_charts_for
from cesp_portal.dashboard.selectors.funnels import Selection, funnel_choices, funnel_for
from cesp_portal.dashboard.selectors.month_figures import (
    Asked,
    MonthChart,
    changed_since,
    counted_at,
    month_charts,
    month_choices,
)
from cesp_portal.dashboard.selectors.steering_rows import PER_PAGE, rows_behind
from cesp_portal.dashboard.selectors.survey_charts import survey_charts

AGENCY = (Role.REFERENT, Role.DIRECTION)
FIGURES = (*AGENCY, Role.DELEGATION, Role.SUPERVISION)
PAGES = (
    ("steering", "Contrats", FIGURES),
    ("steering_campaign", "Campagne", (*AGENCY, Role.SUPERVISION)),
    ("steering_months", "Mois servis et dus", FIGURES),
    ("steering_ended", "Ruptures et suites", FIGURES),
    ("steering_surveys", "Enquêtes", AGENCY),
    ("steering_map", "Carte", (*AGENCY, Role.DELEGATION, Role.SUPERVISION)),
)


def pages_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the pages of figures that a role reads: route and label."""
    return [(route, label) for route, label, roles in PAGES if actor.is_a(*roles)]


def _frame(request: PortalRequest, title: str) -> dict[str, Any]:
    """Return what every page of figures shows."""
    return {
        "title": title,
        "pages": pages_for(request.actor),
        "today": clock.today(),
        "without_names": request.actor.is_a(Role.SUPERVISION),
        "fewest": FEWEST_SHOWN,
    }


def _asked(request: PortalRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:100]


@for_roles(*FIGURES)
@require_safe
def steering(request: PortalRequest) -> HttpResponse:
    """Show the breakdowns of the contracts in reach; each figure leads to its rows where the reader may see them."""
    charts = charts_for(request.actor, clock.today())
    return render(request, "dashboard/steering.html", _frame(request, "Pilotage") | {"charts": charts})


@for_roles(*AGENCY, Role.SUPERVISION)
@require_safe
def campaign(request: PortalRequest) -> HttpResponse:
    """Show how many candidates reached each step of the campaigns of a year."""
    choices = funnel_choices(request.actor)
    latest = choices["years"][0][0] if choices["years"] else ""
    year = _asked(request, "annee") if "annee" in request.GET else latest
    asked = Selection(year, _asked(request, "filiere"), _asked(request, "faculte"))
    facts = {
        "asked": asked,
        "choices": choices,
        "chart": funnel_for(request.actor, asked, clock.today()),
    }
    return render(request, "dashboard/steering_campaign.html", _frame(request, "Campagne") | facts)


@for_roles(*FIGURES)
@require_safe
def months(request: PortalRequest) -> HttpResponse:
    """Show the months served and due, by year and by department."""
    asked = Asked(_asked(request, "departement"), _asked(request, "annee"), _asked(request, "sorte"))
    facts = {
        "asked": asked,
        "choices": month_choices(request.actor),
        "kinds": MonthKind.choices,
        "drawn": _drawn(month_charts(request.actor, asked)),
        "counted_at": counted_at(request.actor),
        "changed": changed_since(request.actor),
    }
    return render(request, "dashboard/steering_months.html", _frame(request, "Mois servis et dus") | facts)


def _drawn(charts: Sequence[MonthChart]) -> str:
    """Return the tables of months as they are shown: drawn again when one of their figures is another."""
    return kept(
        f"month-charts:{charts}",
        lambda: render_to_string("dashboard/components/month_charts.html", {"charts": charts}),
    )


@for_roles(*FIGURES)
@require_safe
def ended(request: PortalRequest) -> HttpResponse:
    """Show why contracts broke, and where people practise once they are free."""
    charts = ended_charts_for(request.actor)
    return render(
        request, "dashboard/steering.html", _frame(request, "Ruptures et suites") | {"charts": charts}
    )


@for_roles(*AGENCY)
@require_safe
def surveys(request: PortalRequest) -> HttpResponse:
    """Show how the last surveys were answered."""
    facts = _frame(request, "Réponses aux enquêtes") | {"surveys": survey_charts(request.actor)}
    return render(request, "dashboard/steering_surveys.html", facts)


@for_roles(*AGENCY, Role.DELEGATION)
@require_safe
def rows(request: PortalRequest, what: str) -> HttpResponse:
    """Show the rows that a figure counts."""
    if what == "campagne" and request.actor.is_a(Role.DELEGATION):
        raise Http404
    number = asked_page(request)
    found = rows_behind(request.actor, what, request.GET.dict(), number)
    if found is None:
        raise Http404
    asked = request.GET.copy()
    asked.pop("page", None)
    facts = {
        "title": found.title,
        "found": found,
        "page": Paginator(range(found.count), PER_PAGE).get_page(number),
        "parameters": asked.urlencode(),
    }
    return render(request, "dashboard/steering_rows.html", facts)
