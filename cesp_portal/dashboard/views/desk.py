"""The referent's desk: what is to be done, and the signatories."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept, last_change
from cesp_portal.common.paging import asked_page
from cesp_portal.common.rules.parameters import with_recorded_values
from cesp_portal.common.tabular.pouring import pour_csv, pour_xlsx
from cesp_portal.common.tabular.writing import Value
from cesp_portal.dashboard.enums import After, Alert, Standing
from cesp_portal.dashboard.selectors import signatories as selectors
from cesp_portal.dashboard.selectors.columns import ALL
from cesp_portal.dashboard.selectors.departments import departments_of
from cesp_portal.dashboard.selectors.ended import CAUSES
from cesp_portal.dashboard.selectors.regional_values import read_recorded
from cesp_portal.dashboard.selectors.saved_views import saved_views_for
from cesp_portal.dashboard.selectors.tallies import tally_for
from cesp_portal.dashboard.selectors.work import pile_for, piles_for
from contracts.enums import Profession, Regime

DESK = (Role.REFERENT, Role.DIRECTION)
READERS = (*DESK, Role.DELEGATION)
LAST_SEARCH = "signatories_search"
LONGEST_ASKED = 100
ROWS_AT_ONCE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOSE = (
    ("all", "Toute l'agence"),
    ("mine", "Mes dossiers"),
    ("backup", "Mes dossiers et ceux que je supplée"),
)


@for_roles(*DESK)
@require_safe
def to_do(request: PortalRequest) -> HttpResponse:
    """Show every kind of work with its oldest rows."""
    whose = _whose(request)
    piles = piles_for(request.actor, clock.today(), whose=whose)
    facts = {
        "title": "À traiter",
        "waiting": [pile for pile in piles if pile.count],
        "clear": [pile for pile in piles if not pile.count],
        "whose": whose,
        "whose_choices": WHOSE,
        "today": clock.today(),
    }
    return render(request, "dashboard/desk/to_do.html", facts)


@for_roles(*DESK)
@require_safe
def pile(request: PortalRequest, code: str) -> HttpResponse:
    """Show one kind of work wholly."""
    whose = _whose(request)
    found = pile_for(request.actor, code, clock.today(), whose=whose, page=asked_page(request))
    if found is None:
        raise Http404
    facts = {
        "title": found.title,
        "pile": found,
        "whose": whose,
        "whose_choices": WHOSE,
        "today": clock.today(),
    }
    return render(request, "dashboard/desk/pile.html", facts)


def _whose(request: PortalRequest) -> str:
    asked = request.GET.get("pour", "all")
    return asked if asked in dict(WHOSE) else "all"


@for_roles(*READERS)
@require_safe
def signatories(request: PortalRequest) -> HttpResponseBase:
    """Show the signatories that answer the search; ``format`` gives the same rows as a file."""
    search, today = _kept_search(request), clock.today()
    wanted = request.GET.get("format", "")
    if wanted in ("xlsx", "csv"):
        return _export(request.actor, search, wanted)
    # Named before anything is read: rows of before a change are never kept as those of after.
    version = last_change()
    tally = tally_for(request.actor, today)
    found = selectors.page_of(request.actor, search, today, asked_page(request), tally)
    page = Paginator(range(found.count), selectors.PER_PAGE).get_page(asked_page(request))
    if not found.lines and found.count:  # a page beyond the last one
        found = selectors.page_of(request.actor, search, today, page.number, tally)
    facts = {
        "title": "Signataires",
        "page": page,
        "rows": _rows(found, selectors.key_of(request.actor, search, today, page.number), version),
        "search": search,
        "parameters": query_of(search),
        "views": saved_views_for(request.actor, today),
        "heads": heads_of(search),
        "columns": [(column, column in search.shown) for column in ALL.values()],
        "choices": selectors.choices_for(tally)
        | {
            "standings": Standing.choices,
            "professions": Profession.choices,
            "regimes": Regime.choices,
            "departments": departments_of(request.actor),
            "alerts": Alert.choices,
            "causes": CAUSES,
            "afters": After.choices,
        },
    }
    template = "dashboard/desk/signatories_found.html" if request.htmx else "dashboard/desk/signatories.html"
    return render(request, template, facts)


def _rows(found: selectors.Found, key: str, version: str) -> str:
    """Return the rows as they are shown: the same for each opening until something changes."""
    if not found.lines:
        return ""
    return kept(
        f"rows of {key}",
        lambda: render_to_string("dashboard/desk/signatories_rows.html", {"lines": found.lines}),
        version=version,
    )


def heads_of(search: selectors.Search) -> list[dict[str, str]]:
    """Return the heads of the columns: each leads to the list sorted by it, the second time the other way round."""
    heads = []
    for column in search.shown:
        is_sorted = search.sort.removeprefix("-") == column.code
        goes_up = is_sorted and not search.sort.startswith("-")
        asked = f"-{column.code}" if goes_up else column.code
        heads.append(
            {
                "title": column.title,
                "query": query_of(replace(search, sort=asked)) if column.order else "",
                "sorted": ("ascending" if goes_up else "descending") if is_sorted else "",
            }
        )
    return heads


def query_of(search: selectors.Search) -> str:
    """Return a search as the query of an address."""
    return urlencode(search.as_parameters())


def _export(actor: Actor, search: selectors.Search, wanted: str) -> StreamingHttpResponse:
    """Send the rows while they are read: the browser shows the file growing, however long it is."""
    today, columns = clock.today(), search.shown
    found = selectors.signatories_for(actor, search, today)
    rows = _in_batches(selectors.export_rows(found, today, columns))
    outputs = [column.output for column in columns]
    if wanted == "xlsx":
        response = StreamingHttpResponse(pour_xlsx("Signataires", outputs, rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(pour_csv(outputs, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="signataires.{wanted}"'
    return response


def _in_batches(rows: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    """Give the rows one by one, read under the regional values: the request that opened these is already over."""
    while True:
        with with_recorded_values(lambda: read_recorded(clock.today())):
            batch = list(islice(rows, ROWS_AT_ONCE))
        if not batch:
            return
        yield from batch


def asked_search(asked: QueryDict) -> selectors.Search:
    """Return the search that a form or an address asks for."""
    names = selectors.Search.__dataclass_fields__
    values = {name: asked.get(name, "").strip()[:LONGEST_ASKED] for name in names}
    # Ticked one by one, or already joined in an address.
    values["columns"] = ",".join(code.strip()[:LONGEST_ASKED] for code in asked.getlist("columns"))[:300]
    return selectors.Search(**values)


def _kept_search(request: PortalRequest) -> selectors.Search:
    """Return the search asked for, or the one of the last visit; the browser's session remembers it."""
    if request.GET:
        search = asked_search(request.GET)
        if "columns" not in request.GET:
            search = replace(search, columns=request.session.get(LAST_SEARCH, {}).get("columns", ""))
        asked = search.as_parameters()
        if request.session.get(LAST_SEARCH) != asked:
            request.session[LAST_SEARCH] = asked
        return search
    return selectors.Search(**request.session.get(LAST_SEARCH, {}))
