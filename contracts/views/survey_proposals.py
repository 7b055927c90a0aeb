"""Pages on which a referent settles what answers would change in a file."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from contracts.selectors.surveys import (
    proposal_lines,
    proposal_of,
)
from contracts.services import survey_proposals


@for_roles(Role.REFERENT)
@require_safe
def proposal_list(request: PortalRequest) -> HttpResponse:
    """List the answers that would change a file, oldest first."""
    lines = proposal_lines(request.actor)
    return render(request, "contracts/surveys/proposals.html", {"lines": lines})


@for_roles(Role.REFERENT)
@require_POST
def proposal_decide(request: PortalRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Accept or refuse one proposal."""
    proposal = proposal_of(request.actor, proposal_id)
    if request.POST.get("decision") == "accept":
        survey_proposals.accept_proposal(
            actor=request.actor, proposal=proposal, on=clock.today(), at=clock.instant()
        )
        messages.success(request, "La proposition est acceptée : le dossier est à jour.")
    else:
        reason = " ".join(request.POST.get("reason", "").split())
        survey_proposals.refuse_proposal(
            actor=request.actor, proposal=proposal, reason=reason, at=clock.instant()
        )
        messages.success(request, "La proposition est refusée : le dossier n'a pas changé.")
    return redirect("proposal_list")
