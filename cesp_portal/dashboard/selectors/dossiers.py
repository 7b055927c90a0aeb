"""The dossier: everything that the agency holds about one contract, tab by tab."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.rules.errors import FactError
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.contract_timelines import timeline_of
from cesp_portal.dashboard.selectors.reach import files_for
from cesp_portal.dashboard.selectors.signatory_home import sentence_of
from cesp_portal.dashboard.selectors.standings import standing_read
from cesp_portal.dashboard.selectors.timelines import Timeline
from contracts.models import Contract
from installations.rules.figures import Figure, figures
from installations.rules.statement import Statement, statement
from installations.selectors.statements import statement_facts, with_facts

TABS = (
    ("contrat", "Contrat"),
    ("projet", "Projet"),
    ("demarches", "Démarches"),
    ("exercice", "Exercice"),
    ("obligations", "Obligations"),
    ("echanges", "Échanges"),
    ("documents", "Documents"),
    ("journal", "Journal"),
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What stands above the tabs: who, where they stand, the décompte in one sentence, the timeline.

    ``statement`` is None when the milestones contradict each other; ``contradiction`` then says how.
    """

    contract: Contract
    statement: Statement | None
    contradiction: str
    sentence: str
    standing: Standing
    timeline: Timeline | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.statement) if self.statement else ()


def dossier_of(actor: Actor, contract_id: uuid.UUID, on: dt.date) -> Dossier:
    """Return the header of a contract in reach; any other does not exist (404).

    The people of the agency are joined to it only where a tab names them.
    """
    contract = get_object_or_404(with_facts(_files(actor)), id=contract_id)
    found, contradiction = None, ""
    try:
        found = statement(statement_facts(contract, on))
    except FactError as error:
        contradiction = error.message
    return Dossier(
        contract=contract,
        statement=found,
        contradiction=contradiction,
        sentence=sentence_of(contract, found, owes="Doit"),
        standing=standing_read(contract, on),
        timeline=timeline_of(contract, found, on),
    )


def file_of(actor: Actor, contract_id: uuid.UUID) -> Contract:
    """Return a contract in reach with its person and its faculty; any other does not exist (404)."""
    return get_object_or_404(_files(actor), id=contract_id)


def _files(actor: Actor) -> QuerySet[Contract]:
    return files_for(actor).select_related(None).select_related("candidate", "user", "faculty")
