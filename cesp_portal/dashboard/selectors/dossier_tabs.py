"""What each tab of a dossier shows, read when it is opened."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.models import HistoryLine
from cesp_portal.dashboard.rules.obligations import SOURCE
from cesp_portal.dashboard.selectors.histories import history_of
from cesp_portal.dashboard.selectors.obligations import obligations_of
from cesp_portal.dashboard.selectors.office_contacts import contacts_about
from contracts.models import Contract
from contracts.selectors.exchanges import contacts_of, exchanges_for
from contracts.selectors.files import followers_of
from contracts.selectors.messages import last_messages
from installations.selectors.letters import letters_for
from installations.selectors.practice import WAITING, periods_for
from installations.selectors.projects import project_page
from installations.selectors.requests import requests_for

MOST_NOTES = 10
# They show messages and notes, or what is new to the reader: that part is read at each opening.
LIVE_TABS: Final = frozenset({"echanges", "journal"})
Facts = dict[str, Any]


def facts_of_tab(tab: str, actor: Actor, contract: Contract, on: dt.date) -> Facts:
    """Return what one tab of a dossier in reach shows until something changes, and that one only."""
    read: dict[str, Callable[[], Facts]] = {
        "contrat": lambda: _contract(contract, on),
        "projet": lambda: {"project": project_page(contract, on)},
        "demarches": lambda: {"requests": _plain(requests_for(actor).filter(contract=contract))},
        "exercice": lambda: _practice(actor, contract),
        "obligations": lambda: {"obligations": obligations_of(contract, on), "source": SOURCE},
        "echanges": lambda: {
            "exchanges": _plain(exchanges_for(actor).filter(contract=contract).order_by("-due_on"))
        },
        "documents": lambda: {"letters": _plain(letters_for(actor).filter(contract=contract))},
        "journal": dict,
    }
    return read[tab]()


def live_facts_of_tab(
    tab: str, actor: Actor, contract: Contract, *, seen_at: dt.datetime | None = None
) -> Facts:
    """Return what a tab shows besides, read at each opening.

    ``seen_at``: lines of the journal after that instant are new to the reader.
    """
    if tab == "journal":
        return {"history": history_of(contract.candidate_id, seen_at=seen_at)}
    return {
        "notes": contacts_of(actor, contract)[:MOST_NOTES],
        "thread": last_messages(actor, contract, MOST_NOTES)[::-1],
    }


def taken_over(contract: Contract) -> HistoryLine | None:
    """Return the line of a spreadsheet that a contract was taken over from, None for one born here."""
    return HistoryLine.objects.filter(contract=contract).select_related("history").first()


def _plain(rows: Any) -> Any:
    """Leave out what the rows are usually read with: the dossier already says whose they are."""
    return rows.select_related(None).prefetch_related(None)


def _contract(contract: Contract, on: dt.date) -> Facts:
    return {
        "leaves": contract.training_suspensions.all(),
        "office_contacts": contacts_about(contract, on),
        "taken_over": taken_over(contract),
        "followers": followers_of(contract, on),
    }


def _practice(actor: Actor, contract: Contract) -> Facts:
    """A delegation reads the periods of a file in reach, that only referents verify."""
    if actor.is_a(Role.DELEGATION):
        return {"periods": contract.practice_periods.all(), "to_verify": ()}
    periods = _plain(periods_for(actor).filter(contract=contract))
    return {"periods": periods, "to_verify": WAITING if actor.is_a(Role.REFERENT) else ()}
