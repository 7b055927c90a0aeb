"""The contracts that an actor may open in the follow-up."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import roles_in_force, still_agents
from contracts.enums import ContractStatus
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


@dataclass(frozen=True, slots=True)
class Followers:
    """The agents who follow a file; None for nobody."""

    referent: User | None
    backup: User | None


def followers_of(contract: Contract, on: dt.date) -> Followers:
    """Return who follows a file on that day: somebody who left the agency no longer does."""
    asked = [one for one in (contract.referent_id, contract.backup_id) if one is not None]
    here = still_agents(contract.agency_id, asked, on)
    return Followers(
        here.get(contract.referent_id) if contract.referent_id else None,
        here.get(contract.backup_id) if contract.backup_id else None,
    )


def in_charge_of(contract: Contract, on: dt.date) -> User | None:
    """Return who receives what concerns a file that day: the referent, or the backup when the referent is away.

    Somebody who left the agency receives nothing any more.
    """
    followers = followers_of(contract, on)
    agents = [agent for agent in (followers.referent, followers.backup) if agent is not None]
    return next((agent for agent in agents if not away(agent, on)), agents[0] if agents else None)


def without_referent(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Contract]:
    """Return the contracts in progress that nobody follows: no referent was named, or the one named has left."""
    following = roles_in_force(on, user=OuterRef("referent"), agency=OuterRef("agency"), role=Role.REFERENT)
    return contracts.filter(~Exists(following), status=ContractStatus.ACTIVE)


def away(agent: User, on: dt.date) -> bool:
    """Tell whether an agent has announced an absence for that day."""
    return Absence.objects.filter(user=agent, starts_on__lte=on, ends_until__gt=on).exists()


def in_charge(actor: Actor, on: dt.date) -> Q:
    """Return the files that an agent holds that day: their own, those of the absent people they stand in for."""
    absent = Absence.objects.filter(starts_on__lte=on, ends_until__gt=on).values("user_id")
    return Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id, referent_id__in=absent)
