"""Is the portal well? Two addresses for monitors, which say nothing of anybody, and a page for administrators."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors.sweeps import mail_queue, sweep_states


@login_not_required
@require_safe
@never_cache
def web_health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process answers and reaches the database, 503 otherwise."""
    try:
        connection.ensure_connection()
        reached = connection.is_usable()
    except DatabaseError:
        reached = False
    status = HTTPStatus.OK if reached else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"base": "ok" if reached else "injoignable"}, status=status)


@login_not_required
@require_safe
@never_cache
def sweeps_health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every periodic sweep comes round, 503 when one is silent or fails: a dead man's switch."""
    states = sweep_states(clock.instant())
    status = HTTPStatus.SERVICE_UNAVAILABLE if any(state.alarms for state in states) else HTTPStatus.OK
    return JsonResponse({state.sweep.value: state.standing.value for state in states}, status=status)


@for_roles(Role.ADMINISTRATEUR)
@require_safe
def portal_state(request: PortalRequest) -> HttpResponse:
    """Show when each sweep last went by, and the mails that wait."""
    now = clock.instant()
    states = sweep_states(now)
    facts = {
        "title": "État du portail",
        "states": states,
        "alarms": [state for state in states if state.alarms],
        "mails": mail_queue(now),
    }
    return render(request, "dashboard/portal_state.html", facts)
