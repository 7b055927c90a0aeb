"""Signature: number, letter and effects in one transaction; correction and withdrawal as acts of their own."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.services import take_number
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations import policies
from installations.enums import LetterStatus, RequestStatus
from installations.models import Decision, Letter, Request
from installations.rules.lifecycles import REQUEST
from installations.selectors.decisions import signatory_of
from installations.services.decisions import after, locked_decision
from installations.services.effects import apply_effects, revoke_effects
from installations.services.endings import apply_ending, revoke_ending
from installations.services.letters import draft_decision_letter
from installations.services.transmissions import queue_transmissions


@transaction.atomic
def sign_decision(*, actor: Actor, decision: Decision, on: dt.date, at: dt.datetime) -> Decision:
    """Sign a decision: it takes its number, its letter is frozen, its effects and transmissions are written.

    Raises Forbidden without a delegation in force on that day; Refusal when it does not wait for a signature.
    """
    policies.must(policies.may_sign(actor, decision))
    signatory = signatory_of(actor, decision.agency_id, on)
    if signatory is None:
        raise Forbidden(
            "Aucune délégation de signature n'est enregistrée à votre nom pour cette agence.",
            "Demandez à la direction de l'agence de l'enregistrer.",
        )
    decision = locked_decision(decision)
    replaced = decision.supersedes
    decision.status = after(decision, "sign")
    _move_request(decision.request, "decide", at)
    if replaced is not None:
        _supersede(actor, replaced, at)
    decision.signed_at = at
    decision.signed_on = on
    decision.signed_by = signatory
    series = f"{decision.agency.region_code}-{on.year}"
    decision.number = f"{series}-{take_number(series):04d}"
    decision.save(update_fields=["status", "signed_at", "signed_on", "signed_by", "number"])
    apply_effects(decision, at)
    letter = draft_decision_letter(actor=actor, decision=decision, at=at)
    queue_transmissions(letter, at)
    apply_ending(actor=actor, decision=decision, at=at)
    _record(
        actor, decision, "installations.decision_signed", at, number=decision.number, outcome=decision.outcome
    )
    return decision


def sign_decisions(
    *, actor: Actor, decisions: Sequence[Decision], on: dt.date, at: dt.datetime
) -> tuple[list[Decision], list[tuple[Decision, Refusal]]]:
    """Sign a batch, each in its own transaction: those that cannot be signed are returned with their refusal."""
    signed: list[Decision] = []
    refused: list[tuple[Decision, Refusal]] = []
    for decision in decisions:
        try:
            signed.append(sign_decision(actor=actor, decision=decision, on=on, at=at))
        except Refusal as refusal:
            refused.append((decision, refusal))
    return signed, refused


@transaction.atomic
def retract_decision(
    *, actor: Actor, decision: Decision, reason: str, on: dt.date, at: dt.datetime
) -> Decision:
    """Take a signed decision back: its effects stop, its letter is marked, the request waits again."""
    policies.must(policies.may_sign(actor, decision))
    if signatory_of(actor, decision.agency_id, on) is None:
        raise Forbidden("Seule une personne qui signe pour l'agence peut retirer une décision.")
    decision = locked_decision(decision)
    decision.status = after(decision, "retract")
    if not reason.strip():
        raise BadInput(
            "REASON_MISSING", "La raison du retrait manque.", "Dites pourquoi la décision est retirée."
        )
    decision.retracted_at = at
    decision.retraction_reason = reason.strip()
    decision.save(update_fields=["status", "retracted_at", "retraction_reason"])
    _end_letter(decision, at)
    revoke_effects(decision, at)
    revoke_ending(actor=actor, decision=decision, at=at)
    _move_request(decision.request, "reopen", at)
    _record(actor, decision, "installations.decision_retracted", at, number=decision.number)
    return decision


def _supersede(actor: Actor, replaced: Decision, at: dt.datetime) -> None:
    replaced = locked_decision(replaced)
    replaced.status = after(replaced, "supersede")
    replaced.save(update_fields=["status"])
    _end_letter(replaced, at)
    revoke_effects(replaced, at)
    revoke_ending(actor=actor, decision=replaced, at=at)
    _record(actor, replaced, "installations.decision_superseded", at, number=replaced.number)


def _end_letter(decision: Decision, at: dt.datetime) -> None:
    Letter.objects.filter(decision=decision, status=LetterStatus.GENUINE).update(
        status=LetterStatus.SUPERSEDED, superseded_at=at
    )


def _move_request(request: Request, action: str, at: dt.datetime) -> None:
    if action == "decide" and request.status == RequestStatus.DECIDED:
        return  # a correction: the request was already decided
    request.status = RequestStatus(REQUEST.after(request.status, action))
    request.decided_at = at if action == "decide" else None
    request.save(update_fields=["status", "decided_at"])


def _record(actor: Actor, decision: Decision, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=decision,
        at=at,
        agency_id=decision.agency_id,
        subject_id=decision.request.contract.candidate_id,
        facts=facts,
    )
