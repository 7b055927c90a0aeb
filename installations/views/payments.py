"""Exchanges with the paying authority: what it must know goes out, what it paid comes in and is compared."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.rules.french import count_text
from cesp_portal.common.tabular.writing import OutputSheet, as_csv, as_xlsx
from contracts.enums import PaymentLineStatus
from contracts.rules.payment_files import PAYMENT_LIMITS, PaymentReading
from contracts.selectors import payments as selectors
from contracts.services import payments as services
from contracts.views.attempts import attempt
from contracts.views.downloads import XLSX, attachment
from installations.forms.payments import EventsForm, PaymentFileForm, PaymentLineForm, ReasonForm
from installations.selectors.payer_events import EVENT_COLUMNS, payer_events
from installations.services.payments import compare_payments

PER_PAGE = 50
MONTH_AGO = dt.timedelta(days=31)


@for_roles(Role.PAYEUR)
@require_http_methods(["GET", "POST"])
def payments(request: PortalRequest) -> HttpResponse:
    """Show where the exchanges stand; take a file of payments, then compare."""
    if request.method == "GET":
        return _board(request, PaymentFileForm())
    form = PaymentFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _board(request, form, status=422)
    upload = form.cleaned_data["file"]
    content = upload.read(PAYMENT_LIMITS.max_bytes + 1)
    reading = selectors.reading_of(content, upload.name)
    if not reading.lines:
        return _board(request, PaymentFileForm(), reading, status=422)
    file, status = attempt(
        request,
        form,
        lambda _values: services.take_payments(
            actor=request.actor,
            content=content,
            filename=upload.name,
            reading=reading,
            at=clock.instant(),
        ),
    )
    if file is None:
        return _board(request, form, status=status)
    found = compare_payments(actor=request.actor, on=clock.today(), at=clock.instant())
    waiting = file.lines.filter(status=PaymentLineStatus.TO_FIX).count()
    messages.success(
        request,
        f"Lignes lues : {len(reading.lines)} ; à corriger : {waiting}. Contrats comparés : {found.contracts} ; "
        f"écarts nouveaux : {found.found} ; écarts résolus : {found.gone}.",
    )
    return redirect("payments")


def _board(
    request: PortalRequest, form: PaymentFileForm, reading: PaymentReading | None = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    facts = {
        "title": "Paiements",
        "board": selectors.payment_board(request.actor),
        "form": form,
        "reading": reading,
        "first": today - MONTH_AGO,
        "last": today,
    }
    return render(request, "installations/payments/board.html", facts, status=status)


@for_roles(Role.PAYEUR)
@require_safe
def events(request: PortalRequest, kind: str) -> HttpResponse:
    """Hand over what was decided between two days."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    form = EventsForm(request.GET)
    if not form.is_valid():
        facts = {"title": "Décisions à connaître", "form": form}
        return render(request, "installations/payments/events.html", facts, status=422)
    found = payer_events(request.actor, form.cleaned_data["depuis"], form.cleaned_data["jusqu"])
    rows = (event.row() for event in found)
    if kind == "csv":
        return attachment(as_csv(EVENT_COLUMNS, rows), "decisions.csv", "text/csv; charset=utf-8")
    return attachment(as_xlsx([OutputSheet("Décisions", EVENT_COLUMNS, rows)]), "decisions.xlsx", XLSX)


@for_roles(Role.PAYEUR)
@require_safe
def lines(request: PortalRequest) -> HttpResponse:
    """Show the lines that wait for a correction."""
    page = Paginator(selectors.lines_to_fix(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "installations/payments/lines.html", {"title": "Lignes à corriger", "page": page})


@for_roles(Role.PAYEUR)
@require_http_methods(["GET", "POST"])
def line(request: PortalRequest, line_id: uuid.UUID) -> HttpResponse:
    """Correct a line of the queue."""
    row = selectors.line_to_fix(request.actor, line_id)
    given = {"number": row.number_given, "month": row.month_given, "amount": row.amount_given}
    form = PaymentLineForm(request.POST or None, initial=given)
    corrected, status = attempt(
        request,
        form,
        lambda values: services.correct_payment_line(
            actor=request.actor, line_id=row.id, at=clock.instant(), **values
        ),
    )
    if corrected is not None:
        compare_payments(actor=request.actor, on=clock.today(), at=clock.instant())
        messages.success(request, "La ligne est rattachée au contrat.")
        return redirect("payment_lines")
    facts = {"title": str(row), "row": row, "form": form, "reason_form": ReasonForm()}
    return render(request, "installations/payments/line.html", facts, status=status)


@for_roles(Role.PAYEUR)
@require_POST
def dismiss(request: PortalRequest, line_id: uuid.UUID) -> HttpResponse:
    """Leave a line aside."""
    row = selectors.line_to_fix(request.actor, line_id)
    services.dismiss_payment_line(
        actor=request.actor, line_id=row.id, reason=request.POST.get("reason", ""), at=clock.instant()
    )
    messages.success(request, "La ligne est écartée.")
    return redirect("payment_lines")


@for_roles(Role.PAYEUR)
@require_POST
def replay(request: PortalRequest) -> HttpResponse:
    """Try the whole queue again."""
    attached = services.replay_payment_lines(actor=request.actor, at=clock.instant())
    compare_payments(actor=request.actor, on=clock.today(), at=clock.instant())
    messages.success(request, f"{count_text(attached, 'ligne rattachée', 'lignes rattachées')}.")
    return redirect("payment_lines")


@for_roles(Role.PAYEUR, Role.REFERENT, Role.DIRECTION)
@require_safe
def gaps(request: PortalRequest) -> HttpResponse:
    """Show the differences between the payments and the files."""
    page = Paginator(selectors.open_gaps(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "title": "Écarts de paiement",
        "page": page,
        "explains": request.actor.is_a(Role.PAYEUR, Role.REFERENT),
    }
    return render(request, "installations/payments/gaps.html", facts)


@for_roles(Role.PAYEUR, Role.REFERENT)
@require_POST
def explain(request: PortalRequest, gap_id: uuid.UUID) -> HttpResponse:
    """Close a difference with an explanation."""
    gap = selectors.gap_of(request.actor, gap_id)
    services.explain_payment_gap(
        actor=request.actor, gap=gap, reason=request.POST.get("reason", ""), at=clock.instant()
    )
    messages.success(request, "L'écart est expliqué.")
    return redirect("payment_gaps")
