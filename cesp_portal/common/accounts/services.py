"""Writes about people and their roles."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership, User
from cesp_portal.common.accounts.selectors import accounts_at, person_at
from cesp_portal.common.journal import services as journal


@transaction.atomic
def ensure_person(*, actor: Actor, email: str, first_name: str, last_name: str, at: dt.datetime) -> User:
    """Return the person of this address, created if nobody has it (two names never share an address)."""
    existing = person_at(email)
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


@dataclass(frozen=True, slots=True)
class Person:
    """Who an account is opened for."""

    email: str
    first_name: str
    last_name: str


@transaction.atomic
def open_accounts(people: Sequence[Person], *, role: Role, on: dt.date) -> dict[str, uuid.UUID]:
    """Let each person sign in by a code from that day in a personal role; return the accounts by address.

    Done in a handful of statements whatever their number. The action that asks for them keeps the journal line.
    """
    addresses = [person.email.lower() for person in people]
    known = accounts_at(addresses)
    User.objects.bulk_create(
        [
            User(
                email=person.email.lower(),
                first_name=person.first_name,
                last_name=person.last_name,
                password=make_password(None),
            )
            for person in people
            if person.email.lower() not in known
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    accounts = accounts_at(addresses)
    held = set(
        Membership.objects.filter(
            user_id__in=accounts.values(), role=role, ends_until__isnull=True
        ).values_list("user_id", flat=True)
    )
    Membership.objects.bulk_create(
        [
            Membership(user_id=account, role=role, starts_on=on)
            for account in dict.fromkeys(accounts.values())
            if account not in held
        ],
        batch_size=1000,
    )
    return accounts


@transaction.atomic
def end_role(*, actor: Actor, user: User, role: Role, on: dt.date, at: dt.datetime) -> None:
    """Take a role back from that day on; a role that started the same day leaves no trace but the journal."""
    held = Membership.objects.filter(user=user, role=role, ends_until__isnull=True)
    started_today, _ = held.filter(starts_on__gte=on).delete()
    if held.update(ends_until=on) + started_today:
        journal.record(
            actor=actor,
            action="accounts.role_ended",
            obj=user,
            at=at,
            facts={"role": role.value, "ends_until": on.isoformat()},
        )
