"""The campaign's tables as files to keep: XLSX, or CSV with ``?format=csv``."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from contracts.selectors import campaigns as campaign_selectors
from contracts.selectors import exports as selectors
from contracts.views.downloads import table


@for_roles(Role.SCOLARITE, Role.REFERENT)
@require_safe
def candidates(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Hand over the candidates of a campaign."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    return table(request, selectors.candidates_sheet(campaign), f"candidats-{campaign.academic_year}")


@for_roles(Role.SCOLARITE, Role.REFERENT, Role.DIRECTION, Role.PAYEUR)
@require_safe
def offers(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Hand over the offers of a campaign."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    return table(request, selectors.offers_sheet(campaign), f"propositions-{campaign.academic_year}")


@for_roles(Role.REFERENT, Role.DIRECTION, Role.PAYEUR, Role.SUPERVISION)
@require_safe
def board(request: PortalRequest) -> HttpResponse:
    """Hand over the funnel of every campaign of a year."""
    year = request.GET.get("annee", "")
    funnels = campaign_selectors.funnels_for(request.actor, on=clock.today(), academic_year=year)
    return table(request, selectors.funnels_sheet(request.actor, funnels), "campagnes")
