"""The administrator's page: who may do what, from when. No file is reached from here."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from cesp_portal.dashboard.forms.people import EndForm, RoleForm
from cesp_portal.dashboard.selectors.people import membership_of, memberships_for
from cesp_portal.dashboard.services.people import end_membership, give_role
from contracts.views.attempts import attempt

PER_PAGE = 50


@for_roles(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
def people(request: PortalRequest) -> HttpResponse:
    """Show the roles of agents; give one."""
    form = RoleForm(request.POST if request.method == "POST" else None)
    given, status = attempt(
        request, form, lambda values: give_role(actor=request.actor, at=clock.instant(), **values)
    )
    if given is not None:
        messages.success(
            request, f"{given.user} : {given.get_role_display()}, à partir du {given.starts_on:%d/%m/%Y}."
        )
        return redirect("people")
    text = request.GET.get("q", "").strip()[:100]
    held = memberships_for(request.actor, text, clock.today())
    facts = {
        "title": "Habilitations",
        "form": form,
        "text": text,
        "parameters": urlencode({"q": text}),
        "page": Paginator(held, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "dashboard/people.html", facts, status=status)


@for_roles(Role.ADMINISTRATEUR)
@require_POST
def end(request: PortalRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Take a role back, at once or after a last day."""
    today = clock.today()
    membership = membership_of(request.actor, membership_id, today)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise BadInput("DAY_UNREAD", "Ce dernier jour n'existe pas.", "Écrivez-le sous la forme jj/mm/aaaa.")
    last_day = form.cleaned_data["last_day"]
    if last_day is not None and last_day < today:
        raise BadInput(
            "DAY_PAST",
            "Ce dernier jour est passé.",
            "Choisissez un jour à venir, ou aucun pour finir tout de suite.",
        )
    until = today if last_day is None else last_day + dt.timedelta(days=1)
    end_membership(actor=request.actor, membership=membership, on=until, at=clock.instant())
    when = "dès maintenant" if last_day is None else f"après le {last_day:%d/%m/%Y}"
    messages.success(request, f"{membership.user} : {membership.get_role_display()}, terminé {when}.")
    return redirect("people")
