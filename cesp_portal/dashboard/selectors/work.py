"""What a referent has to deal with: one list per kind of work, oldest first, each row with age and deadline."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.clock import paris_day
from cesp_portal.dashboard.models import WorkNote
from contracts.enums import ContractStatus, ListStatus, OfferStatus, Regime
from contracts.models import Contract
from contracts.selectors.campaigns import campaigns_for, funnels_of
from contracts.selectors.claims import claims_to_examine
from contracts.selectors.contracts import contracts_for
from contracts.selectors.offers import offers_for
from contracts.selectors.wishes import agreements_to_give
from installations.enums import DecisionStatus, TransmissionStatus
from installations.selectors.decisions import decisions_for, decisions_to_sign
from installations.selectors.letters import transmissions_for
from installations.selectors.practice import periods_to_verify
from installations.selectors.requests import requests_to_examine

SOON = dt.timedelta(days=10)
RECEIPT_EXPECTED_WITHIN = dt.timedelta(days=7)
A_YEAR = dt.timedelta(days=365)
LONGEST_LIST = 300


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing waiting. ``since`` is the day it began to wait; ``holder_id`` the agent who follows the file."""

    object_id: uuid.UUID
    who: str
    what: str
    since: dt.date
    url: str
    due_on: dt.date | None = None
    holder_id: uuid.UUID | None = None
    backup_id: uuid.UUID | None = None
    holder: str = ""

    def age_days(self, on: dt.date) -> int:
        return (on - self.since).days


@dataclass(frozen=True, slots=True)
class Pile:
    """One kind of work with its rows, oldest first; ``aside`` counts those that an agent set aside for later."""

    code: str
    title: str
    advice: str
    items: tuple[WorkItem, ...]
    aside: int

    @property
    def oldest(self) -> dt.date | None:
        return min((item.since for item in self.items), default=None)

    @property
    def next_due(self) -> dt.date | None:
        return min((item.due_on for item in self.items if item.due_on), default=None)


def piles_for(actor: Actor, on: dt.date, *, whose: str = "all") -> list[Pile]:
    """Return every kind of work of the actor's agency: ``mine``, ``backup`` (mine and those I back up) or ``all``."""
    return [_pile(kind, actor, on, whose) for kind in KINDS if actor.is_a(*kind.roles)]


def pile_for(actor: Actor, code: str, on: dt.date, *, whose: str = "all") -> Pile | None:
    """Return one kind of work, or None when the actor's role has no such list."""
    kind = next((kind for kind in KINDS if kind.code == code and actor.is_a(*kind.roles)), None)
    return _pile(kind, actor, on, whose) if kind else None


def _pile(kind: "Kind", actor: Actor, on: dt.date, whose: str) -> Pile:
    notes = {
        note.object_id: note
        for note in WorkNote.objects.filter(agency_id=actor.office_id, kind=kind.code).select_related(
            "holder"
        )
    }
    items, aside = [], 0
    for row in kind.read(actor, on):
        note = notes.get(row.object_id)
        item = _held(row, note)
        if not _concerns(item, actor, whose):
            continue
        if note is not None and note.snoozed_until is not None and note.snoozed_until > on:
            aside += 1
        else:
            items.append(item)
    items.sort(key=lambda item: (item.since, item.who))
    return Pile(kind.code, kind.title, kind.advice, tuple(items), aside)


def _held(item: WorkItem, note: WorkNote | None) -> WorkItem:
    """Return the row with the holder that a note gave it."""
    if note is None or note.holder is None:
        return item
    return replace(item, holder_id=note.holder_id, holder=str(note.holder))


def _concerns(item: WorkItem, actor: Actor, whose: str) -> bool:
    if whose == "mine":
        return item.holder_id == actor.user_id
    if whose == "backup":
        return actor.user_id in (item.holder_id, item.backup_id)
    return True


def _lists_received(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    listed = campaigns_for(actor).filter(lists__status=ListStatus.CURRENT, transmit_by_on__gt=on - A_YEAR)
    for funnel in funnels_of(listed.distinct(), on=on):
        received = funnel.current_list
        if received is not None and funnel.places == 0:
            yield WorkItem(
                object_id=received.id,
                who=str(funnel.campaign.faculty),
                what=f"{funnel.campaign.get_stream_display()} {funnel.campaign.academic_year} : "
                f"{received.rows} candidats, aucune place ouverte",
                since=paris_day(received.received_at),
                url=reverse("campaign_detail", args=[funnel.campaign.id]),
            )


def _places_to_offer(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for funnel in funnels_of(campaigns_for(actor).filter(places__isnull=False).distinct(), on=on):
        if funnel.free > 0 and funnel.waiting > 0:
            yield WorkItem(
                object_id=funnel.campaign.id,
                who=str(funnel.campaign.faculty),
                what=f"{funnel.free} places libres, {funnel.waiting} personnes en attente",
                since=funnel.campaign.closes_on,
                url=reverse("campaign_detail", args=[funnel.campaign.id]),
            )


def _offers_ending(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    ending = offers_for(actor).filter(status=OfferStatus.SENT, last_day__lte=on + SOON)
    for offer in ending.order_by("last_day")[:LONGEST_LIST]:
        yield WorkItem(
            object_id=offer.id,
            who=str(offer.candidate),
            what=f"Proposition à signer, {offer.campaign.faculty}",
            since=offer.sent_on,
            due_on=offer.last_day,
            url=reverse("offer_detail", args=[offer.id]),
        )


def _receipts_missing(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    silent = offers_for(actor).filter(
        status=OfferStatus.SENT, received_on__isnull=True, sent_on__lte=on - RECEIPT_EXPECTED_WITHIN
    )
    for offer in silent.order_by("sent_on")[:LONGEST_LIST]:
        yield WorkItem(
            object_id=offer.id,
            who=str(offer.candidate),
            what="Jour de réception à enregistrer : le délai de trente jours ne court pas encore",
            since=offer.sent_on,
            url=reverse("offer_detail", args=[offer.id]),
        )


def _requests(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for request in requests_to_examine(actor).select_related("contract__referent")[:LONGEST_LIST]:
        yield _about(
            request.contract,
            object_id=request.id,
            what=request.get_kind_display(),
            since=paris_day(request.submitted_at) if request.submitted_at else on,
            due_on=request.starts_on,
            url=reverse("examine_request", args=[request.id]),
        )


def _reviews(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    waiting = decisions_for(actor).filter(agency_id=actor.office_id, status=DecisionStatus.TO_REVIEW)
    for decision in waiting.exclude(prepared_by_id=actor.user_id)[:LONGEST_LIST]:
        yield _about(
            decision.request.contract,
            object_id=decision.id,
            what=f"À relire : {decision.request.get_kind_display().lower()}",
            since=paris_day(decision.prepared_at),
            url=reverse("show_decision", args=[decision.id]),
        )


def _signatures(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for decision in decisions_to_sign(actor)[:LONGEST_LIST]:
        yield _about(
            decision.request.contract,
            object_id=decision.id,
            what=f"{decision.request.get_kind_display()} : {decision.get_outcome_display().lower()}",
            since=paris_day(decision.prepared_at),
            due_on=decision.request.starts_on,
            url=reverse("show_decision", args=[decision.id]),
        )


def _practice(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for period in periods_to_verify(actor).select_related("contract__referent")[:LONGEST_LIST]:
        yield _about(
            period.contract,
            object_id=period.id,
            what=f"{period.get_status_display()} : {period}",
            since=paris_day(period.created_at),
            url=f"{reverse('practice_to_verify')}#periode-{period.id}",
        )


def _transmissions(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    failed = transmissions_for(actor).filter(status=TransmissionStatus.FAILED)
    for transmission in failed[:LONGEST_LIST]:
        yield _about(
            transmission.letter.contract,
            object_id=transmission.id,
            what=f"Lettre n° {transmission.letter.number} : {transmission.last_error}",
            since=paris_day(transmission.created_at),
            url=reverse("transmissions_sent"),
        )


def _doubts(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    doubtful = contracts_for(actor).filter(status=ContractStatus.ACTIVE, regime=Regime.TO_CONFIRM)
    for contract in doubtful[:LONGEST_LIST]:
        yield _about(
            contract,
            object_id=contract.id,
            what="Régime à confirmer : aucune conclusion automatique",
            since=contract.concluded_on,
            url=reverse("dossier", args=[contract.id]),
        )


def _without_referent(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    alone = contracts_for(actor).filter(status=ContractStatus.ACTIVE, referent__isnull=True)
    for contract in alone[:LONGEST_LIST]:
        yield _about(
            contract,
            object_id=contract.id,
            what="Aucun référent désigné",
            since=contract.concluded_on,
            url=reverse("dossier", args=[contract.id]),
        )


def _about(
    contract: Contract,
    *,
    object_id: uuid.UUID,
    what: str,
    since: dt.date,
    url: str,
    due_on: dt.date | None = None,
) -> WorkItem:
    return WorkItem(
        object_id=object_id,
        who=contract.candidate.full_name,
        what=what,
        since=since,
        url=url,
        due_on=due_on,
        holder_id=contract.referent_id,
        backup_id=contract.backup_id,
        holder=str(contract.referent) if contract.referent_id else "",
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: how it is named, what to do with it, who has it, how it is read."""

    code: str
    title: str
    advice: str
    roles: tuple[Role, ...]
    read: Callable[[Actor, dt.date], Iterator[WorkItem]]


def _claims(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for claim in claims_to_examine(actor)[:LONGEST_LIST]:
        yield WorkItem(
            object_id=claim.id,
            who=str(claim),
            what="Adresse perdue : vérifiez l'identité, puis rattachez le dossier",
            since=paris_day(claim.confirmed_at) if claim.confirmed_at else on,
            url=reverse("claim", args=[claim.id]),
        )


def _agreements(actor: Actor, on: dt.date) -> Iterator[WorkItem]:
    for wish in agreements_to_give(actor)[:LONGEST_LIST]:
        yield WorkItem(
            object_id=wish.id,
            who=str(wish.contract.candidate),
            what=f"{wish} : {wish.agency} attend votre accord",
            since=paris_day(wish.filed_at),
            due_on=wish.campaign.closes_on,
            url=reverse("wish_agreement", args=[wish.id]),
        )


BOTH = (Role.REFERENT, Role.DIRECTION)
REFERENT = (Role.REFERENT,)
KINDS = (
    Kind("signatures", "Décisions à signer", "Lisez la lettre, puis signez.", BOTH, _signatures),
    Kind("relectures", "Décisions à relire", "Un second regard avant la signature.", BOTH, _reviews),
    Kind(
        "demandes",
        "Demandes à examiner",
        "Lisez les constats, puis préparez la décision.",
        REFERENT,
        _requests,
    ),
    Kind(
        "delais",
        "Propositions qui arrivent à échéance",
        "Passé le dernier jour, la personne suivante est appelée.",
        REFERENT,
        _offers_ending,
    ),
    Kind(
        "receptions",
        "Réceptions à enregistrer",
        "Sans jour de réception, le délai ne court pas.",
        REFERENT,
        _receipts_missing,
    ),
    Kind(
        "places",
        "Places à proposer",
        "Envoyez les propositions dans l'ordre des rangs.",
        REFERENT,
        _places_to_offer,
    ),
    Kind(
        "listes",
        "Listes reçues",
        "Publiez l'arrêté de quota pour ouvrir les places.",
        REFERENT,
        _lists_received,
    ),
    Kind(
        "voeux",
        "Vœux d'une autre région",
        "Donnez ou refusez votre accord : sans lui, aucun poste n'est demandé.",
        REFERENT,
        _agreements,
    ),
    Kind(
        "acces",
        "Accès à rétablir",
        "La personne attend de pouvoir entrer : vérifiez son identité.",
        REFERENT,
        _claims,
    ),
    Kind("exercice", "Périodes d'exercice à vérifier", "Comparez avec le justificatif.", REFERENT, _practice),
    Kind(
        "transmissions",
        "Transmissions en échec",
        "Corrigez l'adresse, puis réessayez.",
        REFERENT,
        _transmissions,
    ),
    Kind("doutes", "Dossiers à confirmer", "Vérifiez les dates avec les pièces.", REFERENT, _doubts),
    Kind(
        "sans-referent",
        "Dossiers sans référent",
        "Désignez qui suit la personne.",
        REFERENT,
        _without_referent,
    ),
)
