"""Contracts: concluded by a signature, or recorded from before the portal; followed, then closed by a decision."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import agents_of
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.services import take_number
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts import jobs
from contracts.enums import ContractStatus, Profession, Regime, SignatureChannel, Track
from contracts.models import Candidate, Contract, Offer
from contracts.policies.selection import demand, may_keep_contract
from contracts.rules import contract_lifecycle as lifecycle
from contracts.rules.commitment import commitment, forecast_months
from contracts.rules.commitment_facts import CommitmentFacts
from contracts.rules.regimes import RegimeFacts, regime_of


@dataclass(frozen=True, slots=True)
class Signature:
    """How and when a contract was concluded, what the person acknowledged, planned, and expects of the training."""

    channel: SignatureChannel
    concluded_on: dt.date
    acknowledged: tuple[str, ...] = ()
    project: str = ""
    expected_end: dt.date | None = None


def conclude_contract(
    *, offer: Offer, signature: Signature, actor: Actor, on: dt.date, at: dt.datetime
) -> Contract:
    """Create the contract of a signed offer, inside the transaction of the signature."""
    return _create(offer.candidate, signature, offer=offer, actor=actor, on=on, at=at)


@transaction.atomic
def record_earlier_contract(
    *,
    actor: Actor,
    candidate_id: uuid.UUID,
    concluded_on: dt.date,
    on: dt.date,
    at: dt.datetime,
    project: str = "",
) -> Contract:
    """Record a contract concluded before the portal for a candidate of its campaign. Raises Refusal."""
    candidate = (
        Candidate.objects.select_for_update(of=("self",)).select_related("campaign").get(id=candidate_id)
    )
    demand(actor.is_system or (actor.is_a(Role.REFERENT) and actor.agency_id == candidate.agency_id))
    if concluded_on > on or concluded_on < candidate.applied_on:
        raise BadInput(
            "CONCLUDED_ON_IMPOSSIBLE",
            "Le contrat se conclut après la candidature, et pas dans le futur.",
            "Corrigez la date de conclusion.",
        )
    signature = Signature(SignatureChannel.EARLIER, concluded_on, (), project)
    return _create(candidate, signature, offer=None, actor=actor, on=on, at=at)


_OTHER_IN_PROGRESS = Refusal(
    "OTHER_COMMITMENT",
    "Cette personne a déjà un contrat d'engagement de service public en cours : il ne se cumule avec aucun autre.",
    "Retrouvez-le par son INE ou son adresse ; s'il a été enregistré par erreur, annulez-le d'abord.",
)
_REFUSALS = {
    "contracts_contract_candidate_id_key": Refusal(
        "CONTRACT_EXISTS",
        "Cette personne a déjà un contrat dans cette campagne.",
        "Ouvrez le contrat existant.",
    ),
    "contract_one_in_progress_per_account": _OTHER_IN_PROGRESS,
    "contract_one_in_progress_per_ine": _OTHER_IN_PROGRESS,
}


def _create(
    candidate: Candidate,
    signature: Signature,
    *,
    offer: Offer | None,
    actor: Actor,
    on: dt.date,
    at: dt.datetime,
) -> Contract:
    regime = _regime(candidate, signature.concluded_on)
    referents = list(agents_of(candidate.agency_id, Role.REFERENT, on)[:2])
    contract = Contract(
        number=_number(candidate, signature.concluded_on.year),
        offer=offer,
        candidate=candidate,
        user=_signatory(candidate, actor=actor, on=on, at=at),
        ine=candidate.ine,
        agency_id=candidate.agency_id,
        faculty_id=candidate.faculty_id,
        profession=candidate.profession,
        track=candidate.track,
        regime=regime,
        academic_year=candidate.campaign.academic_year,
        applied_on=candidate.applied_on,
        concluded_on=signature.concluded_on,
        channel=signature.channel,
        cycle_at_application=candidate.cycle,
        specialty=candidate.specialty,
        project_at_signature=signature.project,
        conditions_acknowledged=list(signature.acknowledged),
        referent=referents[0] if referents else None,
        backup=referents[1] if len(referents) > 1 else None,
        **_length(candidate, regime, signature.expected_end),
    )
    with refusing(_REFUSALS):
        contract.save(force_insert=True)
    _tell_concluded(contract, actor, at)
    enqueue(jobs.PREPARE_COPIES)
    return contract


def _regime(candidate: Candidate, concluded_on: dt.date) -> Regime:
    facts = RegimeFacts(
        profession=Profession(candidate.profession),
        applied_on=candidate.applied_on,
        concluded_on=concluded_on,
    )
    return Regime(regime_of(facts).regime)


def _length(candidate: Candidate, regime: Regime, expected_end: dt.date | None) -> dict[str, Any]:
    """Return when the allowance starts, as far as the texts say, and how long it should last."""
    facts = _commitment_facts(candidate, regime)
    first_month = commitment(facts).first_paid_month
    return {
        "first_paid_month": "" if first_month is None else str(first_month),
        "expected_end_on": expected_end,
        "forecast_months": None if expected_end is None else forecast_months(facts, expected_end),
    }


def _tell_concluded(contract: Contract, actor: Actor, at: dt.datetime) -> None:
    told = {
        "number": contract.number,
        "regime": str(contract.regime),
        "concluded_on": contract.concluded_on.isoformat(),
        "forecast_months": contract.forecast_months,
    }
    record(actor, "contracts.contract_concluded", contract, at, **told)


def _number(candidate: Candidate, year: int) -> str:
    region = candidate.agency.region_code
    return f"{region}-{year}-{take_number(f'contrat-{region}-{year}'):04d}"


def _commitment_facts(candidate: Candidate, regime: Regime) -> CommitmentFacts:
    return CommitmentFacts(
        profession=Profession(candidate.profession),
        track=Track(candidate.track),
        regime=regime,
        cycle_at_application=candidate.cycle,
        academic_year=candidate.campaign.academic_year,
    )


def _signatory(candidate: Candidate, *, actor: Actor, on: dt.date, at: dt.datetime) -> User:
    """Return the person's account, who signs in as a signatory from now on."""
    user = candidate.user or accounts.ensure_person(
        actor=actor,
        email=candidate.email,
        first_name=candidate.first_name,
        last_name=candidate.last_name,
        at=at,
    )
    if candidate.user_id is None:
        candidate.user = user
        candidate.save(update_fields=["user"])
    accounts.grant_role(actor=actor, user=user, role=Role.SIGNATAIRE, on=on, at=at)
    accounts.end_role(actor=actor, user=user, role=Role.CANDIDAT, on=on, at=at)
    return user


@transaction.atomic
def assign_referents(
    *,
    actor: Actor,
    contract_id: uuid.UUID,
    referent_id: uuid.UUID | None,
    backup_id: uuid.UUID | None,
    on: dt.date,
    at: dt.datetime,
) -> Contract:
    """Give a contract its referent and the backup, both referents of the agency on that day. Raises BadInput."""
    contract = locked_contract(contract_id)
    demand(may_keep_contract(actor, contract))
    agents = set(agents_of(contract.agency_id, Role.REFERENT, on).values_list("id", flat=True))
    if {referent_id, backup_id} - {None} - agents:
        raise BadInput(
            "NOT_A_REFERENT", "Cette personne n'est pas référente de l'agence.", "Choisissez dans la liste."
        )
    if referent_id is not None and referent_id == backup_id:
        raise BadInput(
            "SAME_PERSON", "Le référent et son suppléant sont deux personnes.", "Changez l'un des deux."
        )
    contract.referent_id, contract.backup_id = referent_id, backup_id
    contract.save(update_fields=["referent", "backup"])
    record(actor, "contracts.referents_assigned", contract, at)
    return contract


def locked_contract(contract_id: uuid.UUID) -> Contract:
    """Lock a contract and return it as it is now."""
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("candidate", "agency")
        .get(id=contract_id)
    )


@transaction.atomic
def close_contract(
    *, actor: Actor, contract_id: uuid.UUID, action: str, closed_on: dt.date, at: dt.datetime
) -> Contract:
    """Close a contract as a decision says: ``complete``, ``terminate`` or ``cancel``. Raises Refusal."""
    contract = locked_contract(contract_id)
    demand(may_keep_contract(actor, contract))
    demand_active(contract)
    contract.status = lifecycle.CONTRACT_LIFECYCLE.after(contract.status, action)
    contract.closed_on = closed_on
    contract.save(update_fields=["status", "closed_on"])
    record(actor, f"contracts.contract_{contract.status}", contract, at, closed_on=closed_on.isoformat())
    return contract


@transaction.atomic
def reopen_contract(*, actor: Actor, contract_id: uuid.UUID, at: dt.datetime) -> Contract:
    """Reopen a contract whose ending decision was taken back or replaced.

    Raises TransitionRefused, and Refusal when the person has signed another contract meanwhile.
    """
    contract = locked_contract(contract_id)
    demand(may_keep_contract(actor, contract))
    contract.status = lifecycle.CONTRACT_LIFECYCLE.after(contract.status, lifecycle.REOPEN)
    contract.closed_on = None
    with refusing(_REFUSALS):
        contract.save(update_fields=["status", "closed_on"])
    record(actor, "contracts.contract_reopened", contract, at)
    return contract


def demand_active(contract: Contract) -> None:
    """Refuse to change a contract that a decision has closed. Raises Refusal."""
    if contract.status != ContractStatus.ACTIVE:
        raise Refusal(
            "CONTRACT_CLOSED",
            f"Ce contrat n'est plus en cours : {contract.get_status_display().lower()}.",
            "Écrivez à votre agence régionale de santé si c'est une erreur.",
        )


def record(actor: Actor, action: str, contract: Contract, at: dt.datetime, **facts: object) -> None:
    """Add a journal line about a contract to the file of its signatory."""
    journal.record(
        actor=actor,
        action=action,
        obj=contract,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts=facts,
    )
