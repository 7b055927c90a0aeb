"""The referent's desk: what is to be done, and the signatories."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from cesp_portal.common.kept_files import rows_of
from cesp_portal.common.paging import asked_page
from cesp_portal.common.rules.parameters import with_recorded_values
from cesp_portal.common.tabular.pouring import pour_csv, pour_xlsx
from cesp_portal.common.tabular.writing import Value
from cesp_portal.dashboard.enums import After, Alert, Standing
from cesp_portal.dashboard.selectors import signatories as selectors
from cesp_portal.dashboard.selectors import signatory_pages as pages
from cesp_portal.dashboard.selectors.columns import ALL
from cesp_portal.dashboard.selectors.ended import CAUSES
from cesp_portal.dashboard.selectors.regional_values import read_recorded
from cesp_portal.dashboard.selectors.saved_views import views_shown
from cesp_portal.dashboard.selectors.tallies import tally_for
from cesp_portal.dashboard.selectors.work import Pile, pile_for, piles_for
from cesp_portal.dashboard.selectors.work_index import reader_of
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
        "table": _table(request.actor, found, whose),
        "whose": whose,
        "whose_choices": WHOSE,
        "today": clock.today(),
    }
    return render(request, "dashboard/desk/pile.html", facts)


def _table(actor: Actor, pile: Pile, whose: str) -> str:
    """Return the rows of a page of work as they are shown, with their boxes to tick, until one of them changes."""
    today = clock.today()

    def draw() -> str:
        found = pile_for(actor, pile.code, today, whose=whose, page=pile.page) or pile
        facts = {"items": found.items, "caption": found.title, "ticks": True, "today": today}
        return render_to_string("dashboard/components/work_table.html", facts)

    return kept(f"pile-table:{reader_of(actor)}:{pile.code}:{whose}:{today}:{pile.page}", draw)


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
    found = pages.page_of(request.actor, search, today, asked_page(request))
    page = Paginator(range(found.count), pages.PER_PAGE).get_page(asked_page(request))
    if not found.files and found.count:  # a page beyond the last one
        found = pages.page_of(request.actor, search, today, page.number)
    facts = {
        "title": "Signataires",
        "page": page,
        "rows": _rows(found, search, today),
        "search": search,
        "parameters": query_of(search),
        "heads": heads_of(search),
    }
    if request.htmx:
        return render(request, "dashboard/desk/signatories_found.html", facts)
    facts["views"] = views_shown(request.actor, today)
    facts["form"] = _form(search, pages.choices_for(tally_for(request.actor, today), search))
    return render(request, "dashboard/desk/signatories.html", facts)


def _form(search: selectors.Search, found: dict[str, list[tuple[str, str]]]) -> str:
    """Return the form of a search: the same as long as the files offer the same choices."""
    facts = {
        "search": search,
        "columns": [(column, column in search.shown) for column in ALL.values()],
        "choices": found
        | {
            "standings": Standing.choices,
            "professions": Profession.choices,
            "regimes": Regime.choices,
            "alerts": Alert.choices,
            "causes": CAUSES,
            "afters": After.choices,
        },
    }
    return kept(
        f"search-form:{search}:{found}",
        lambda: render_to_string("dashboard/desk/signatories_search.html", facts),
    )


def _rows(found: pages.Found, search: selectors.Search, on: dt.date) -> str:
    """Return the rows as they are shown, each the same for all who read it until its file changes."""

    def draw(files: Sequence[str]) -> dict[str, str]:
        return {
            str(line.id): render_to_string("dashboard/desk/signatories_row.html", {"line": line})
            for line in pages.lines_of(files, search.shown, on)
        }

    codes = ",".join(column.code for column in search.shown)
    drawn = rows_of(f"signatory-rows:{codes}:{on}", found.files, draw)
    return format_html_join("", "{}", ((row,) for row in drawn.values()))


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
