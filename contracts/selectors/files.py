"""The contracts that an actor may open in the follow-up."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.models import Absence, Contract


def followed_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the files of a referent's agency, or a person's own contracts."""
    contracts = Contract.objects.select_related("user", "agency", "candidate", "referent", "backup")
    if actor.is_a(Role.REFERENT) and actor.agency_id is not None:
        return contracts.filter(agency_id=actor.agency_id)
    if actor.user_id is None or not actor.is_a(Role.SIGNATAIRE):
        return contracts.none()
    return contracts.filter(user_id=actor.user_id)


def followed_contract(actor: Actor, contract_id: uuid.UUID) -> Contract:
    """Return one of those files; any other does not exist (404)."""
    return get_object_or_404(followed_contracts(actor), id=contract_id)


def in_charge_of(contract: Contract, on: dt.date) -> User | None:
    """Return who receives what concerns a file that day: the referent, or the backup when the referent is away."""
    for agent in (contract.referent, contract.backup):
        if agent is not None and agent.is_active and not away(agent, on):
            return agent
    return contract.referent or contract.backup


def away(agent: User, on: dt.date) -> bool:
    """Tell whether an agent has announced an absence for that day."""
    return Absence.objects.filter(user=agent, starts_on__lte=on, ends_until__gt=on).exists()


def in_charge(actor: Actor, on: dt.date) -> Q:
    """Return the files that an agent holds that day: their own, those of the absent people they stand in for."""
    absent = Absence.objects.filter(starts_on__lte=on, ends_until__gt=on).values("user_id")
    return Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id, referent_id__in=absent)
