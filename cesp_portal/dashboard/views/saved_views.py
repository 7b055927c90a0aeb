"""Keeping and forgetting views of the signatories; marking a dossier as read."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from cesp_portal.dashboard.forms.desk import SaveViewForm
from cesp_portal.dashboard.services import saved_views as services
from cesp_portal.dashboard.views.desk import READERS, asked_search, query_of
from contracts.selectors.contracts import contracts_for


@for_roles(*READERS)
@require_POST
def save(request: PortalRequest) -> HttpResponse:
    """Keep the search under a name."""
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        raise BadInput(
            "VIEW_INCOMPLETE", "La vue n'a pas de nom.", "Donnez-lui un nom court, puis recommencez."
        )
    search = asked_search(request.POST)
    services.save_view(actor=request.actor, search=search, at=clock.instant(), **form.cleaned_data)
    messages.success(request, "La vue est enregistrée.")
    return redirect(f"{reverse('signatories')}?{query_of(search)}")


@for_roles(*READERS)
@require_POST
def forget(request: PortalRequest, view_id: uuid.UUID) -> HttpResponse:
    """Delete a view in reach."""
    services.forget_view(actor=request.actor, view_id=view_id, on=clock.today(), at=clock.instant())
    messages.success(request, "La vue est supprimée.")
    return redirect("signatories")


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_POST
def read(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Note that the dossier has been read up to now."""
    contract = get_object_or_404(contracts_for(request.actor), id=contract_id)
    services.note_dossier_read(actor=request.actor, contract=contract, at=clock.instant())
    messages.success(request, "Le dossier est marqué comme lu.")
    return redirect(f"{reverse('dossier', args=[contract.id])}?onglet=journal")
