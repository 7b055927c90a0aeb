"""One person's dossier, tab by tab."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.dashboard.models import HistoryLine
from cesp_portal.dashboard.rules.obligations import SOURCE
from cesp_portal.dashboard.selectors.dossiers import TABS, Dossier, dossier_of
from cesp_portal.dashboard.selectors.histories import history_of, new_lines
from cesp_portal.dashboard.selectors.kept import kept, last_change
from cesp_portal.dashboard.selectors.obligations import obligations_of
from cesp_portal.dashboard.selectors.office_contacts import contacts_about
from cesp_portal.dashboard.selectors.saved_views import read_until
from cesp_portal.dashboard.views.desk import READERS
from contracts.models import Contract
from contracts.selectors.exchanges import contacts_of, exchanges_for
from contracts.selectors.messages import thread_of
from installations.selectors.letters import letters_for
from installations.selectors.practice import WAITING, periods_for
from installations.selectors.projects import project_page
from installations.selectors.requests import requests_for

READ_BY_A_DELEGATION = ("contrat", "projet", "exercice")
MOST_NOTES = 10
READ_BY_REFERENTS = "echanges"


@for_roles(*READERS)
@require_safe
def dossier(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show one person's dossier, at the tab asked for."""
    today, version = clock.today(), last_change()
    found = dossier_of(request.actor, contract_id, today, version=version)
    tab = request.GET.get("onglet", TABS[0][0])
    delegated = request.actor.is_a(Role.DELEGATION)
    tabs = tuple(
        one
        for one in TABS
        if (not delegated or one[0] in READ_BY_A_DELEGATION)
        and (one[0] != READ_BY_REFERENTS or request.actor.is_a(Role.REFERENT))
    )
    if tab not in dict(tabs):
        raise Http404
    contract = found.contract
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    facts = {
        "title": contract.candidate.full_name,
        "dossier": found,
        "timeline": kept(f"timeline:{contract.pk}:{today}", lambda: _timeline(found), version=version),
        "contract": contract,
        "tabs": tabs,
        "tab": tab,
        "tab_template": f"dashboard/desk/tabs/{tab}.html",
    }
    seen_at = read_until(request.actor, contract)
    facts["news"] = new_lines([contract.candidate_id], seen_at) if seen_at else 0
    facts |= _facts_of_tab(tab, request.actor, contract, today, version=version, seen_at=seen_at)
    return render(request, "dashboard/desk/dossier.html", facts)


def _facts_of_tab(
    tab: str, actor: Actor, contract: Contract, today: dt.date, *, version: str, seen_at: dt.datetime | None
) -> dict[str, Any]:
    """Read what one tab shows, and that one only."""
    facts: dict[str, Callable[[], dict[str, Any]]] = {
        "contrat": lambda: {
            "leaves": contract.training_suspensions.all(),
            "office_contacts": contacts_about(contract, today, version=version),
            "taken_over": HistoryLine.objects.filter(contract=contract).select_related("history").first(),
        },
        "projet": lambda: {"project": project_page(contract, today)},
        "demarches": lambda: {"requests": requests_for(actor).filter(contract=contract)},
        "exercice": lambda: {
            "periods": contract.practice_periods.all()
            if actor.is_a(Role.DELEGATION)
            else periods_for(actor).filter(contract=contract),
            "to_verify": WAITING if actor.is_a(Role.REFERENT) else (),
        },
        "obligations": lambda: {"obligations": obligations_of(contract, today), "source": SOURCE},
        "echanges": lambda: {
            "exchanges": exchanges_for(actor).filter(contract=contract).order_by("-due_on"),
            "notes": contacts_of(actor, contract)[:MOST_NOTES],
            "thread": thread_of(actor, contract)[-MOST_NOTES:],
        },
        "documents": lambda: {"letters": letters_for(actor).filter(contract=contract)},
        "journal": lambda: {"history": history_of(contract.candidate_id, seen_at=seen_at)},
    }
    return facts[tab]()


def _timeline(found: Dossier) -> str:
    """Return the picture and the table of a timeline: the same for every tab until something changes."""
    context = {"timeline": found.timeline, "heading": "h2"}
    return render_to_string("dashboard/components/timeline.html", context)
