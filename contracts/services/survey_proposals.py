"""Answers that touch the file: an agent accepts or refuses each with one click."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import FileFact, ProposalStatus
from contracts.models import Contract, Particulars, Proposal
from contracts.policies.surveys import may_examine
from contracts.selectors.file_facts import facts_on_file
from contracts.services.milestones import declare_diplomas

CONTRACT_DATES = (FileFact.INTERNSHIP_START, FileFact.DES, FileFact.THESIS)
DECLARED = {
    FileFact.ADDRESS: "postal_address",
    FileFact.PLACE: "intended_place",
    FileFact.SHARE: "intended_share",
}


@transaction.atomic
def accept_proposal(*, actor: Actor, proposal: Proposal, on: dt.date, at: dt.datetime) -> Proposal:
    """Write the proposed value in the file.

    Dates become milestones of the contract, by the same rules as when they are declared. Raises Refusal when it was
    decided already, when the file has changed since the person answered, or when the file cannot hold the value.
    """
    contract = Contract.objects.select_for_update().get(id=proposal.contract_id)
    proposal = _pending(actor, proposal)
    fact = FileFact(proposal.fact)
    if facts_on_file(contract)[fact] != proposal.value_on_file:
        raise Refusal(
            "FILE_CHANGED_MEANWHILE",
            "Le dossier a changé depuis la réponse de cette personne.",
            "Comparez les deux valeurs dans le dossier, puis refusez la proposition si elle n'a plus d'objet.",
        )
    if fact in CONTRACT_DATES:
        day = dt.date.fromisoformat(proposal.proposed_value)
        declare_diplomas(actor=actor, contract_id=contract.id, on=on, at=at, **{fact.value: day})
    else:
        _write(contract, fact, proposal.proposed_value, at)
    return _decide(actor, proposal, ProposalStatus.ACCEPTED, "", at)


@transaction.atomic
def refuse_proposal(*, actor: Actor, proposal: Proposal, reason: str, at: dt.datetime) -> Proposal:
    """Leave the file as it is. ``reason`` is for the journal of the agents, and may be empty."""
    proposal = _pending(actor, proposal)
    return _decide(actor, proposal, ProposalStatus.REFUSED, reason, at)


def _pending(actor: Actor, proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_for_update().get(id=proposal.id)
    if not may_examine(actor, proposal):
        raise Forbidden
    if proposal.status != ProposalStatus.PENDING:
        raise Refusal(
            "PROPOSAL_ALREADY_DECIDED",
            f"Cette proposition a déjà été examinée : {proposal.get_status_display().lower()}.",
            "Rechargez la liste pour voir ce qui reste à examiner.",
        )
    return proposal


def _write(contract: Contract, fact: FileFact, value: str, at: dt.datetime) -> None:
    if fact is FileFact.SPECIALTY:
        contract.specialty = value[:120]
        contract.save(update_fields=["specialty"])
    else:
        typed = Decimal(value) if fact is FileFact.SHARE else value
        Particulars.objects.update_or_create(
            contract=contract, defaults={DECLARED[fact]: typed, "updated_at": at}
        )


def _decide(
    actor: Actor, proposal: Proposal, status: ProposalStatus, reason: str, at: dt.datetime
) -> Proposal:
    proposal.status = status
    proposal.decided_at = at
    proposal.decided_by_id = actor.user_id
    proposal.reason = reason[:300]
    proposal.save(update_fields=["status", "decided_at", "decided_by", "reason"])
    journal.record(
        actor=actor,
        action=f"contracts.survey_proposal_{status}",
        obj=proposal,
        at=at,
        agency_id=proposal.agency_id,
        subject_id=proposal.contract.candidate_id,
        facts={"fact": proposal.fact},
    )
    return proposal
