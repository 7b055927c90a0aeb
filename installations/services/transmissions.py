"""Transmissions: rows written with the letter, sent once its PDF exists, retried, acknowledged."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from cesp_portal.common.mail.services import is_address
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from installations import notifications, policies
from installations.enums import Outcome, RecipientKind, RequestKind, TransmissionStatus
from installations.jobs import SEND_TRANSMISSION
from installations.models import Decision, Letter, Transmission
from installations.rules.letters.covers import outcome_is_told
from installations.rules.lifecycles import TRANSMISSION
from installations.selectors.payers import payer_address, payer_of
from installations.services.covers import write_cover

LONGEST_REFERENCE = 60
POSTMAN = system_actor("transmission des courriers")


def queue_transmissions(
    actor: Actor, letter: Letter, decision: Decision, at: dt.datetime
) -> list[Transmission]:
    """Write one row per recipient, in the transaction of the letter: the person, the payer, the other agency.

    Offices receive a letter under its cover; an adjournment concerns the person only.
    """
    rows = [queue_to_signatory(letter, at)]
    if outcome_is_told(Outcome(decision.outcome)):
        on = letter.dated_on
        payer = payer_address(payer_of(letter.contract, on), letter.agency_id, on)
        cover = write_cover(
            actor=actor, letter=letter, decision=decision, recipient=payer.lines, rank=1, at=at
        )
        row = _row(letter, at, RecipientKind.PAYER, payer.name, payer.email)
        row.cover = cover
        rows.append(row)
        request = decision.request
        if request.kind == RequestKind.TRANSFER and request.target_agency is not None:
            target = request.target_agency
            cover = write_cover(
                actor=actor, letter=letter, decision=decision, recipient=(target.name,), rank=2, at=at
            )
            row = _row(letter, at, RecipientKind.OTHER_AGENCY, target.name, target.email)
            row.cover, row.recipient_agency = cover, target
            rows.append(row)
    for row in rows[1:]:
        row.save(force_insert=True)
        enqueue(SEND_TRANSMISSION, transmission_id=str(row.id))
    return rows


def queue_to_signatory(letter: Letter, at: dt.datetime) -> Transmission:
    """Write the row of a letter that goes to the person."""
    contract = letter.contract
    row = _row(letter, at, RecipientKind.SIGNATORY, contract.candidate.full_name, contract.user.email)
    row.save(force_insert=True)
    enqueue(SEND_TRANSMISSION, transmission_id=str(row.id))
    return row


@transaction.atomic
def send_transmission(*, transmission_id: uuid.UUID, at: dt.datetime) -> Transmission:
    """Send one transmission if it waits and its letter is made; sending twice changes nothing.

    The row, the message that tells it and the journal line are written together.
    """
    transmission = _locked(transmission_id)
    if transmission.status != TransmissionStatus.PENDING or not _is_made(transmission):
        return transmission
    transmission.attempts += 1
    if not transmission.recipient_email:
        transmission.status = TransmissionStatus.FAILED
        transmission.last_error = "Aucune adresse électronique n'est connue pour ce destinataire."
        transmission.save(update_fields=["status", "attempts", "last_error"])
        return transmission
    transmission.status = TransmissionStatus.SENT
    transmission.sent_at = at
    transmission.last_error = ""
    transmission.save(update_fields=["status", "attempts", "sent_at", "last_error"])
    notifications.letter_available(transmission, at)
    _record(POSTMAN, transmission, "installations.letter_transmitted", at)
    return transmission


def transmissions_to_send(limit: int = 500) -> list[uuid.UUID]:
    """Return the transmissions that wait and whose letter is made, oldest first."""
    waiting = Transmission.objects.filter(
        Q(cover=None) | Q(cover__document__isnull=False),
        status=TransmissionStatus.PENDING,
        letter__document__isnull=False,
    ).order_by("created_at", "id")
    return list(waiting.values_list("id", flat=True)[:limit])


def transmissions_of(letter_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the transmissions that a letter makes, or that it covers."""
    concerned = Transmission.objects.filter(Q(letter_id=letter_id) | Q(cover_id=letter_id))
    return list(concerned.values_list("id", flat=True))


def send_due_transmissions(*, at: dt.datetime) -> int:
    """Send all that waits; return how many were looked at."""
    due = transmissions_to_send()
    for transmission_id in due:
        send_transmission(transmission_id=transmission_id, at=at)
    return len(due)


@transaction.atomic
def retry_transmission(
    *, actor: Actor, transmission: Transmission, email: str, at: dt.datetime
) -> Transmission:
    """Try a failed transmission again, to a corrected address. Raises BadInput when it is no address."""
    policies.must(policies.may_transmit(actor, transmission))
    transmission = _locked(transmission.pk)
    transmission.status = _after(transmission, "retry")
    if email and not is_address(email):
        raise BadInput(
            "EMAIL_WRONG",
            f"« {email[:80]} » n'est pas une adresse électronique.",
            "Corrigez-la, par exemple service@example.org.",
        )
    transmission.recipient_email = email or transmission.recipient_email
    transmission.save(update_fields=["status", "recipient_email"])
    _record(actor, transmission, "installations.transmission_retried", at)
    enqueue(SEND_TRANSMISSION, transmission_id=str(transmission.id))
    return transmission


@transaction.atomic
def record_transmission(
    *, actor: Actor, transmission: Transmission, reference: str, at: dt.datetime
) -> Transmission:
    """Note that a letter left by post, with the number of the registered letter. Raises BadInput without one."""
    policies.must(policies.may_transmit(actor, transmission))
    transmission = _locked(transmission.pk)
    status = _after(transmission, "send")
    if not reference.strip():
        raise BadInput(
            "REFERENCE_MISSING", "Le numéro de l'envoi manque.", "Recopiez-le depuis le bordereau."
        )
    if len(reference.strip()) > LONGEST_REFERENCE:
        raise BadInput(
            "REFERENCE_TOO_LONG",
            f"Le numéro de l'envoi dépasse {LONGEST_REFERENCE} signes.",
            "Recopiez seulement le numéro du recommandé.",
        )
    if not _is_made(transmission):
        raise Refusal(
            "LETTER_NOT_MADE", "Le PDF de ce courrier n'est pas encore prêt.", "Réessayez dans une minute."
        )
    transmission.status = status
    transmission.reference = reference.strip()
    transmission.sent_at = at
    transmission.attempts += 1
    transmission.save(update_fields=["status", "reference", "sent_at", "attempts"])
    _record(actor, transmission, "installations.letter_posted", at)
    return transmission


@transaction.atomic
def acknowledge_transmission(*, actor: Actor, transmission: Transmission, at: dt.datetime) -> Transmission:
    """Note that the recipient has the letter: said by the recipient, or by the referent from a postal receipt."""
    policies.must(_is_recipient(actor, transmission) or policies.may_transmit(actor, transmission))
    transmission = _locked(transmission.pk)
    if transmission.status == TransmissionStatus.ACKNOWLEDGED:
        return transmission
    transmission.status = _after(transmission, "acknowledge")
    transmission.acknowledged_at = at
    transmission.save(update_fields=["status", "acknowledged_at"])
    _record(actor, transmission, "installations.letter_acknowledged", at)
    return transmission


def _is_recipient(actor: Actor, transmission: Transmission) -> bool:
    kind = transmission.recipient_kind
    if kind == RecipientKind.PAYER:
        return actor.is_a(Role.PAYEUR)
    if kind == RecipientKind.OTHER_AGENCY:
        return actor.is_a(Role.REFERENT) and transmission.recipient_agency_id == actor.agency_id
    return policies.owns_contract(actor, transmission.letter.contract)


def _is_made(transmission: Transmission) -> bool:
    """Tell whether the letter, and its cover if there is one, have their PDF."""
    cover = transmission.cover
    return transmission.letter.document_id is not None and (cover is None or cover.document_id is not None)


def _row(letter: Letter, at: dt.datetime, kind: RecipientKind, name: str, email: str) -> Transmission:
    return Transmission(
        letter=letter,
        agency_id=letter.agency_id,
        recipient_kind=kind,
        recipient_name=name,
        recipient_email=email,
        created_at=at,
    )


def _locked(transmission_id: uuid.UUID) -> Transmission:
    return (
        Transmission.objects.select_for_update(of=("self",))
        .select_related("letter__contract__candidate", "letter__contract__user", "cover")
        .get(pk=transmission_id)
    )


def _after(transmission: Transmission, action: str) -> TransmissionStatus:
    try:
        return TransmissionStatus(TRANSMISSION.after(transmission.status, action))
    except TransitionRefused as error:
        raise Refusal(
            "TRANSMISSION_STATUS",
            f"Cette transmission est dans l'état « {transmission.get_status_display()} ».",
            str(error),
        ) from error


def _record(actor: Actor, transmission: Transmission, action: str, at: dt.datetime) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=transmission,
        at=at,
        agency_id=transmission.agency_id,
        subject_id=transmission.letter.contract.candidate_id,
        facts={"number": transmission.letter.number, "to": transmission.recipient_kind},
    )
