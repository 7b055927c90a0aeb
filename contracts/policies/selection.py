"""May this actor do this to that object: one condition per line."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Forbidden
from contracts.models import Campaign, Candidate, Commission, CommissionMember, Contract, Offer, QuotaOrder

M = TypeVar("M", bound=Model)
Scoped = Campaign | Candidate | Contract | Offer


def scope_of(actor: Actor) -> Q:
    """Return the rows with an agency and a faculty that an office may see; people see theirs through their account."""
    if actor.is_system or actor.is_a(Role.PAYEUR):
        return Q()
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        return Q(agency_id=actor.agency_id)
    if actor.is_a(Role.SCOLARITE):
        return Q(faculty_id=actor.faculty_id)
    return Q(pk__in=())


def in_scope(actor: Actor, obj: Scoped) -> bool:
    """Tell whether an office's scope holds the object."""
    return (
        actor.is_system
        or actor.is_a(Role.PAYEUR)
        or (actor.is_a(Role.REFERENT, Role.DIRECTION) and obj.agency_id == actor.agency_id)
        or (actor.is_a(Role.SCOLARITE) and obj.faculty_id == actor.faculty_id)
    )


def is_the_candidate(actor: Actor, candidate: Candidate) -> bool:
    """Tell whether the actor is the person of the file."""
    return actor.user_id is not None and actor.user_id == candidate.user_id


def may_open_campaign(actor: Actor, *, agency_id: Any, faculty_id: Any) -> bool:
    return (
        actor.is_system
        or (actor.is_a(Role.SCOLARITE) and actor.faculty_id == faculty_id)
        or (actor.is_a(Role.REFERENT) and actor.agency_id == agency_id)
    )


def may_send_list(actor: Actor, campaign: Campaign) -> bool:
    return actor.is_system or (actor.is_a(Role.SCOLARITE) and in_scope(actor, campaign))


def may_prepare_candidates(actor: Actor, campaign: Campaign) -> bool:
    return actor.is_system or (actor.is_a(Role.SCOLARITE, Role.REFERENT) and in_scope(actor, campaign))


def may_follow_offers(actor: Actor, campaign: Campaign) -> bool:
    return actor.is_system or (actor.is_a(Role.REFERENT, Role.PAYEUR) and in_scope(actor, campaign))


def may_record_for_offer(actor: Actor, offer: Offer) -> bool:
    return actor.is_system or (actor.is_a(Role.REFERENT, Role.PAYEUR) and in_scope(actor, offer))


def may_withdraw(actor: Actor, candidate: Candidate) -> bool:
    """A person leaves, or an office writes that they left; no sweep ever does."""
    return is_the_candidate(actor, candidate) or (
        actor.is_a(Role.SCOLARITE, Role.REFERENT) and in_scope(actor, candidate)
    )


def may_restore(actor: Actor, candidate: Candidate) -> bool:
    """A withdrawal made by mistake is undone by an office, never by the person alone."""
    return actor.is_a(Role.SCOLARITE, Role.REFERENT) and in_scope(actor, candidate)


def may_write_quota_line(actor: Actor, *, agency_id: Any) -> bool:
    """An order is national: the paying authority writes all of it, a referent only the lines of the region."""
    return (
        actor.is_system
        or actor.is_a(Role.PAYEUR)
        or (actor.is_a(Role.REFERENT) and actor.agency_id == agency_id)
    )


def may_read_quota(actor: Actor) -> bool:
    return actor.is_system or actor.is_a(Role.PAYEUR, Role.REFERENT, Role.DIRECTION, Role.SUPERVISION)


def may_publish_quota(actor: Actor, order: QuotaOrder) -> bool:
    """Publish an order, or correct or remove it before: whoever may write all its lines."""
    agencies = order.lines.values_list("faculty__agency_id", flat=True).distinct()
    return all(may_write_quota_line(actor, agency_id=agency) for agency in agencies)


def may_keep_contract(actor: Actor, contract: Contract) -> bool:
    return actor.is_system or (actor.is_a(Role.REFERENT) and in_scope(actor, contract))


def may_declare_milestones(actor: Actor, contract: Contract) -> bool:
    return actor.user_id == contract.user_id or may_keep_contract(actor, contract)


def demand(allowed: bool) -> None:
    """Refuse an action that the actor's role does not include. Raises Forbidden."""
    if not allowed:
        raise Forbidden()


def visible(queryset: QuerySet[M], actor: Actor) -> QuerySet[M]:
    """Return the rows of an office's scope."""
    return queryset.filter(scope_of(actor))


def of_person(queryset: QuerySet[M], actor: Actor, path: str) -> QuerySet[M]:
    """Return the rows whose account, at ``path``, is the actor's own."""
    return queryset.filter(**{path: actor.user_id}) if actor.user_id else queryset.none()


def may_fill_file(actor: Actor, candidate: Candidate) -> bool:
    return is_the_candidate(actor, candidate) or may_prepare_candidates(actor, candidate.campaign)


def may_hold_commission(actor: Actor, commission: Commission) -> bool:
    return actor.is_system or (actor.is_a(Role.SCOLARITE) and actor.faculty_id == commission.faculty_id)


def holds_a_seat(actor: Actor, member: CommissionMember) -> bool:
    return actor.is_a(Role.COMMISSION) and actor.user_id is not None and actor.user_id == member.user_id


def may_open_windows(actor: Actor) -> bool:
    return actor.is_system or actor.is_a(Role.PAYEUR)
