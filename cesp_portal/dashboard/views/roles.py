"""One person may hold several roles and switch between them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.accounts.middleware import CHOSEN_MEMBERSHIP
from cesp_portal.common.accounts.selectors import memberships_on


@require_POST
def switch_role(request: PortalRequest) -> HttpResponse:
    """Act from now on in another role that this person holds today."""
    held = memberships_on(request.user, clock.today())
    membership = get_object_or_404(held, id=request.POST.get("membership") or None)
    request.session.cycle_key()
    request.session[CHOSEN_MEMBERSHIP] = str(membership.id)
    return redirect("home")
