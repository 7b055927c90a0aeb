"""One person may hold several roles and switch between them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.middleware import CHOSEN_MEMBERSHIP
from cesp_portal.common.accounts.selectors import memberships_on


@require_POST
def switch_role(request: PortalRequest) -> HttpResponse:
    """Act from now on in another role that this person holds today."""
    try:
        chosen = uuid.UUID(request.POST.get("membership", ""))
    except ValueError as error:
        raise Http404 from error
    membership = get_object_or_404(memberships_on(request.user, clock.today()), id=chosen)
    request.session.cycle_key()
    request.session[CHOSEN_MEMBERSHIP] = str(membership.id)
    office = membership.faculty or membership.agency
    named = Role(membership.role).label + (f" – {office}" if office else "")
    messages.success(request, f"Vous agissez maintenant comme : {named}.")
    return redirect("home")
