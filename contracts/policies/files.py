"""Who may see and act on the file of a contract, for the follow-up."""

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import Contract


def is_the_signatory(actor: Actor, contract: Contract) -> bool:
    return actor.user_id is not None and actor.user_id == contract.user_id


def may_follow(actor: Actor, contract: Contract) -> bool:
    """A referent of the agency of the file: the named one, the backup, or whoever stands in."""
    return actor.is_a(Role.REFERENT) and actor.agency_id == contract.agency_id


def may_write_in_thread(actor: Actor, contract: Contract) -> bool:
    return is_the_signatory(actor, contract) or may_follow(actor, contract)
