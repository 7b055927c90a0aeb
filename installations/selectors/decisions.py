"""Decisions that an actor may see, and what agencies have set about them."""

import datetime as dt
import uuid
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import agents_of
from installations.enums import ONCE_SIGNED, DecisionStatus
from installations.models import Decision, SecondLook, Signatory
from installations.policies import office_rows, own_rows

M = TypeVar("M", Signatory, SecondLook)


def decisions_for(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions in reach: an agency's own; for the person, those that were signed."""
    decisions = _read_with_everything()
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        return decisions.filter(
            office_rows(actor) | (office_rows(actor, "request__target_agency_id") & Q(status__in=ONCE_SIGNED))
        )
    if actor.is_a(Role.SIGNATAIRE, Role.CANDIDAT):
        return decisions.filter(own_rows(actor, "request__contract__user_id"), status__in=ONCE_SIGNED)
    return decisions.none()


def decision_in_full(decision_id: uuid.UUID) -> Decision:
    """Return a decision that is known to be in reach, with all that its page tells."""
    return _read_with_everything().get(pk=decision_id)


def in_brief(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Read no more of these decisions than what says who may do what with them, and whose file they are about."""
    of_request = ("agency_id", "target_agency_id", "kind", "status", "contract__candidate_id")
    own = ("number", "status", "agency_id", "prepared_by_id")
    return (
        decisions.select_related(None)
        .select_related("request__contract")
        .only(*own, *(f"request__{name}" for name in of_request))
    )


def _read_with_everything() -> QuerySet[Decision]:
    return Decision.objects.select_related(
        "agency",
        "prepared_by",
        "reviewed_by",
        "signed_by__user",
        "supersedes",
        "request__contract__candidate",
        "request__contract__user",
        "request__agency",
        "request__target_agency",
    )


def decisions_to_sign(actor: Actor) -> QuerySet[Decision]:
    """Return what waits for a signature in the actor's agency, oldest first."""
    return (
        decisions_for(actor)
        .filter(office_rows(actor), status=DecisionStatus.TO_SIGN)
        .order_by("prepared_at", "id")
    )


def signatory_of(actor: Actor, agency_id: uuid.UUID, on: dt.date) -> Signatory | None:
    """Return the delegation under which the actor signs for an agency on that day, if any."""
    return _in_force(Signatory.objects.filter(own_rows(actor, "user_id"), agency_id=agency_id), on).first()


def asks_second_look(agency_id: uuid.UUID, kind: str, on: dt.date) -> bool:
    """Tell whether an agency wants drafts of this kind read by a second agent on that day."""
    return _in_force(SecondLook.objects.filter(agency_id=agency_id, kind=kind), on).exists()


def delegations_in_force(agency_id: uuid.UUID, on: dt.date) -> QuerySet[Signatory]:
    """Return the delegations under which people sign for an agency on that day."""
    return _in_force(Signatory.objects.filter(agency_id=agency_id), on)


def second_looks_in_force(agency_id: uuid.UUID, on: dt.date) -> QuerySet[SecondLook]:
    """Return the kinds of drafts that an agency wants read twice on that day."""
    return _in_force(SecondLook.objects.filter(agency_id=agency_id), on)


def signatories_for(actor: Actor) -> QuerySet[Signatory]:
    """Return the delegations of the actor's agency, those in force first, then the latest."""
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        return Signatory.objects.none()
    rows = Signatory.objects.filter(office_rows(actor)).select_related("user")
    return rows.order_by(F("ends_until").desc(nulls_first=True), "-since_on", "id")


def second_looks_for(actor: Actor) -> QuerySet[SecondLook]:
    """Return what the actor's agency wants read twice, or wanted, the latest first."""
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        return SecondLook.objects.none()
    return SecondLook.objects.filter(office_rows(actor)).order_by("-since_on", "kind")


def people_who_may_sign(actor: Actor, on: dt.date) -> QuerySet[User]:
    """Return the agents of the actor's agency to whom a signature may be delegated."""
    if actor.agency_id is None:
        return User.objects.none()
    referents, direction = (
        agents_of(actor.agency_id, role, on).values("id") for role in (Role.REFERENT, Role.DIRECTION)
    )
    return User.objects.filter(Q(id__in=referents) | Q(id__in=direction)).order_by("last_name", "first_name")


def _in_force(rows: QuerySet[M], on: dt.date) -> QuerySet[M]:
    return rows.filter(since_on__lte=on).filter(Q(ends_until__isnull=True) | Q(ends_until__gt=on))
