"""Requests that an actor may see."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.clock import paris_day
from installations.enums import OPEN_REQUESTS, DecisionStatus, Outcome, RequestStatus
from installations.models import Request
from installations.policies import office_rows, own_rows


def requests_for(actor: Actor) -> QuerySet[Request]:
    """Return the requests in reach: one's own, or those of one's agency (both agencies for a transfer).

    An agency also reads what was sent to another one before in the files that it follows now.
    """
    requests = _read_with_people()
    if actor.is_a(Role.SIGNATAIRE, Role.CANDIDAT):
        return requests.filter(own_rows(actor, "contract__user_id"))
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        sent = ~Q(status=RequestStatus.DRAFT) & Q(submitted_at__isnull=False)
        return requests.filter(
            office_rows(actor) & (sent | own_rows(actor, "created_by_id"))
            | office_rows(actor, "target_agency_id") & sent
            | office_rows(actor, "contract__agency_id") & sent
        )
    return requests.none()


def _read_with_people() -> QuerySet[Request]:
    return Request.objects.select_related(
        "contract__candidate", "contract__user", "agency", "target_agency"
    ).prefetch_related("sites")


def request_of(actor: Actor, request_id: uuid.UUID) -> Request:
    """Return one request in reach. Raises Request.DoesNotExist otherwise."""
    return requests_for(actor).get(id=request_id)


def requests_to_examine(actor: Actor) -> QuerySet[Request]:
    """Return what waits for the agency, oldest first: sent, not yet decided, no decision in preparation."""
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        return Request.objects.none()
    return (
        _read_with_people()
        .filter(office_rows(actor), status=RequestStatus.SUBMITTED)
        .exclude(decisions__status__in=("draft", "to_review", "to_sign"))
        .order_by("submitted_at", "id")
    )


def takes_documents(request: Request) -> bool:
    """Tell whether documents may be joined: while the request is open, and while it is adjourned for want of them."""
    if request.status in OPEN_REQUESTS:
        return True
    return (
        request.status == RequestStatus.DECIDED
        and request.decisions.filter(status=DecisionStatus.SIGNED, outcome=Outcome.ADJOURNED).exists()
    )


def age_in_days(request: Request, on: dt.date) -> int:
    """Return how many days a request has waited."""
    return (on - paris_day(request.submitted_at)).days if request.submitted_at else 0
