"""The kinds of work of an agency: which rows wait, since when, for whom, and where each is dealt with."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.selectors import work_files as files
from cesp_portal.dashboard.selectors import work_selection as selection
from cesp_portal.dashboard.selectors.work_items import WorkItem

Rows = Callable[[Actor, dt.date], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: how it is named, what to do with it, who has it, which rows wait and how one is read.

    ``since`` is the field that says since when; ``file`` leads from a row to its contract (None when nobody follows).
    """

    code: str
    title: str
    advice: str
    roles: tuple[Role, ...]
    rows: Rows
    item: Callable[[Any], WorkItem]
    since: str
    file: str | None = None
    # A row taken over may be nobody's file yet.
    may_have_no_file: bool = False

    @property
    def is_about_files(self) -> bool:
        return self.file is not None and not self.may_have_no_file

    @property
    def order(self) -> tuple[str, str]:
        return (self.since, "pk")


# Its rows are files, that may be given to a referent together.
WITHOUT_REFERENT = "sans-referent"
BOTH = (Role.REFERENT, Role.DIRECTION)
REFERENT = (Role.REFERENT,)
DECIDED, OF_FILE, ITSELF = "request__contract__", "contract__", ""
KINDS = (
    Kind(
        "signatures",
        "Décisions à signer",
        "Lisez la lettre, puis signez.",
        BOTH,
        files.signatures_rows,
        files.signature_item,
        "prepared_at",
        DECIDED,
    ),
    Kind(
        "relectures",
        "Décisions à relire",
        "Un second regard avant la signature.",
        BOTH,
        files.reviews_rows,
        files.review_item,
        "prepared_at",
        DECIDED,
    ),
    Kind(
        "demandes",
        "Demandes à examiner",
        "Lisez les constats, puis préparez la décision.",
        REFERENT,
        files.requests_rows,
        files.request_item,
        "submitted_at",
        OF_FILE,
    ),
    Kind(
        "suspensions",
        "Suspensions demandées",
        "Lisez ce que disent les règles, puis enregistrez la réponse.",
        REFERENT,
        files.leaves_rows,
        files.leave_item,
        "submitted_at",
        OF_FILE,
    ),
    Kind(
        "delais",
        "Propositions qui arrivent à échéance",
        "Passé le dernier jour, la personne suivante est appelée.",
        REFERENT,
        selection.offers_ending_rows,
        selection.ending_item,
        "sent_on",
    ),
    Kind(
        "receptions",
        "Réceptions à enregistrer",
        "Sans jour de réception, le délai ne court pas.",
        REFERENT,
        selection.receipts_missing_rows,
        selection.receipt_item,
        "sent_on",
    ),
    Kind(
        "places",
        "Places à proposer",
        "Envoyez les propositions dans l'ordre des rangs.",
        REFERENT,
        selection.places_to_offer_rows,
        selection.places_item,
        "closes_on",
    ),
    Kind(
        "listes",
        "Listes reçues",
        "Publiez l'arrêté de quota pour ouvrir les places.",
        REFERENT,
        selection.lists_received_rows,
        selection.list_item,
        "received_at",
    ),
    Kind(
        "voeux",
        "Vœux d'une autre région",
        "Donnez ou refusez votre accord : sans lui, aucun poste n'est demandé.",
        REFERENT,
        selection.agreements_rows,
        selection.agreement_item,
        "filed_at",
    ),
    Kind(
        "acces",
        "Accès à rétablir",
        "La personne attend de pouvoir entrer : vérifiez son identité.",
        REFERENT,
        selection.claims_rows,
        selection.claim_item,
        "confirmed_at",
    ),
    Kind(
        "exercice",
        "Périodes d'exercice à vérifier",
        "Comparez avec le justificatif.",
        REFERENT,
        files.practice_rows,
        files.practice_item,
        "created_at",
        OF_FILE,
    ),
    Kind(
        "contradictions",
        "Contradictions avec le RPPS",
        "Demandez à la personne où elle exerce, puis vérifiez ou écartez la période.",
        REFERENT,
        files.contradictions_rows,
        files.contradiction_item,
        "created_at",
        OF_FILE,
    ),
    Kind(
        "zonages",
        "Personnes touchées par un zonage",
        "Dites à chacune ce qui change, puis notez-le.",
        REFERENT,
        files.impacts_rows,
        files.impact_item,
        "study__made_at",
        OF_FILE,
    ),
    Kind(
        "enquete",
        "Réponses à l'enquête à porter au dossier",
        "Acceptez ou écartez chaque réponse qui change le dossier.",
        REFERENT,
        files.proposals_rows,
        files.proposal_item,
        "proposed_at",
        OF_FILE,
    ),
    Kind(
        "convocations",
        "Échanges annuels à convoquer",
        "Proposez un jour à la personne.",
        REFERENT,
        files.summons_rows,
        files.summons_item,
        "due_on",
        OF_FILE,
    ),
    Kind(
        "transmissions",
        "Transmissions en échec",
        "Corrigez l'adresse, puis réessayez.",
        REFERENT,
        files.transmissions_rows,
        files.transmission_item,
        "created_at",
        "letter__contract__",
    ),
    Kind(
        "paiements",
        "Écarts de paiement",
        "Corrigez le dossier, ou dites d'où vient l'écart.",
        REFERENT,
        files.payment_gaps_rows,
        files.payment_gap_item,
        "found_at",
        OF_FILE,
    ),
    Kind(
        "reprises",
        "Doutes d'une reprise d'historique",
        "Vérifiez avec vos pièces, corrigez le dossier, puis levez le doute.",
        REFERENT,
        files.history_rows,
        files.history_item,
        "taken_at",
        OF_FILE,
        may_have_no_file=True,
    ),
    Kind(
        "doutes",
        "Dossiers à confirmer",
        "Vérifiez les dates avec les pièces.",
        REFERENT,
        files.doubts_rows,
        files.doubt_item,
        "concluded_on",
        ITSELF,
    ),
    Kind(
        WITHOUT_REFERENT,
        "Dossiers sans référent",
        "Désignez qui suit la personne.",
        REFERENT,
        files.without_referent_rows,
        files.alone_item,
        "concluded_on",
        ITSELF,
    ),
)
