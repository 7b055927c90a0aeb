"""Taking over a referent's own spreadsheet: sent, mapped once, looked at, applied once."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.forms.history import ColumnsForm, HistoryFileForm
from cesp_portal.dashboard.rules.history import suggested_mapping, unmapped
from cesp_portal.dashboard.selectors import history as selectors
from cesp_portal.dashboard.services import history as services
from contracts.views.attempts import attempt

PER_PAGE = 100


@for_roles(Role.REFERENT)
@require_http_methods(["GET", "POST"])
def histories(request: PortalRequest) -> HttpResponse:
    """Show the takeovers of the agency; keep a new spreadsheet."""
    form = HistoryFileForm(request.POST, request.FILES) if request.method == "POST" else HistoryFileForm()
    facts = {
        "title": "Reprise d'historique",
        "histories": selectors.histories_for(request.actor),
        "issues": (),
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(selectors.HISTORY_LIMITS.max_bytes + 1)
        table, issues = selectors.table_of(content, upload.name)
        if table is not None:
            kept, status = attempt(
                request,
                form,
                lambda _values: services.keep_history_file(
                    actor=request.actor,
                    content=content,
                    filename=upload.name,
                    table=table,
                    at=clock.instant(),
                ),
            )
            if kept is not None:
                return redirect("history", kept.id)
        else:
            facts["issues"], status = issues, 422
    elif request.method == "POST":
        status = 422
    return render(request, "dashboard/history/list.html", facts | {"form": form}, status=status)


@for_roles(Role.REFERENT)
@require_http_methods(["GET", "POST"])
def history(request: PortalRequest, history_id: uuid.UUID) -> HttpResponse:
    """Choose the columns, look at what each row would become, then take over."""
    found = selectors.history_of_id(request.actor, history_id)
    if request.method == "POST" and request.POST.get("action") == "apply":
        services.ask_history(actor=request.actor, history=found, at=clock.instant())
        return redirect("history", found.id)
    chosen = found.mapping or suggested_mapping(found.headers, selectors.kept_mapping(request.actor))
    typed = request.POST if request.method == "POST" else None
    form = ColumnsForm(typed, headers=found.headers, chosen=chosen)
    mapped, status = attempt(
        request,
        form,
        lambda values: services.choose_columns(
            actor=request.actor, history=found, mapping=values, at=clock.instant()
        ),
    )
    if mapped is not None:
        return redirect("history", found.id)
    planned = selectors.plan_of(found) if found.mapping and not found.asked_at else []
    rows = found.lines.select_related("contract") if found.asked_at else planned
    facts = {
        "title": found.filename,
        "history": found,
        "form": form,
        "planned": len(planned),
        "files": found.lines.filter(contract__isnull=False).count()
        if found.asked_at
        else sum(one.becomes_file for one in planned),
        "missing": unmapped(found.mapping) if found.mapping else [],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "parameters": "",
        "taken": found.lines.count(),
    }
    return render(request, "dashboard/history/history.html", facts, status=status)


@for_roles(Role.REFERENT)
@require_POST
def settle(request: PortalRequest, line_id: uuid.UUID) -> HttpResponse:
    """Note what was done about a row's doubts."""
    line = selectors.doubt_of(request.actor, line_id)
    services.settle_doubts(
        actor=request.actor, line=line, reason=request.POST.get("reason", ""), at=clock.instant()
    )
    messages.success(request, "Les doutes de cette ligne sont levés.")
    return redirect("history", line.history_id)
