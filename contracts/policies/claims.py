"""Who may examine the claim of a file."""

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import FileClaim


def may_examine_claim(actor: Actor, claim: FileClaim) -> bool:
    """A referent of the agency that the person named."""
    return actor.is_a(Role.REFERENT) and actor.agency_id == claim.agency_id
