"""Contracts of a scope or of a person."""

import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES
from contracts.enums import ContractStatus
from contracts.models import Candidate, Contract
from contracts.policies.selection import of_person, visible


def contracts_for(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts that the actor may see: those of the office's scope, or the person's own."""
    contracts = Contract.objects.select_related(
        "candidate", "user", "agency", "faculty", "referent", "backup"
    )
    if actor.is_a(*PERSONAL_ROLES):
        return of_person(contracts, actor, "user_id")
    return visible(contracts, actor)


def contract_of(actor: Actor, contract_id: uuid.UUID) -> Contract:
    """Return one contract that the actor may see; any other does not exist (404)."""
    return get_object_or_404(contracts_for(actor), id=contract_id)


def other_commitment_of(candidate: Candidate) -> Contract | None:
    """Return the contract in progress that the person of a candidature has signed in another campaign, if any.

    The person is known by the account or by the INE, whichever faculty sent the file.
    """
    same = Q(ine=candidate.ine) if candidate.ine else Q(pk__in=())
    if candidate.user_id is not None:
        same |= Q(user_id=candidate.user_id)
    held = Contract.objects.filter(same, status=ContractStatus.ACTIVE).exclude(candidate=candidate)
    return held.select_related("agency").first()


def my_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the person's own contracts, latest first."""
    contracts = Contract.objects.select_related("candidate", "agency", "faculty", "referent", "backup")
    return of_person(contracts, actor, "user_id")
