"""Contracts of a scope or of a person."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES
from contracts.models import Contract
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


def my_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the person's own contracts, latest first."""
    contracts = Contract.objects.select_related("candidate", "agency", "faculty", "referent", "backup")
    return of_person(contracts, actor, "user_id")
