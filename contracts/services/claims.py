"""Claiming a file when its address is dead: asked by anybody, examined by the referent, who links the account."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import ANONYMOUS, Actor
from cesp_portal.common.accounts.addresses import replace_main_address
from cesp_portal.common.accounts.links import hash_of, new_token
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import ClaimStatus, IdentityCheck
from contracts.models import Contract, FileClaim
from contracts.models.claims import OPEN
from contracts.notifications import claims as notifications
from contracts.policies.claims import may_examine_claim

PURPOSE = "claim of a file"
LINK_LASTS = dt.timedelta(hours=48)
ASK_AGAIN_AFTER = dt.timedelta(minutes=10)
UNUSABLE = Refusal(
    "CLAIM_LINK_UNUSABLE",
    "Ce lien ne peut pas servir : il est incomplet, expiré ou déjà utilisé.",
    "Faites une nouvelle demande, ou écrivez à la boîte CESP de votre agence.",
)


@transaction.atomic
def ask_file(
    *,
    agency_id: uuid.UUID,
    last_name: str,
    first_name: str,
    born_on: dt.date,
    email: str,
    contract_number: str,
    explanation: str,
    at: dt.datetime,
) -> bool:
    """Take a claim down and send a link to its address; the caller says the same thing whatever happens.

    One claim at a time: an address whose claim waits gets nothing more, nor one that has just received a link.
    A claim never confirmed is replaced. Returns whether a link left.
    """
    email = email.strip().lower()
    before = FileClaim.objects.select_for_update().filter(email=email, status__in=OPEN).first()
    if before is not None:
        if before.status == ClaimStatus.WAITING or before.asked_at > at - ASK_AGAIN_AFTER:
            return False
        before.delete()
    token = new_token()
    claims = FileClaim.objects.bulk_create(
        [
            FileClaim(
                agency_id=agency_id,
                last_name=last_name.strip(),
                first_name=first_name.strip(),
                born_on=born_on,
                email=email,
                contract_number=contract_number.strip(),
                explanation=explanation.strip(),
                token_hash=hash_of(token, PURPOSE),
                asked_at=at,
                expires_at=at + LINK_LASTS,
            )
        ],
        ignore_conflicts=True,
    )
    claim = FileClaim.objects.filter(id=claims[0].id).first()
    if claim is None:  # another request of the same instant was first
        return False
    notifications.ask_confirmation(claim, token, at=at)
    _record(ANONYMOUS, "claim_asked", claim, at)
    return True


def claim_at(token: str, at: dt.datetime) -> FileClaim | None:
    """Return the claim that this link confirms, without confirming it."""
    return FileClaim.objects.filter(
        token_hash=hash_of(token, PURPOSE), status=ClaimStatus.ASKED, expires_at__gt=at
    ).first()


@transaction.atomic
def confirm_claim(*, token: str, at: dt.datetime) -> FileClaim:
    """Put a claim before the referent, once its address is known to be its author's. Raises Refusal."""
    found = claim_at(token, at)
    claim = FileClaim.objects.select_for_update().filter(id=found.id).first() if found else None
    if claim is None or claim.status != ClaimStatus.ASKED:
        raise UNUSABLE
    claim.status, claim.confirmed_at = ClaimStatus.WAITING, at
    claim.save(update_fields=["status", "confirmed_at"])
    notifications.tell_claim_waits(claim, at=at)
    _record(ANONYMOUS, "claim_confirmed", claim, at)
    return claim


@transaction.atomic
def link_file(
    *, actor: Actor, claim: FileClaim, contract_id: uuid.UUID, check: IdentityCheck, at: dt.datetime
) -> FileClaim:
    """Give the account of a contract the claimed address; ``check`` says how identity was made sure of.

    Both addresses are told. Raises Refusal when it was examined already, BadInput for a file of another agency or
    when the address opens another account.
    """
    claim = _waiting(actor, claim)
    contract = (
        Contract.objects.select_related("user").filter(id=contract_id, agency_id=claim.agency_id).first()
    )
    if contract is None:
        raise BadInput(
            "CLAIM_FILE_UNKNOWN", "Ce dossier n'est pas de votre agence.", "Choisissez-en un de la liste."
        )
    replace_main_address(actor=actor, user=contract.user, email=claim.email, at=at)
    claim.contract, claim.identity_check = contract, check
    _decide(actor, claim, ClaimStatus.LINKED, at)
    return claim


@transaction.atomic
def refuse_claim(*, actor: Actor, claim: FileClaim, reason: str, at: dt.datetime) -> FileClaim:
    """Leave every account as it is. ``reason`` stays with the agency. Raises BadInput without one."""
    claim = _waiting(actor, claim)
    if not reason.strip():
        raise BadInput(
            "REASON_MISSING", "Un refus se motive.", "Dites ce qui manque ; la personne ne le lit pas."
        )
    claim.reason = reason.strip()[:300]
    _decide(actor, claim, ClaimStatus.REFUSED, at)
    notifications.tell_claim_refused(claim, at=at)
    return claim


def _waiting(actor: Actor, claim: FileClaim) -> FileClaim:
    claim = FileClaim.objects.select_for_update(of=("self",)).select_related("agency").get(id=claim.id)
    if not may_examine_claim(actor, claim):
        raise Forbidden
    if claim.status != ClaimStatus.WAITING:
        raise Refusal(
            "CLAIM_ALREADY_EXAMINED",
            f"Cette demande est déjà examinée : {claim.get_status_display().lower()}.",
            "Rechargez la liste pour voir ce qui reste à examiner.",
        )
    return claim


def _decide(actor: Actor, claim: FileClaim, status: ClaimStatus, at: dt.datetime) -> None:
    claim.status, claim.decided_at, claim.decided_by_id = status, at, actor.user_id
    claim.save(update_fields=["status", "contract", "identity_check", "reason", "decided_at", "decided_by"])
    _record(actor, f"claim_{status}", claim, at, check=claim.identity_check)


def _record(actor: Actor, what: str, claim: FileClaim, at: dt.datetime, **facts: str) -> None:
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=claim,
        at=at,
        agency_id=claim.agency_id,
        subject_id=claim.contract.candidate_id if claim.contract else None,
        facts=facts,
    )
