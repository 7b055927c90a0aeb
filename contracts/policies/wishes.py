"""Who may gather wishes, answer for the other region, record what the choice gave."""

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import SpecialtyWish, WishCampaign


def may_gather_wishes(actor: Actor) -> bool:
    return actor.is_a(Role.REFERENT) and actor.agency_id is not None


def may_keep_campaign(actor: Actor, campaign: WishCampaign) -> bool:
    return actor.is_a(Role.REFERENT) and actor.agency_id == campaign.agency_id


def may_answer_wish(actor: Actor, wish: SpecialtyWish) -> bool:
    """The agency of the subdivision; the person's own records a written answer when that one is not on the portal."""
    return actor.is_a(Role.REFERENT) and actor.agency_id == (wish.receiving_id or wish.agency_id)


def may_record_result(actor: Actor, wish: SpecialtyWish) -> bool:
    is_theirs = actor.user_id is not None and actor.user_id == wish.contract.user_id
    return is_theirs or (actor.is_a(Role.REFERENT) and actor.agency_id == wish.agency_id)
