"""Quota orders: written down, read again, corrected or removed, then published."""

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
from contracts.forms.offers import ConfirmForm
from contracts.forms.quotas import QuotaFileForm, QuotaOrderForm
from contracts.models import QuotaOrder
from contracts.policies.selection import may_publish_quota
from contracts.rules.quota_files import QUOTA_LIMITS, QuotaFile
from contracts.selectors import quotas as selectors
from contracts.services import quotas as services
from contracts.services.places import publish_quota
from contracts.services.quotas import Allocation
from contracts.views.attempts import attempt
from contracts.views.downloads import XLSX, attachment

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
    return _form_page(request, form, status=status)


def _form_page(
    request: PortalRequest,
    form: QuotaOrderForm,
    *,
    read: QuotaFile | None = None,
    order: QuotaOrder | None = None,
    status: int = 200,
) -> HttpResponse:
    title = "Saisir un arrêté" if order is None else "Corriger un arrêté"
    facts = {"title": title, "form": form, "streams": Stream, "read": read, "order": order}
    if order is not None:
        facts["shown"] = request.POST.get("shown") or selectors.fingerprint_of(order)
    return render(request, "contracts/quota_form.html", facts, status=status)


@for_roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def correct(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Write an order that is not published yet again."""
    order = selectors.quota_order_of(request.actor, order_id)
    if request.method == "GET" and not _may_act(request, order):
        return redirect("quota_order", order.id)
    faculties = selectors.faculties_for(request.actor)
    if request.method == "GET":
        return _form_page(request, QuotaOrderForm.of(order, faculties=faculties), order=order)
    form = QuotaOrderForm(request.POST, faculties=faculties)
    corrected, status = attempt(request, form, lambda values: _correct(request, order, form, values))
    if corrected is None:
        return _form_page(request, form, order=order, status=status)
    messages.success(request, "L'arrêté est corrigé. Relisez-le, puis publiez-le.")
    return redirect("quota_order", order.id)


@for_roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def remove(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Remove an order that was never published, after a deliberate choice."""
    order = selectors.quota_order_of(request.actor, order_id)
    if request.method == "GET" and not _may_act(request, order):
        return redirect("quota_order", order.id)
    form = ConfirmForm(request.POST or None)
    removed, status = attempt(request, form, lambda _: _remove(request, order))
    if removed:
        messages.success(request, f"L'arrêté « {order} » est supprimé. Aucune place n'en dépendait.")
        return redirect("quota_orders")
    shown = request.POST.get("shown") or selectors.fingerprint_of(order)
    facts = {"title": "Supprimer un arrêté", "order": order, "form": form, "shown": shown}
    return render(request, "contracts/quota_remove.html", facts, status=status)


def _may_act(request: PortalRequest, order: QuotaOrder) -> bool:
    return order.published_at is None and may_publish_quota(request.actor, order)


@for_roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def from_file(request: PortalRequest) -> HttpResponse:
    """Read the places of an order in a file: show every problem, or the form that it fills."""
    form = QuotaFileForm(request.POST, request.FILES) if request.method == "POST" else QuotaFileForm()
    if request.method == "GET" or not form.is_valid():
        return _file_page(request, form, status=200 if request.method == "GET" else 422)
    file = form.cleaned_data["file"]
    read = selectors.quota_file_for(request.actor, file.read(QUOTA_LIMITS.max_bytes + 1), file.name)
    if read.refused:
        return _file_page(request, QuotaFileForm(), read, status=422)
    faculties = selectors.faculties_for(request.actor)
    return _form_page(request, QuotaOrderForm.filled(read.lines, faculties=faculties), read=read)


def _file_page(
    request: PortalRequest, form: QuotaFileForm, read: QuotaFile | None = None, status: int = 200
) -> HttpResponse:
    facts = {"title": "Importer les places d'un arrêté", "form": form, "read": read}
    return render(request, "contracts/quota_file.html", facts, status=status)


@for_roles(*WRITERS)
@require_safe
def model(request: PortalRequest) -> HttpResponse:
    """Hand over the workbook to fill in."""
    return attachment(selectors.blank_quota_file(request.actor), "modele-arrete.xlsx", XLSX)


def _record(request: PortalRequest, form: QuotaOrderForm, values: dict[str, Any]) -> QuotaOrder:
    return services.record_quota_order(
        actor=request.actor, on=clock.today(), at=clock.instant(), **_said(form, values)
    )


def _correct(
    request: PortalRequest, order: QuotaOrder, form: QuotaOrderForm, values: dict[str, Any]
) -> QuotaOrder:
    return services.correct_quota_order(
        actor=request.actor,
        order_id=order.id,
        shown=request.POST.get("shown", ""),
        on=clock.today(),
        at=clock.instant(),
        **_said(form, values),
    )


def _said(form: QuotaOrderForm, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "academic_year": values["academic_year"],
        "number": values["number"],
        "signed_on": values["signed_on"],
        "kind": OrderKind(values["kind"]),
        "lines": [Allocation(faculty.id, stream, places) for faculty, stream, places in form.lines()],
    }


def _remove(request: PortalRequest, order: QuotaOrder) -> bool:
    services.remove_quota_order(
        actor=request.actor, order_id=order.id, shown=request.POST.get("shown", ""), at=clock.instant()
    )
    return True


@for_roles(*READERS)
@require_safe
def detail(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Show an order with its lines."""
    order = selectors.quota_order_of(request.actor, order_id)
    facts = {"title": str(order), "order": order, "acts": _may_act(request, order)}
    return render(request, "contracts/quota_order.html", facts | {"shown": selectors.fingerprint_of(order)})


@for_roles(*WRITERS)
@require_POST
def publish(request: PortalRequest, order_id: uuid.UUID) -> HttpResponse:
    """Publish an order: its places open."""
    order = selectors.quota_order_of(request.actor, order_id)
    publish_quota(
        actor=request.actor, order_id=order.id, at=clock.instant(), shown=request.POST.get("shown", "")
    )
    messages.success(request, "L'arrêté est publié : ses places sont ouvertes.")
    return redirect("quota_order", order.id)
