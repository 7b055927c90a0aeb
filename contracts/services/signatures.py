"""Signatures: on the portal by the candidate, or on paper and recorded by an agent; each creates the contract."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import User
from cesp_portal.common.db import refusing
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.french import count_text
from contracts.enums import OfferStatus, Profession, Regime, SignatureChannel
from contracts.models import Campaign, Candidate, Contract, Offer
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, is_the_candidate, may_record_for_offer
from contracts.rules import offer_lifecycle as lifecycle
from contracts.rules.conditions import conditions_for, not_acknowledged
from contracts.rules.deadlines import extended_last_day
from contracts.rules.regimes import RegimeFacts, regime_of
from contracts.selectors.contracts import other_commitment_of
from contracts.selectors.places import free_places
from contracts.services import offers
from contracts.services.contracts import Signature, conclude_contract

MOST_YEARS = 15
ALREADY_SIGNED = Refusal(
    "ALREADY_SIGNED",
    "Ce contrat est déjà signé : la signature a bien été enregistrée, une seule fois.",
    "Vous n'avez rien d'autre à faire. L'exemplaire daté est à télécharger sur la page de la candidature.",
)
_TAKEN_AGAIN = Refusal(
    "PLACE_TAKEN",
    "La place a été proposée à une autre personne et aucune autre n'est libre.",
    "Ouvrez une place par un arrêté de redistribution, puis enregistrez ce contrat arrivé à temps.",
)


@transaction.atomic
def sign_offer(
    *,
    actor: Actor,
    offer_id: uuid.UUID,
    acknowledged: Sequence[str],
    project: str,
    on: dt.date,
    at: dt.datetime,
    expected_end: dt.date | None = None,
) -> Contract:
    """Sign on the portal: every condition acknowledged, before the end of the last day. Raises Refusal.

    ``expected_end`` is the day on which the training should end; it gives the contract its forecast length.
    A second click is refused kindly; nothing is written twice.
    """
    campaign, offer = offers.locked_offer(offer_id)
    demand(is_the_candidate(actor, offer.candidate))
    _demand_not_signed(offer)
    offers.demand_open(offer, lifecycle.SIGN)
    if offer.last_day is not None and on > offer.last_day:
        raise Refusal(
            "DEADLINE_PASSED",
            f"Le délai pour signer s'est terminé le {offer.last_day:%d/%m/%Y}.",
            "Si un contrat signé est arrivé à temps par un autre moyen, écrivez à votre agence régionale de santé.",
        )
    _demand_conditions(offer, acknowledged, on)
    if not project.strip():
        raise BadInput(
            "PROJECT_MISSING",
            "Décrivez votre projet professionnel.",
            "Deux phrases suffisent : spécialité, façon d'exercer, endroit envisagé.",
        )
    _check_expected_end(expected_end, on)
    signature = Signature(SignatureChannel.PORTAL, on, tuple(acknowledged), project.strip(), expected_end)
    return _conclude(campaign, offer, signature, actor=actor, on=on, at=at)


@transaction.atomic
def record_signature(
    *,
    actor: Actor,
    offer_id: uuid.UUID,
    arrived_on: dt.date,
    on: dt.date,
    at: dt.datetime,
    reason: str = "",
    project: str = "",
    expected_end: dt.date | None = None,
) -> Contract:
    """Record a paper contract that arrived signed; in time but typed late, it needs a reason. Raises Refusal.

    After a last day that was not a working day, one that arrived by the next working day is for the agent to judge.

    When the offer has lapsed meanwhile the contract keeps its place if nobody holds it, else takes a free one.
    """
    campaign, offer = offers.locked_offer(offer_id)
    demand(may_record_for_offer(actor, offer))
    _demand_not_signed(offer)
    late = offer.status == OfferStatus.LAPSED
    offers.demand_open(offer, lifecycle.SIGN_IN_TIME_TYPED_LATE if late else lifecycle.SIGN)
    _check_arrival(offer, arrived_on, on)
    if (late or (offer.last_day is not None and on > offer.last_day)) and not reason.strip():
        raise BadInput(
            "LATE_REASON_MISSING",
            "Le délai est passé : dites pourquoi ce contrat arrivé à temps est saisi en retard, ou pourquoi l'agence "
            "retient le jour ouvré qui suit.",
            "Indiquez le motif et la preuve de la date de réception.",
        )
    if late:
        _take_place_again(campaign, offer)
    offer.late_reason = reason.strip()
    _check_expected_end(expected_end, arrived_on)
    signature = Signature(SignatureChannel.PAPER, arrived_on, (), project.strip(), expected_end)
    return _conclude(campaign, offer, signature, actor=actor, on=on, at=at)


def _demand_not_signed(offer: Offer) -> None:
    if offer.status == OfferStatus.SIGNED:
        raise ALREADY_SIGNED


def _demand_conditions(offer: Offer, acknowledged: Sequence[str], on: dt.date) -> None:
    regime, profession = regime_at_signature(offer, on)
    missing = not_acknowledged(regime, profession, acknowledged)
    if missing:
        raise BadInput(
            "CONDITIONS_MISSING",
            f"Il reste {count_text(len(missing), 'condition', 'conditions')} à lire et à accepter avant de signer.",
            "Cochez chaque condition, une par une, puis signez.",
        )


def _check_expected_end(expected_end: dt.date | None, on: dt.date) -> None:
    if expected_end is not None and not on < expected_end <= on.replace(year=on.year + MOST_YEARS, day=1):
        raise BadInput(
            "EXPECTED_END_IMPLAUSIBLE",
            f"La fin de formation se situe après la signature, et dans les {MOST_YEARS} ans.",
            "Corrigez l'année, ou laissez la case vide.",
        )


def regime_at_signature(offer: Offer, on: dt.date) -> tuple[Regime, Profession]:
    """Return the regime that a signature on that day would give, and the profession."""
    candidate = offer.candidate
    profession = Profession(candidate.profession)
    facts = RegimeFacts(profession=profession, applied_on=candidate.applied_on, concluded_on=on)
    return Regime(regime_of(facts).regime), profession


def conditions_of(offer: Offer, on: dt.date) -> Sequence[tuple[str, str]]:
    """Return the conditions to acknowledge on that day: codes and sentences."""
    regime, profession = regime_at_signature(offer, on)
    return [(condition.code, condition.text) for condition in conditions_for(regime, profession)]


def _check_arrival(offer: Offer, arrived_on: dt.date, on: dt.date) -> None:
    if arrived_on > on:
        raise BadInput(
            "ARRIVED_IN_FUTURE", "Le jour d'arrivée du contrat est dans le futur.", "Corrigez la date."
        )
    if arrived_on < offer.sent_on:
        raise BadInput(
            "ARRIVED_BEFORE_SENDING",
            f"La proposition est partie le {offer.sent_on:%d/%m/%Y} : le contrat n'a pas pu arriver avant.",
            "Corrigez la date.",
        )
    if offer.last_day is not None and arrived_on > extended_last_day(offer.last_day):
        raise Refusal(
            "ARRIVED_TOO_LATE",
            f"Le contrat est arrivé après le dernier jour ({offer.last_day:%d/%m/%Y}).",
            "Il ne peut pas être enregistré ; la personne peut présenter une nouvelle candidature.",
        )


def _take_place_again(campaign: Campaign, offer: Offer) -> None:
    """Give the lapsed offer a place nobody holds: its own if possible, else another one of the pool."""
    offer.refill_due_at = None
    free = free_places(campaign)  # a place that went to another campaign meanwhile is no longer among them
    if free.filter(id=offer.place_id).exists():
        return
    other = free.first()
    if other is None:
        raise _TAKEN_AGAIN
    offer.place = other


def _demand_no_other_commitment(candidate: Candidate) -> None:
    """Refuse a second contract to one person; the account is locked, so two campaigns signed at once make one."""
    if candidate.withdrawn_at is not None:
        raise Refusal(
            "OFFER_WITHDRAWN", "La candidature a été retirée.", "Elle ne peut plus donner lieu à un contrat."
        )
    if candidate.user_id is not None:
        User.objects.select_for_update(no_key=True).get(id=candidate.user_id)
    other = other_commitment_of(candidate)
    if other is not None:
        raise Refusal(
            "OTHER_COMMITMENT",
            f"Un contrat d'engagement de service public est déjà signé par cette personne (n° {other.number}) : "
            "il ne se cumule avec aucun autre.",
            "Refusez cette proposition, ou retirez la candidature : la place servira à la personne suivante.",
        )


def _conclude(
    campaign: Campaign, offer: Offer, signature: Signature, *, actor: Actor, on: dt.date, at: dt.datetime
) -> Contract:
    _demand_no_other_commitment(offer.candidate)
    offer.status = OfferStatus.SIGNED
    offer.signed_on = signature.concluded_on
    offer.channel = signature.channel
    offer.conditions_acknowledged = list(signature.acknowledged)
    offer.closed_at = at
    offer.closed_by_id = actor.user_id
    with refusing({"offer_holds_its_place_alone": _TAKEN_AGAIN}):
        offer.save()
    offers.record(
        actor,
        "contracts.offer_signed",
        offer,
        at,
        channel=str(signature.channel),
        signed_on=signature.concluded_on.isoformat(),
        typed_late=bool(offer.late_reason),
    )
    contract = conclude_contract(offer=offer, signature=signature, actor=actor, on=on, at=at)
    notifications.tell_contract_signed(contract, at=at)
    return contract
