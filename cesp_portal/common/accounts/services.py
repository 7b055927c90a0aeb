"""Writes about people and their roles."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership, User
from cesp_portal.common.journal import services as journal


@transaction.atomic
def ensure_person(*, actor: Actor, email: str, first_name: str, last_name: str, at: dt.datetime) -> User:
    """Return the person of this address, created if nobody has it (two names never share an address)."""
    existing = User.objects.filter(email=email.lower()).first()
    if existing is not None:
        return existing
    user = User.objects.create_user(email=email, first_name=first_name, last_name=last_name)
    journal.record(actor=actor, action="accounts.person_created", obj=user, at=at)
    return user


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    role: Role,
    on: dt.date,
    at: dt.datetime,
    agency_id: uuid.UUID | None = None,
    faculty_id: uuid.UUID | None = None,
    department_code: str = "",
) -> Membership:
    """Give a role from that day; a role already held without end is returned as it is."""
    membership, created = Membership.objects.get_or_create(  # type: ignore[misc]  # the stubs refuse a null lookup
        user=user,
        role=role,
        agency_id=agency_id,
        faculty_id=faculty_id,
        department_code=department_code,
        ends_until=None,
        defaults={"starts_on": on},
    )
    if created:
        journal.record(
            actor=actor,
            action="accounts.role_granted",
            obj=user,
            at=at,
            agency_id=agency_id,
            facts={"role": role.value, "starts_on": on.isoformat()},
        )
    return membership
