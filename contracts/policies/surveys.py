"""May this actor prepare, read or answer a survey."""

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import Invitation, Proposal, Survey


def may_prepare_surveys(actor: Actor) -> bool:
    """Only a referent composes surveys, for the agency they act for."""
    return actor.is_a(Role.REFERENT)


def may_prepare(actor: Actor, survey: Survey) -> bool:
    return actor.is_system or (actor.is_a(Role.REFERENT) and actor.agency_id == survey.agency_id)


def may_answer(actor: Actor, invitation: Invitation) -> bool:
    """The person invited, signed in or let in by the personal link, and nobody else."""
    return actor.user_id is not None and actor.user_id == invitation.contract.user_id


def may_examine(actor: Actor, proposal: Proposal) -> bool:
    return actor.is_a(Role.REFERENT) and actor.agency_id == proposal.agency_id
