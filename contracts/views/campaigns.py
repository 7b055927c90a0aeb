"""Campaigns: the faculty office's and the referent's pages."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.rules.french import count_text
from contracts.enums import Stream
from contracts.forms.campaigns import CampaignDatesForm, CampaignForm
from contracts.models import Campaign
from contracts.policies.selection import may_follow_offers
from contracts.selectors import campaigns as selectors
from contracts.selectors.campaign_news import campaign_news, news_counts
from contracts.selectors.lists import lists_for
from contracts.selectors.quotas import faculties_for
from contracts.selectors.reallocations import open_windows
from contracts.services import campaigns as services
from contracts.services import offers
from contracts.services.visits import note_campaign_read
from contracts.views.attempts import attempt

READERS = (Role.REFERENT, Role.DIRECTION, Role.PAYEUR, Role.SCOLARITE)


@for_roles(Role.SCOLARITE)
@require_safe
def office(request: PortalRequest) -> HttpResponse:
    """Show the office its campaigns and what remains to do in each."""
    funnels = selectors.funnels_for(request.actor, on=clock.today())
    facts = {
        "title": "Campagnes",
        "funnels": _with_news(request, [one for one in funnels if not one.is_of_the_past]),
        "past": [one.campaign for one in funnels if one.is_of_the_past],
    }
    return render(request, "contracts/office.html", facts)


def _with_news(request: PortalRequest, funnels: list[selectors.Funnel]) -> list[selectors.Funnel]:
    counts = news_counts(request.actor, [funnel.campaign for funnel in funnels])
    return [replace(funnel, news=counts.get(funnel.campaign.id)) for funnel in funnels]


@for_roles(Role.REFERENT, Role.DIRECTION, Role.PAYEUR, Role.SUPERVISION)
@require_safe
def board(request: PortalRequest) -> HttpResponse:
    """Show the funnel of every campaign, from candidates to signatures."""
    years = selectors.academic_years_for(request.actor)
    year = request.GET.get("annee", years[0] if years else "")
    funnels = selectors.funnels_for(request.actor, on=clock.today(), academic_year=year)
    counts, sums = selectors.shown_counts(request.actor, funnels)
    facts = {
        "title": "Campagnes",
        "lines": list(zip(_with_news(request, funnels), counts, strict=True)),
        "totals": sums,
        "years": years,
        "year": year,
    }
    return render(request, "contracts/board.html", facts)


@for_roles(*READERS)
@require_safe
def detail(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Show a campaign: calendar, lists, places, and each rank with what became of it."""
    campaign = selectors.campaign_of(request.actor, campaign_id)
    (funnel,) = selectors.funnels_of([campaign], on=clock.today())
    facts = {
        "title": str(campaign),
        "campaign": campaign,
        "funnel": funnel,
        "lists": lists_for(request.actor).filter(campaign=campaign),
        "lines": selectors.rank_lines(campaign),
        "follows": may_follow_offers(request.actor, campaign),
        "commission": getattr(campaign, "commission", None),
        "today": clock.today(),
        "transfers": funnel.free and open_windows(campaign.academic_year, clock.today()).exists(),
        "news": campaign_news(request.actor, campaign),
    }
    return render(request, "contracts/campaign.html", facts)


@for_roles(*READERS)
@require_POST
def read(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Declare a campaign read: what happens from now on is shown as new."""
    campaign = selectors.campaign_of(request.actor, campaign_id)
    note_campaign_read(actor=request.actor, campaign=campaign, at=clock.instant())
    messages.success(request, "C'est noté. À votre prochaine visite, ce qui aura changé sera signalé.")
    return redirect("campaign_detail", campaign.id)


@for_roles(Role.SCOLARITE, Role.REFERENT)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Open a campaign."""
    faculties = faculties_for(request.actor)
    form = CampaignForm(request.POST or None, faculties=faculties, initial=_usual_year())

    def open_it(values: dict[str, Any]) -> Campaign:
        faculty, stream = values.pop("faculty"), Stream(values.pop("stream"))
        return services.open_campaign(
            actor=request.actor, faculty_id=faculty.id, stream=stream, at=clock.instant(), **values
        )

    campaign, status = attempt(request, form, open_it)
    if campaign is not None:
        messages.success(request, "La campagne est ouverte.")
        return redirect("campaign_detail", campaign.id)
    facts = {"title": "Ouvrir une campagne", "form": form, "campaign": None}
    return render(request, "contracts/campaign_form.html", facts, status=status)


def _usual_year() -> dict[str, object]:
    """Propose the calendar that most faculties follow, for the academic year that is running or about to."""
    day = clock.today()
    start = day.year if day.month >= 7 else day.year - 1
    return {
        "academic_year": f"{start}-{start + 1}",
        "opens_on": day.replace(year=start, month=10, day=1),
        "closes_on": day.replace(year=start, month=12, day=5),
        "transmit_by_on": day.replace(year=start + 1, month=1, day=15),
    }


@for_roles(Role.SCOLARITE, Role.REFERENT)
@require_http_methods(["GET", "POST"])
def dates(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Change the calendar of a campaign."""
    campaign = selectors.campaign_of(request.actor, campaign_id)
    initial = {name: getattr(campaign, name) for name in (*services.DATE_FIELDS, "refill_delay_days")}
    form = CampaignDatesForm(request.POST or None, initial=initial)
    changed, status = attempt(
        request,
        form,
        lambda values: services.change_campaign(
            actor=request.actor, campaign_id=campaign.id, at=clock.instant(), **values
        ),
    )
    if changed is not None:
        messages.success(request, "Le calendrier est enregistré.")
        return redirect("campaign_detail", campaign.id)
    facts = {"title": "Calendrier de la campagne", "form": form, "campaign": campaign}
    return render(request, "contracts/campaign_form.html", facts, status=status)


@for_roles(Role.REFERENT, Role.PAYEUR)
@require_POST
def call(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Propose the free places, all at once or one by one, in rank order."""
    campaign = selectors.campaign_of(request.actor, campaign_id)
    today, instant = clock.today(), clock.instant()
    if request.POST.get("which") == "next":
        offer = offers.call_next(
            actor=request.actor, campaign_id=campaign.id, on=today, at=instant, skip_buffer=True
        )
        messages.success(request, f"Un contrat est proposé à {offer.candidate}.")
    else:
        sent = offers.call_all(actor=request.actor, campaign_id=campaign.id, on=today, at=instant)
        done = count_text(len(sent), "proposition envoyée", "propositions envoyées")
        messages.success(request, f"{done}, dans l'ordre de la liste.")
    return redirect("campaign_detail", campaign.id)
