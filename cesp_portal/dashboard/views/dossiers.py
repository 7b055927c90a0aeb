"""One person's dossier, tab by tab."""

import datetime as dt
import uuid
from dataclasses import dataclass
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
from cesp_portal.common.kept import kept
from cesp_portal.common.kept_files import rows_of
from cesp_portal.dashboard.selectors.dossier_tabs import LIVE_TABS, facts_of_tab, live_facts_of_tab
from cesp_portal.dashboard.selectors.dossiers import TABS, dossier_of, file_of
from cesp_portal.dashboard.selectors.histories import new_lines
from cesp_portal.dashboard.selectors.reach import whose
from cesp_portal.dashboard.selectors.saved_views import read_until
from cesp_portal.dashboard.views.desk import READERS

READ_BY_A_DELEGATION = ("contrat", "projet", "exercice")
READ_BY_REFERENTS = "echanges"
SHOWS_DRAFTS = "demarches"
# Of one tab, for one sort of readers: some twenty kilobytes each.
MOST_DRAWN = 200
# Of a tab that is read at each opening, the part that is not.
KEPT_PARTS = {"echanges": "dashboard/desk/tabs/echanges_annuels.html", "journal": ""}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A dossier as it is shown to a role, at one tab, until something changes.

    ``figures`` stands beside the timeline; ``is_told`` when a statement can be printed; ``tab`` holds what of the tab
    is not read at each opening.
    """

    candidate_id: uuid.UUID
    name: str
    identity: str
    sentence: str
    timeline: str
    figures: str
    is_told: bool
    tab: str


@for_roles(*READERS)
@require_safe
def dossier(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show one person's dossier, at the tab asked for."""
    actor, today = request.actor, clock.today()
    tabs = _tabs_of(actor)
    tab = request.GET.get("onglet", TABS[0][0])
    if tab not in dict(tabs):
        raise Http404
    key = f"drawn:{tab}:{_reader(actor, tab)}:{today}"
    # Kept until a fact of this very file changes.
    (drawn,) = rows_of(
        key,
        [str(contract_id)],
        lambda _: {str(contract_id): _drawn(contract_id, tab, actor, today)},
        most=MOST_DRAWN,
    ).values()
    note_reading(actor=actor, subject_id=drawn.candidate_id, at=clock.instant())
    seen_at = read_until(actor, contract_id)
    facts: dict[str, Any] = {
        "title": drawn.name,
        "contract_id": contract_id,
        "drawn": drawn,
        "tabs": tabs,
        "tab": tab,
        "tab_template": _template(tab) if tab in LIVE_TABS else "",
        "news": new_lines([drawn.candidate_id], seen_at) if seen_at else 0,
    }
    if tab in LIVE_TABS:
        contract = file_of(actor, contract_id)
        facts |= {"contract": contract} | live_facts_of_tab(tab, actor, contract, seen_at=seen_at)
    return render(request, "dashboard/desk/dossier.html", facts)


def _tabs_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple(
        one
        for one in TABS
        if (not actor.is_a(Role.DELEGATION) or one[0] in READ_BY_A_DELEGATION)
        and (one[0] != READ_BY_REFERENTS or actor.is_a(Role.REFERENT))
    )


def _reader(actor: Actor, tab: str) -> str:
    """Return what tells readers who see different things apart: a request in draft is its author's alone."""
    return f"{whose(actor)}:{actor.user_id}" if tab == SHOWS_DRAFTS else whose(actor)


def _template(tab: str) -> str:
    return f"dashboard/desk/tabs/{tab}.html"


def _drawn(contract_id: uuid.UUID, tab: str, actor: Actor, on: dt.date) -> Drawn:
    found = dossier_of(actor, contract_id, on)
    contract = found.contract
    facts = {"dossier": found, "contract": contract, "actor": actor}
    timeline = {"timeline": found.timeline, "heading": "h2"}
    kept_part = KEPT_PARTS.get(tab, _template(tab))
    return Drawn(
        candidate_id=contract.candidate_id,
        name=contract.candidate.full_name,
        identity=render_to_string("dashboard/desk/dossier_identity.html", facts),
        sentence=found.sentence,
        # Named by what it shows: most of what changes in a file is not drawn there.
        timeline=kept(
            f"timeline:{found.timeline}",
            lambda: render_to_string("dashboard/components/timeline.html", timeline),
        ),
        figures=render_to_string("dashboard/desk/dossier_figures.html", facts),
        is_told=found.statement is not None,
        tab=render_to_string(kept_part, facts | facts_of_tab(tab, actor, contract, on)) if kept_part else "",
    )
