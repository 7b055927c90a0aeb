"""Quota orders: written down, read again, published."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from contracts.enums import OrderKind, Stream
from contracts.forms.quotas import QuotaOrderForm
from contracts.models import QuotaOrder
from contracts.policies.selection import may_publish_quota
from contracts.selectors import quotas as selectors
from contracts.services import quotas as services
from contracts.services.quotas import Allocation
from contracts.views.attempts import attempt

READERS = (Role.REFERENT, Role.DIRECTION, Role.PAYEUR, Role.SUPERVISION)
WRITERS = (Role.REFERENT, Role.PAYEUR)


@for_roles(*READERS)
@require_safe
def orders(request: PortalRequest) -> HttpResponse:
    """Show the orders, latest first."""
    facts = {
        "title": "Arrêtés de répartition",
        "orders": selectors.quota_orders_for(request.actor),
        "writes": request.actor.is_a(*WRITERS),
    }
    return render(request, "contracts/quota_orders.html", facts)


@for_roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Write an order down."""
    form = QuotaOrderForm(request.POST or None, faculties=selectors.faculties_for(request.actor))
    order, status = attempt(request, form, lambda values: _record(request, form, values))
    if order is not None:
        messages.success(request, "L'arrêté est enregistré. Relisez-le, puis publiez-le.")
        return redirect("quota_order", order.id)
    facts = {"title": "Saisir un arrêté", "form": form, "streams": Stream}
    return render(request, "contracts/quota_form.html", facts, status=status)


def _record(request: PortalRequest, form: QuotaOrderForm, values: dict[str, Any]) -> QuotaOrder:
    return services.record_quota_order(
        actor=request.actor,
        academic_year=values["academic_year"],
        number=values["number"],
        signed_on=values["signed_on"],
        kind=OrderKind(values["kind"]),
        lines=[Allocation(faculty.id, stream, places) for faculty, stream, places in form.lines()],
        on=clock.today(),
        at=clock.instant(),
    )


@for_roles(*READERS)
@require_safe
def detail(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Show an order with its lines."""
    order = selectors.quota_order_of(request.actor, order_id)
    publishes = order.published_at is None and may_publish_quota(request.actor, order)
    return render(
        request, "contracts/quota_order.html", {"title": str(order), "order": order, "publishes": publishes}
    )


@for_roles(*WRITERS)
@require_POST
def publish(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Publish an order: its places open."""
    order = selectors.quota_order_of(request.actor, order_id)
    services.publish_quota(actor=request.actor, order_id=order.id, at=clock.instant())
    messages.success(request, "L'arrêté est publié : ses places sont ouvertes.")
    return redirect("quota_order", order.id)
