"""What people answer to an offer: received, refused, candidature withdrawn, or restored after a mistake."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import HOLDING, OfferStatus
from contracts.models import Candidate, ListEntry, Offer
from contracts.notifications import selection as notifications
from contracts.policies.selection import (
    demand,
    is_the_candidate,
    may_record_for_offer,
    may_restore,
    may_withdraw,
)
from contracts.rules import offer_lifecycle as lifecycle
from contracts.rules.deadlines import OfferDeadlineFacts, offer_deadline
from contracts.selectors.places import is_called
from contracts.services import offers
from contracts.services.campaigns import locked_pool


@transaction.atomic
def record_receipt(
    *,
    actor: Actor,
    offer_id: uuid.UUID,
    received_on: dt.date,
    on: dt.date,
    at: dt.datetime,
    reason: str = "",
) -> Offer:
    """Record the day on which the person received the offer; the last day to sign follows from the rule.

    The person may do it for the day itself; an agent for an earlier day, and may correct it with a reason.
    Raises Refusal.
    """
    _, offer = offers.locked_offer(offer_id)
    own = is_the_candidate(actor, offer.candidate)
    demand(own or may_record_for_offer(actor, offer))
    offers.demand_open(offer, lifecycle.RECEIVE)
    _check_receipt(offer, received_on, on, own=own, reason=reason)
    offer.received_on = received_on
    offer.last_day = offer_deadline(OfferDeadlineFacts(received_on=received_on)).last_day
    offer.save(update_fields=["received_on", "last_day"])
    offers.record(
        actor,
        "contracts.offer_received",
        offer,
        at,
        received_on=received_on.isoformat(),
        last_day=str(offer.last_day),
        reason_given=bool(reason),
    )
    notifications.tell_offer_received(offer, at=at)
    return offer


def _check_receipt(offer: Offer, received_on: dt.date, on: dt.date, *, own: bool, reason: str) -> None:
    if received_on > on:
        raise BadInput(
            "RECEIVED_IN_FUTURE", "Le jour de réception est dans le futur.", "Corrigez la date de réception."
        )
    if received_on < offer.sent_on:
        raise BadInput(
            "RECEIVED_BEFORE_SENDING",
            f"La proposition est partie le {offer.sent_on:%d/%m/%Y} : elle n'a pas pu être reçue avant.",
            "Corrigez la date de réception.",
        )
    if offer.received_on is not None and (own or not reason.strip()):
        raise Refusal(
            "RECEIPT_ALREADY_RECORDED",
            f"La réception est déjà enregistrée au {offer.received_on:%d/%m/%Y}.",
            "Un agent peut la corriger en indiquant le motif de la correction.",
        )


@transaction.atomic
def refuse_offer(
    *, actor: Actor, offer_id: uuid.UUID, on: dt.date, at: dt.datetime, reason: str = ""
) -> Offer:
    """Record a refusal; the place is proposed to the next person in the same transaction. Raises Refusal.

    ``reason`` says how an agent came to know of the refusal (letter, e-mail).
    """
    campaign, offer = offers.locked_offer(offer_id)
    own = is_the_candidate(actor, offer.candidate)
    demand(own or may_record_for_offer(actor, offer))
    if not own and not reason.strip():
        raise BadInput(
            "REASON_MISSING",
            "Dites comment le refus vous est parvenu.",
            "Indiquez par exemple « courriel du 3 mars ».",
        )
    offers.close_offer(offer, lifecycle.REFUSE, actor=actor, at=at)
    offers.record(actor, "contracts.offer_refused", offer, at, by_agent=not own)
    notifications.tell_offer_refused(offer, at=at)
    offers.refill(campaign, offer, actor=actor, on=on, at=at)
    return offer


@transaction.atomic
def withdraw_candidate(*, actor: Actor, candidate_id: uuid.UUID, on: dt.date, at: dt.datetime) -> Candidate:
    """Take a person out of the campaign; an offer in progress frees its place for the next. Raises Refusal."""
    candidate = Candidate.objects.select_related("campaign").get(id=candidate_id)
    campaign = locked_pool(candidate.campaign_id)
    candidate = Candidate.objects.select_for_update().get(id=candidate_id)
    demand(may_withdraw(actor, candidate))
    if candidate.withdrawn_at is not None:
        raise Refusal(
            "ALREADY_WITHDRAWN", "Cette candidature est déjà retirée.", "Il n'y a rien d'autre à faire."
        )
    live = _live_offer(candidate)
    candidate.withdrawn_at = at
    candidate.save(update_fields=["withdrawn_at"])
    journal.record(
        actor=actor,
        action="contracts.candidate_withdrawn",
        obj=candidate,
        at=at,
        agency_id=candidate.agency_id,
        subject_id=candidate.id,
    )
    notifications.tell_withdrawn(candidate, at=at)
    if live is not None:
        offers.close_offer(live, lifecycle.WITHDRAW, actor=actor, at=at)
        offers.record(actor, "contracts.offer_withdrawn", live, at)
        offers.refill(campaign, live, actor=actor, on=on, at=at)
    return candidate


@transaction.atomic
def restore_candidate(*, actor: Actor, candidate_id: uuid.UUID, reason: str, at: dt.datetime) -> Candidate:
    """Undo a withdrawal made by mistake: the person takes back the rank, and is called at the next free place.

    Nobody called meanwhile loses anything; an offer that the withdrawal closed stays closed. Raises Refusal.
    """
    locked_pool(Candidate.objects.values_list("campaign_id", flat=True).get(id=candidate_id))
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("campaign__faculty", "faculty")
        .get(id=candidate_id)
    )
    demand(may_restore(actor, candidate))
    if candidate.withdrawn_at is None:
        raise Refusal(
            "NOT_WITHDRAWN", "Cette candidature n'est pas retirée.", "Il n'y a rien d'autre à faire."
        )
    if not reason.strip():
        raise BadInput(
            "REASON_MISSING",
            "Dites pourquoi ce retrait était une erreur.",
            "Par exemple « retrait demandé par une autre personne, courriel du 3 mars ».",
        )
    candidate.withdrawn_at, candidate.restored_at = None, at
    candidate.save(update_fields=["withdrawn_at", "restored_at"])
    ListEntry.objects.filter(~is_called("candidate"), candidate=candidate).update(called_at=None)
    journal.record(
        actor=actor,
        action="contracts.candidate_restored",
        obj=candidate,
        at=at,
        agency_id=candidate.agency_id,
        subject_id=candidate.id,
        facts={"reason": reason.strip()[:300]},
    )
    notifications.tell_restored(candidate, at=at)
    return candidate


def _live_offer(candidate: Candidate) -> Offer | None:
    """Return the person's open offer, locked. Raises Refusal when the contract is already signed."""
    live = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("place", "candidate", "agency")
        .filter(candidate=candidate, status__in=HOLDING)
        .first()
    )
    if live is not None and live.status == OfferStatus.SIGNED:
        raise Refusal(
            "ALREADY_SIGNED",
            "Le contrat est signé : la candidature ne peut plus être retirée.",
            "Pour quitter l'engagement, écrivez à votre agence régionale de santé.",
        )
    return live
