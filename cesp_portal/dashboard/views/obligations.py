"""The obligations of the contract: one's own, and those that an agency watches over."""

import datetime as dt
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept_files import rows_of
from cesp_portal.common.paging import asked_page
from cesp_portal.common.tabular.pouring import pour_csv, pour_xlsx
from cesp_portal.dashboard.rules.obligations import SOURCE
from cesp_portal.dashboard.selectors.obligation_watch import (
    COLUMNS,
    PER_PAGE,
    watch_counts,
    watch_page,
    watch_rows,
    watched_of,
)
from cesp_portal.dashboard.selectors.obligations import obligations_of
from contracts.selectors.contracts import my_contracts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.REFERENT)
@require_safe
def watch(request: PortalRequest) -> HttpResponseBase:
    """Show the files of the agency with an obligation to look at; ``format`` gives the same rows as a file."""
    today = clock.today()
    counts = watch_counts(request.actor, today)
    asked = request.GET.get("obligation", "")
    if not counts.of(asked):
        asked = ""
    wanted = request.GET.get("format", "")
    if wanted in ("xlsx", "csv"):
        return _export(request.actor, asked, wanted)
    page = Paginator(range(counts.of(asked)), PER_PAGE).get_page(asked_page(request))
    files = watch_page(request.actor, asked, today, page.number) if counts.files else ()
    facts = {
        "title": "Obligations à surveiller",
        "page": page,
        "rows": _rows(request.actor, files, today),
        "total": counts.of(asked),
        "everything": counts.files,
        "kinds": counts.kinds,
        "asked": asked,
        "source": SOURCE,
    }
    return render(request, "dashboard/obligations/watch.html", facts)


def _rows(actor: Actor, files: Sequence[str], on: dt.date) -> str:
    """Return the rows as they are shown, each the same until its file changes."""

    def draw(missing: Sequence[str]) -> dict[str, str]:
        return {
            str(one.contract_id): render_to_string("dashboard/obligations/watch_row.html", {"file": one})
            for one in watched_of(actor, missing, on)
        }

    drawn = rows_of(f"watch-rows:{actor.role}:{actor.agency_id}:{on}", files, draw)
    return format_html_join("", "{}", ((row,) for row in drawn.values()))


def _export(actor: Actor, asked: str, wanted: str) -> StreamingHttpResponse:
    """Send the rows while they are read: the browser shows the file growing, however long it is."""
    rows = watch_rows(actor, asked, clock.today())
    if wanted == "xlsx":
        response = StreamingHttpResponse(pour_xlsx("Obligations", COLUMNS, rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(pour_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="obligations.{wanted}"'
    return response


@for_roles(Role.SIGNATAIRE)
@require_safe
def mine(request: PortalRequest) -> HttpResponse:
    """Show the person what the agency watches over, and what their file shows of it."""
    contract = my_contracts(request.actor).first()
    if contract is None:
        return redirect("my_candidacies")
    found = obligations_of(contract, clock.today())
    facts = {"title": "Mes obligations", "contract": contract, "obligations": found, "source": SOURCE}
    return render(request, "dashboard/obligations/mine.html", facts)
