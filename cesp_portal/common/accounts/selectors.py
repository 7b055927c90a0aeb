"""Reads about people and their roles."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Q, QuerySet

from cesp_portal.common.accounts.actors import ANONYMOUS, Actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES, Role
from cesp_portal.common.accounts.models import AddressChange, Membership, User


def memberships_on(user: User, on: dt.date) -> QuerySet[Membership]:
    """Return what ``user`` may be on that day, oldest first."""
    return (
        user.memberships.filter(starts_on__lte=on)
        .filter(Q(ends_until__isnull=True) | Q(ends_until__gt=on))
        .select_related("agency", "faculty__agency")
        .order_by("starts_on", "id")
    )


@dataclass(frozen=True, slots=True)
class AgencyName:
    """The agency of a role, as the head of every page names it."""

    name: str


@dataclass(frozen=True, slots=True)
class HeldRole:
    """What a person may be on a day: a membership, and the agency for which it acts.

    ``agency_id`` is, for a faculty office, the agency of its region; ``agency`` is None for a role without agency;
    ``scope`` names the office as somebody with several roles tells them apart, empty for a role of the whole country.
    """

    id: uuid.UUID
    role: Role
    agency_id: uuid.UUID | None
    faculty_id: uuid.UUID | None
    department_code: str
    agency: AgencyName | None
    scope: str = ""


# Every page of a signed-in person asks it: written out, it costs a tenth of what building it each time does.
HELD = """
SELECT membership.id, membership.role, agency.id, membership.faculty_id, membership.department_code, agency.name,
    faculty.name
FROM accounts_membership membership
LEFT JOIN accounts_faculty faculty ON faculty.id = membership.faculty_id
LEFT JOIN accounts_agency agency ON agency.id = coalesce(faculty.agency_id, membership.agency_id)
WHERE membership.user_id = %(user)s AND membership.starts_on <= %(day)s
    AND (membership.ends_until IS NULL OR membership.ends_until > %(day)s)
ORDER BY membership.starts_on, membership.id
"""


def roles_on(user: User, on: dt.date) -> list[HeldRole]:
    """Return what ``user`` may be on that day, oldest first: as ``memberships_on``, without their rows."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"user": user.pk, "day": on})
        rows = cursor.fetchall()
    return [
        HeldRole(
            id=pk,
            role=Role(role),
            agency_id=agency_id,
            faculty_id=faculty_id,
            department_code=department,
            agency=AgencyName(name) if agency_id else None,
            scope=faculty or " ".join(part for part in (name, department) if part),
        )
        for pk, role, agency_id, faculty_id, department, name, faculty in rows
    ]


def actor_of(membership: Membership) -> Actor:
    """Return the actor that a membership makes of its person."""
    faculty = membership.faculty
    held = HeldRole(
        id=membership.id,
        role=Role(membership.role),
        agency_id=faculty.agency_id if faculty else membership.agency_id,
        faculty_id=membership.faculty_id,
        department_code=membership.department_code,
        agency=None,
    )
    return _actor(membership.user, held)


def _actor(user: User, held: HeldRole) -> Actor:
    return Actor(
        user_id=user.id,
        name=str(user),
        role=held.role,
        agency_id=held.agency_id,
        faculty_id=held.faculty_id,
        department_code=held.department_code,
        membership_id=held.id,
    )


def actor_for(user: User, on: dt.date, chosen: uuid.UUID | None = None) -> Actor:
    """Return the actor of ``user`` on that day: the chosen role if still held, else the oldest one held."""
    return actor_among(user, roles_on(user, on), chosen)


def actor_among(user: User, held: Sequence[HeldRole], chosen: uuid.UUID | None = None) -> Actor:
    """Return the actor of ``user`` among the roles held: the chosen one, else the first; without role, nobody's."""
    if not held:
        return Actor(user_id=user.id, name=str(user), role=None)
    return _actor(user, next((one for one in held if one.id == chosen), held[0]))


def anonymous_actor() -> Actor:
    """Return the actor of a visitor who has not signed in."""
    return ANONYMOUS


def accounts_at(addresses: Sequence[str]) -> dict[str, uuid.UUID]:
    """Return the accounts that these lower-case addresses open, principal or verified second ones, by address."""
    seconds = EmailAddress.objects.filter(email__in=addresses, verified=True)
    principals = User.objects.filter(email__in=addresses)
    return dict(seconds.values_list("email", "user_id")) | dict(principals.values_list("email", "id"))


def agents_of(agency_id: uuid.UUID, role: Role, on: dt.date) -> QuerySet[User]:
    """Return the people who hold ``role`` for an agency on that day, by name."""
    return (
        User.objects.filter(
            Q(memberships__ends_until__isnull=True) | Q(memberships__ends_until__gt=on),
            memberships__agency_id=agency_id,
            memberships__role=role,
            memberships__starts_on__lte=on,
            is_active=True,
        )
        .order_by("last_name", "first_name", "id")
        .distinct()
    )


def roles_in_force(on: dt.date, **whose: Any) -> QuerySet[Membership]:
    """Return the roles in force on that day of people who may sign in; ``whose`` narrows them, as a filter does."""
    return Membership.objects.filter(
        Q(ends_until__isnull=True) | Q(ends_until__gt=on), starts_on__lte=on, user__is_active=True, **whose
    )


def still_agents(agency_id: uuid.UUID, user_ids: Collection[uuid.UUID], on: dt.date) -> dict[uuid.UUID, User]:
    """Return those of these people who are agents of an agency on that day, by identifier."""
    here = User.objects.filter(
        Q(memberships__ends_until__isnull=True) | Q(memberships__ends_until__gt=on),
        memberships__agency_id=agency_id,
        memberships__role__in=AGENCY_ROLES,
        memberships__starts_on__lte=on,
        pk__in=user_ids,
        is_active=True,
    )
    return {agent.pk: agent for agent in here}


def person_at(email: str) -> User | None:
    """Return who signs in with this address: as the main one, or as a confirmed second one."""
    email = email.strip().lower()
    return (
        User.objects.filter(email=email).first()
        or User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    )


def second_addresses_of(actor: Actor) -> list[str]:
    """Return the confirmed addresses with which this person also signs in."""
    confirmed = EmailAddress.objects.filter(user_id=actor.person_id, verified=True).order_by("email")
    return list(confirmed.values_list("email", flat=True))


def open_change_of(actor: Actor, at: dt.datetime) -> AddressChange | None:
    """Return the change of address that still waits for a confirmation."""
    return AddressChange.objects.filter(
        user_id=actor.person_id, done_at__isnull=True, dropped_at__isnull=True, expires_at__gt=at
    ).first()
