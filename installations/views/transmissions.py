"""Transmissions: the register of the agency, and what an office receives."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.kept import kept
from cesp_portal.common.paging import asked_page
from cesp_portal.common.refusals import BadInput
from installations.forms.registers import PeriodAskedForm
from installations.selectors.letters import (
    MOST_FAILED,
    batches_for,
    failed_transmissions,
    register_of,
    register_rows,
    transmissions_for,
    transmissions_received_by,
)
from installations.services import batches
from installations.services import transmissions as services
from installations.services.registers import register_xlsx
from installations.views.letters import attachment

PER_PAGE = 20
# Stands for the token of the visitor in what is drawn for all; no text of a letter can be it.
VISITOR = "\ue000jeton\ue000"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def transmissions_sent(request: PortalRequest) -> HttpResponse:
    """Show the transmissions of the agency, those that failed first."""
    number, actor = asked_page(request), request.actor

    def draw() -> tuple[str, int]:
        register = register_of(actor, number, PER_PAGE)
        rows = render_to_string("installations/agency/transmissions_rows.html", {"register": register})
        return rows, register.count

    rows, count = kept(f"register-rows:{actor.role}:{actor.agency_id}:{number}", draw)
    context = {
        "title": "Transmissions",
        "rows": rows,
        "failed": _failed(request),
        "page": Paginator(range(count), PER_PAGE).get_page(number),
        "parameters": "",
        "batches": batches_for(request.actor)[:5],
    }
    return render(request, "installations/agency/transmissions.html", context)


def _failed(request: PortalRequest) -> str:
    """Return what failed as it is shown, with its forms: drawn once for an agency, with the token of each visitor."""
    actor, today = request.actor, clock.today()

    def draw() -> str:
        failed = failed_transmissions(actor, today)
        facts = {"failed": failed, "most": MOST_FAILED, "token": VISITOR}
        return render_to_string("installations/agency/transmissions_failed.html", facts)

    drawn = kept(f"failed:{actor.role}:{actor.agency_id}:{today}", draw)
    return mark_safe(drawn.replace(VISITOR, get_token(request)))  # noqa: S308  # drawn by a template


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def register_file(request: PortalRequest) -> HttpResponse:
    """Give the register of a period as a workbook."""
    first, last = _period_asked(request, request.GET)
    content = register_xlsx(register_rows(request.actor, first, last))
    return attachment(content, XLSX, f"transmissions-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_POST
def ask_letter_batch(request: PortalRequest) -> HttpResponse:
    """Ask for the letters of a period as one PDF, for posting."""
    first, last = _period_asked(request, request.POST)
    batch = batches.ask_batch(actor=request.actor, first=first, last=last, at=clock.instant())
    return redirect("letter_batch", batch.id)


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def letter_batch(request: PortalRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Show how far a batch is, and its file once it is made."""
    batch = get_object_or_404(batches_for(request.actor), id=batch_id)
    context = {"title": str(batch), "batch": batch}
    return render(request, "installations/agency/batch.html", context)


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def letter_batch_file(request: PortalRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Give the file of a batch, byte for byte."""
    batch = get_object_or_404(batches_for(request.actor).filter(document__isnull=False), id=batch_id)
    return attachment(read_document(batch.document), batch.document.content_type, batch.document.filename)


def _period_asked(request: PortalRequest, data: QueryDict) -> tuple[dt.date, dt.date]:
    """The days asked, both included: this month when nothing is said."""
    today = clock.today()
    form = PeriodAskedForm(data)
    if not form.is_valid():
        raise BadInput(
            "PERIOD_UNREADABLE", "Les dates ne se lisent pas.", "Choisissez un premier et un dernier jour."
        )
    first = form.cleaned_data["du"] or today.replace(day=1)
    last = form.cleaned_data["au"] or today
    if last < first:
        raise BadInput(
            "PERIOD_REVERSED", "Le dernier jour précède le premier.", "Corrigez l'une des deux dates."
        )
    return first, last


@for_roles(Role.REFERENT)
@require_POST
def act_on_transmission(request: PortalRequest, transmission_id: uuid.UUID, action: str) -> HttpResponse:
    """Try again, note a registered letter, or note a receipt."""
    transmission = get_object_or_404(transmissions_for(request.actor), id=transmission_id)
    at = clock.instant()
    if action == "reessayer":
        services.retry_transmission(
            actor=request.actor, transmission=transmission, email=request.POST.get("email", "").strip(), at=at
        )
        messages.success(request, "La transmission est relancée.")
    elif action == "poste":
        services.record_transmission(
            actor=request.actor, transmission=transmission, reference=request.POST.get("reference", ""), at=at
        )
        messages.success(request, "L'envoi postal est noté.")
    elif action == "recu":
        services.acknowledge_transmission(actor=request.actor, transmission=transmission, at=at)
        messages.success(request, "La réception est notée.")
    else:
        raise Http404
    return redirect("transmissions_sent")


@for_roles(Role.PAYEUR, Role.REFERENT)
@require_safe
def transmissions_received(request: PortalRequest) -> HttpResponse:
    """Show what this office received."""
    received = transmissions_received_by(request.actor)
    context = {
        "title": "Décisions reçues",
        "page": Paginator(received.order_by("-sent_at", "id"), PER_PAGE).get_page(asked_page(request)),
        "parameters": "",
    }
    return render(request, "installations/agency/received.html", context)


@for_roles(Role.PAYEUR, Role.REFERENT)
@require_POST
def acknowledge(request: PortalRequest, transmission_id: uuid.UUID) -> HttpResponse:
    """Say that this office has the letter."""
    transmission = get_object_or_404(transmissions_received_by(request.actor), id=transmission_id)
    services.acknowledge_transmission(actor=request.actor, transmission=transmission, at=clock.instant())
    messages.success(request, "La réception est notée ; l'agence qui a envoyé la décision la voit.")
    return redirect("transmissions_received")
