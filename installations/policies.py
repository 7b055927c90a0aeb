"""May this person do this to that object: one condition per line. Foreign objects are already out of reach."""

import uuid

from django.db.models import Q

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Forbidden
from contracts.models import Contract
from installations.enums import RequestKind
from installations.models import Decision, ImpactLine, Post, PracticePeriod, Request, Transmission


def own_rows(actor: Actor, path: str) -> Q:
    """Return the condition of the rows whose ``path`` names this person; nobody's rows for nobody."""
    return Q(**{path: actor.user_id}) if actor.user_id else Q(pk__in=())


def office_rows(actor: Actor, path: str = "agency_id") -> Q:
    """Return the condition of the rows whose ``path`` names this person's agency."""
    return Q(**{path: actor.agency_id}) if actor.agency_id else Q(pk__in=())


def person_of(actor: Actor) -> uuid.UUID:
    """Return who acts. Raises Forbidden when it is nobody."""
    if actor.user_id is None:
        raise Forbidden()
    return actor.user_id


def office_of(actor: Actor) -> uuid.UUID:
    """Return the agency of who acts. Raises Forbidden without one."""
    if actor.agency_id is None:
        raise Forbidden()
    return actor.agency_id


def owns_contract(actor: Actor, contract: Contract) -> bool:
    """The signatory of this contract."""
    return actor.user_id is not None and contract.user_id == actor.user_id


def follows_contract(actor: Actor, contract: Contract) -> bool:
    """A referent of the agency that follows this contract."""
    return actor.is_a(Role.REFERENT) and contract.agency_id == actor.agency_id


def may_speak_for(actor: Actor, contract: Contract) -> bool:
    """Write a project, a request or a period: the person, or the referent from a paper."""
    return owns_contract(actor, contract) or follows_contract(actor, contract)


def may_word_letters(actor: Actor, agency_id: uuid.UUID) -> bool:
    """Write the texts that an agency adds to its letters: its referents and its direction."""
    return actor.is_a(Role.REFERENT, Role.DIRECTION) and actor.agency_id == agency_id


def may_examine(actor: Actor, request: Request) -> bool:
    """Ask for a correction, prepare a decision."""
    return actor.is_a(Role.REFERENT) and request.agency_id == actor.agency_id


def is_party_to_transfer(actor: Actor, request: Request) -> bool:
    """Give an opinion, write to the other agency: a referent of one of the two agencies of a transfer."""
    return (
        actor.is_a(Role.REFERENT)
        and request.kind == RequestKind.TRANSFER
        and actor.agency_id in (request.agency_id, request.target_agency_id)
    )


def may_review(actor: Actor, decision: Decision) -> bool:
    """Be the second pair of eyes: never one's own."""
    return (
        actor.is_a(Role.REFERENT, Role.DIRECTION)
        and decision.agency_id == actor.agency_id
        and decision.prepared_by_id != actor.user_id
    )


def may_sign(actor: Actor, decision: Decision) -> bool:
    """Sign for the agency; the delegation in force is checked beside."""
    return actor.is_a(Role.DIRECTION, Role.REFERENT) and decision.agency_id == actor.agency_id


def may_verify(actor: Actor, period: PracticePeriod) -> bool:
    """Verify or set aside a period of practice."""
    return actor.is_a(Role.REFERENT) and period.agency_id == actor.agency_id


def may_handle_impact(actor: Actor, line: ImpactLine) -> bool:
    """Say that a person touched by a zoning was dealt with."""
    return actor.is_a(Role.REFERENT) and line.agency_id == actor.agency_id


def may_propose_posts(actor: Actor) -> bool:
    """Propose posts to the signatories: a referent, for their own agency."""
    return actor.is_a(Role.REFERENT) and actor.agency_id is not None


def may_change_post(actor: Actor, post: Post) -> bool:
    """Rewrite or withdraw a post."""
    return may_propose_posts(actor) and post.agency_id == actor.agency_id


def may_post_letters(actor: Actor) -> bool:
    """Ask for the letters of some days as one file."""
    return actor.is_a(Role.REFERENT, Role.DIRECTION) and actor.agency_id is not None


def may_write_notice(actor: Actor, contract: Contract) -> bool:
    """Write a convocation, a reminder or a formal notice: the agency that follows the contract."""
    return actor.is_a(Role.REFERENT, Role.DIRECTION) and actor.agency_id == contract.agency_id


def may_delegate(actor: Actor, agency_id: uuid.UUID) -> bool:
    """Say who signs for an agency and what is read twice: its direction, or the portal when it opens an agency."""
    return actor.is_system or (actor.is_a(Role.DIRECTION) and actor.agency_id == agency_id)


def may_transmit(actor: Actor, transmission: Transmission) -> bool:
    """Send, retry, note a posted letter."""
    return actor.is_a(Role.REFERENT) and transmission.agency_id == actor.agency_id


def must(allowed: bool) -> None:
    """Raise Forbidden unless the policy allows."""
    if not allowed:
        raise Forbidden()
