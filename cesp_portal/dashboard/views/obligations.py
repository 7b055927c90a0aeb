"""The obligations of the contract: one's own, and those that an agency watches over."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.tabular.writing import OutputSheet, as_csv, as_xlsx
from cesp_portal.dashboard.rules.obligations import SOURCE
from cesp_portal.dashboard.selectors.obligations import (
    COLUMNS,
    WatchedFile,
    kinds_of,
    narrowed,
    obligations_of,
    watch_rows,
    watched_files,
)
from contracts.selectors.contracts import my_contracts

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.REFERENT)
@require_safe
def watch(request: PortalRequest) -> HttpResponse:
    """Show the files of the agency with an obligation to look at; ``format`` gives the same rows as a file."""
    everything = watched_files(request.actor, clock.today())
    kinds, asked = kinds_of(everything), request.GET.get("obligation", "")
    files = narrowed(everything, asked) if asked in dict(kinds) else everything
    wanted = request.GET.get("format", "")
    if wanted in ("xlsx", "csv"):
        return _export(files, wanted)
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "title": "Obligations à surveiller",
        "page": page,
        "total": len(files),
        "everything": len(everything),
        "kinds": kinds,
        "asked": asked,
        "source": SOURCE,
    }
    return render(request, "dashboard/obligations/watch.html", facts)


def _export(files: list[WatchedFile], wanted: str) -> HttpResponse:
    rows = watch_rows(files)
    if wanted == "xlsx":
        response = HttpResponse(as_xlsx([OutputSheet("Obligations", COLUMNS, rows)]), content_type=XLSX)
    else:
        response = HttpResponse(as_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
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
