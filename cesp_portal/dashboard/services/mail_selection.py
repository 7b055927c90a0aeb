"""Writing to a selection of signatories: each message shown first, sent once, told in each file."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.services import Message, queue_mails
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.french import months_text
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.rules.mail_merge import merged, unknown_fields
from cesp_portal.dashboard.selectors.signatories import Search, signatories_for
from contracts.models import Contract
from installations.rules.figures import LEFT, NO_FIGURE
from installations.selectors.statements import figures_of, statements_of

MOST_PEOPLE = 500
KIND = "mail_to_selection"


@dataclass(frozen=True, slots=True)
class Draft:
    """The message of one person."""

    contract: Contract
    subject: str
    body: str


def drafts_for(actor: Actor, search: Search, *, subject: str, body: str, on: dt.date) -> list[Draft]:
    """Return each person's message. Raises BadInput for an unknown field, an empty selection or too large a one."""
    if not actor.is_a(Role.REFERENT):
        raise Forbidden()
    unknown = unknown_fields(f"{subject}\n{body}")
    if unknown:
        raise BadInput(
            "UNKNOWN_FIELD",
            f"Champ inconnu : {{{unknown[0]}}}.",
            "Prenez un champ de la liste sous le texte.",
        )
    found = list(signatories_for(actor, search, on)[: MOST_PEOPLE + 1])
    if not found:
        raise BadInput(
            "NOBODY", "Personne ne répond à cette recherche.", "Changez la recherche des signataires."
        )
    if len(found) > MOST_PEOPLE:
        raise BadInput(
            "TOO_MANY",
            f"Plus de {MOST_PEOPLE} personnes.",
            "Affinez la recherche, puis écrivez en plusieurs fois.",
        )
    drafts = []
    for contract, shown in statements_of(found, on):
        owed = shown.months_owed if shown else None
        left = figures_of(shown)[LEFT] if shown else NO_FIGURE
        values = {
            "prenom": contract.candidate.first_name,
            "nom": contract.candidate.last_name,
            "numero": contract.number,
            "situation": str(Standing(contract.standing).label).lower(),
            "mois_dus": NO_FIGURE if owed is None else months_text(owed),
            "mois_restants": left,
            "referent": str(contract.referent) if contract.referent else actor.name,
        }
        drafts.append(Draft(contract, merged(subject, values), merged(body, values)))
    return drafts


def fingerprint(drafts: Sequence[Draft]) -> str:
    """Return what tells these very messages to these very people from any others."""
    text = "\0".join(f"{one.contract.pk}\0{one.subject}\0{one.body}" for one in drafts)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def mail_selection(*, actor: Actor, drafts: Sequence[Draft], seen: str, at: dt.datetime) -> int:
    """Queue the messages that were shown; return how many.

    Raises Refusal when the people or the texts are no longer those that were shown: nothing leaves.
    """
    if not actor.is_a(Role.REFERENT):
        raise Forbidden()
    if fingerprint(drafts) != seen:
        raise Refusal(
            "SELECTION_CHANGED",
            "Les personnes ou les textes ont changé depuis l'aperçu : rien n'est parti.",
            "Regardez le nouvel aperçu, puis confirmez.",
        )
    # The same text may leave again another day.
    queue_mails(
        [
            Message(
                kind=KIND,
                key=f"{at:%Y-%m-%d}:{seen[:24]}:{one.contract.pk}",
                recipient=one.contract.user.email,
                subject=one.subject,
                body=one.body,
            )
            for one in drafts
        ],
        at=at,
    )
    Entry.objects.bulk_create(
        [
            Entry(
                at=at,
                action="dashboard.mail_queued",
                actor_id=actor.user_id,
                actor_name=actor.name,
                actor_role=actor.role or "",
                agency_id=one.contract.agency_id,
                object_type=one.contract._meta.label_lower,
                object_id=str(one.contract.pk),
                subject_id=one.contract.candidate_id,
                facts={},
            )
            for one in drafts
        ]
    )
    return len(drafts)
