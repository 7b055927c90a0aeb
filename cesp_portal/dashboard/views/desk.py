"""The referent's desk: what is to be done, the signatories, one person's dossier."""

import uuid
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.tabular.writing import OutputSheet, as_csv, as_xlsx
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.models import HistoryLine
from cesp_portal.dashboard.rules.obligations import SOURCE
from cesp_portal.dashboard.selectors import signatories as selectors
from cesp_portal.dashboard.selectors.dossiers import TABS, dossier_of
from cesp_portal.dashboard.selectors.histories import history_of, new_lines
from cesp_portal.dashboard.selectors.obligations import obligations_of
from cesp_portal.dashboard.selectors.saved_views import read_until, saved_views_for
from cesp_portal.dashboard.selectors.tallies import tally_for
from cesp_portal.dashboard.selectors.work import pile_for, piles_for
from contracts.enums import Profession, Regime
from contracts.models import Contract
from installations.selectors.letters import letters_for
from installations.selectors.practice import periods_for
from installations.selectors.projects import project_page
from installations.selectors.requests import requests_for

DESK = (Role.REFERENT, Role.DIRECTION)
READERS = (*DESK, Role.DELEGATION)
READ_BY_A_DELEGATION = ("contrat", "projet", "exercice")
LAST_SEARCH = "signatories_search"
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
    found = pile_for(request.actor, code, clock.today(), whose=whose, page=_asked_page(request))
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


def _asked_page(request: PortalRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _whose(request: PortalRequest) -> str:
    asked = request.GET.get("pour", "all")
    return asked if asked in dict(WHOSE) else "all"


@for_roles(*READERS)
@require_safe
def signatories(request: PortalRequest) -> HttpResponse:
    """Show the signatories that answer the search; ``format`` gives the same rows as a file."""
    search, today = _kept_search(request), clock.today()
    wanted = request.GET.get("format", "")
    if wanted in ("xlsx", "csv"):
        return _export(selectors.signatories_for(request.actor, search, today), wanted)
    tally = tally_for(request.actor, today)
    found = selectors.page_of(request.actor, search, today, _asked_page(request), tally)
    page = Paginator(range(found.count), selectors.PER_PAGE).get_page(_asked_page(request))
    if not found.lines and found.count:  # a page beyond the last one
        found = selectors.page_of(request.actor, search, today, page.number, tally)
    facts = {
        "title": "Signataires",
        "page": page,
        "lines": found.lines,
        "search": search,
        "parameters": query_of(search),
        "views": saved_views_for(request.actor),
        "choices": selectors.choices_for(tally)
        | {"standings": Standing.choices, "professions": Profession.choices, "regimes": Regime.choices},
    }
    return render(request, "dashboard/desk/signatories.html", facts)


def query_of(search: selectors.Search) -> str:
    """Return a search as the query of an address."""
    return urlencode(search.as_parameters())


def _export(found: QuerySet[Contract], wanted: str) -> HttpResponse:
    rows = selectors.export_rows(found, clock.today())
    if wanted == "xlsx":
        content = as_xlsx([OutputSheet("Signataires", selectors.COLUMNS, rows)])
        response = HttpResponse(content, content_type=XLSX)
    else:
        response = HttpResponse(as_csv(selectors.COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="signataires.{wanted}"'
    return response


def asked_search(asked: QueryDict) -> selectors.Search:
    """Return the search that a form or an address asks for."""
    names = selectors.Search.__dataclass_fields__
    return selectors.Search(**{name: asked.get(name, "").strip()[:100] for name in names})


def _kept_search(request: PortalRequest) -> selectors.Search:
    """Return the search asked for, or the one of the last visit; the browser's session remembers it."""
    if request.GET:
        search = asked_search(request.GET)
        asked = search.as_parameters()
        if request.session.get(LAST_SEARCH) != asked:
            request.session[LAST_SEARCH] = asked
        return search
    return selectors.Search(**request.session.get(LAST_SEARCH, {}))


@for_roles(*READERS)
@require_safe
def dossier(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show one person's dossier, at the tab asked for."""
    today = clock.today()
    found = dossier_of(request.actor, contract_id, today)
    tab = request.GET.get("onglet", TABS[0][0])
    delegated = request.actor.is_a(Role.DELEGATION)
    tabs = tuple(one for one in TABS if not delegated or one[0] in READ_BY_A_DELEGATION)
    if tab not in dict(tabs):
        raise Http404
    contract = found.contract
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    facts = {
        "title": contract.candidate.full_name,
        "dossier": found,
        "contract": contract,
        "tabs": tabs,
        "tab": tab,
        "tab_template": f"dashboard/desk/tabs/{tab}.html",
    }
    seen_at = read_until(request.actor, contract)
    facts["news"] = new_lines([contract.candidate_id], seen_at) if seen_at else 0
    facts |= {
        "contrat": lambda: {
            "leaves": contract.training_suspensions.all(),
            "taken_over": HistoryLine.objects.filter(contract=contract).select_related("history").first(),
        },
        "projet": lambda: {"project": project_page(contract, today)},
        "demarches": lambda: {"requests": requests_for(request.actor).filter(contract=contract)},
        "exercice": lambda: {
            "periods": contract.practice_periods.all()
            if delegated
            else periods_for(request.actor).filter(contract=contract)
        },
        "obligations": lambda: {"obligations": obligations_of(contract, today), "source": SOURCE},
        "documents": lambda: {"letters": letters_for(request.actor).filter(contract=contract)},
        "journal": lambda: {"history": history_of(contract.candidate_id, seen_at=seen_at)},
    }[tab]()
    return render(request, "dashboard/desk/dossier.html", facts)
