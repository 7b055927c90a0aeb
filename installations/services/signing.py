"""Signature: number, letter and effects in one transaction; correction and withdrawal as acts of their own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.services import take_number
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations import policies
from installations.enums import LetterKind, LetterStatus, RequestStatus
from installations.models import Decision, Letter, Request, Signatory
from installations.rules.letters.retractions import retraction
from installations.rules.lifecycles import REQUEST
from installations.selectors.decisions import signatory_of
from installations.selectors.printed_facts import decision_facts, signature_of
from installations.services.decisions import after, locked_decision
from installations.services.effects import apply_effects, revoke_effects
from installations.services.endings import apply_ending, revoke_ending
from installations.services.letters import (
    draft_decision_letter,
    freeze_letter,
    new_code,
    verification_url,
)
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
    decision.number = _next_number(decision, on)
    decision.save(update_fields=["status", "signed_at", "signed_on", "signed_by", "number"])
    apply_effects(decision, at)
    letter = draft_decision_letter(actor=actor, decision=decision, at=at)
    queue_transmissions(actor, letter, decision, at)
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
    """Take a signed decision back by another numbered act: its effects stop, the request waits again."""
    policies.must(policies.may_sign(actor, decision))
    signatory = signatory_of(actor, decision.agency_id, on)
    if signatory is None:
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
    letter = _write_retraction(actor, decision, signatory, on, at)
    queue_transmissions(actor, letter, decision, at)
    _record(
        actor, decision, "installations.decision_retracted", at, number=decision.number, act=letter.number
    )
    return decision


def _write_retraction(
    actor: Actor, decision: Decision, signatory: Signatory, on: dt.date, at: dt.datetime
) -> Letter:
    """Freeze the letter of the act that takes a decision back, under the next number of the year."""
    code = new_code()
    facts = decision_facts(decision, code=code, verification_url=verification_url(code), on=on)
    number = _next_number(decision, on)
    facts = replace(
        facts,
        number=number,
        signature=signature_of(signatory),
        supersedes=decision.number,
        supersedes_on=decision.signed_on,
    )
    return freeze_letter(
        actor=actor,
        kind=LetterKind.RETRACTION,
        content=retraction(facts, reason=decision.retraction_reason),
        contract=decision.request.contract,
        agency_id=decision.agency_id,
        concerns=decision,
        number=number,
        dated_on=on,
        code=code,
        at=at,
    )


def _next_number(decision: Decision, on: dt.date) -> str:
    series = f"{decision.agency.region_code}-{on.year}"
    return f"{series}-{take_number(series):04d}"


def _supersede(actor: Actor, replaced: Decision, at: dt.datetime) -> None:
    replaced = locked_decision(replaced)
    replaced.status = after(replaced, "supersede")
    replaced.save(update_fields=["status"])
    _end_letter(replaced, at)
    revoke_effects(replaced, at)
    revoke_ending(actor=actor, decision=replaced, at=at)
    _record(actor, replaced, "installations.decision_superseded", at, number=replaced.number)


def _end_letter(decision: Decision, at: dt.datetime) -> None:
    told = Q(decision=decision) | Q(concerns=decision, kind=LetterKind.COVER)
    Letter.objects.filter(told, status=LetterStatus.GENUINE).update(
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
