"""The signatory's space: home and décompte."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.signatory_home import home_of


@for_roles(Role.SIGNATAIRE)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show where the person stands and what to do next; without a contract, lead to the candidatures."""
    page = home_of(request.actor, clock.today())
    if page is None:
        return redirect("my_candidacies")
    return render(request, "dashboard/signatory/home.html", {"title": "Mon espace", "page": page})


@for_roles(Role.SIGNATAIRE)
@require_safe
def statement(request: PortalRequest) -> HttpResponse:
    """Show the décompte month by month, each line with its rule and its source."""
    page = home_of(request.actor, clock.today())
    if page is None:
        return redirect("my_candidacies")
    return render(request, "dashboard/signatory/statement.html", {"title": "Mon décompte", "page": page})
