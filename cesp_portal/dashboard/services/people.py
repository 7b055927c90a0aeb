"""Roles given and ended by the administrator, each with its days."""

import datetime as dt

from django.db import transaction

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES, Role
from cesp_portal.common.accounts.models import Agency, Faculty, Membership
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal

SCOPE = BadInput(
    "SCOPE",
    "Ce rôle ne va pas avec cet office.",
    "Une agence pour ses agents, une faculté pour sa scolarité, rien pour un rôle national.",
)


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    starts_on: dt.date,
    at: dt.datetime,
    agency: Agency | None = None,
    faculty: Faculty | None = None,
    department_code: str = "",
) -> Membership:
    """Give somebody a role from a day. Raises BadInput when the office does not fit the role."""
    if not actor.is_a(Role.ADMINISTRATEUR):
        raise Forbidden()
    if role in PERSONAL_ROLES:
        raise BadInput(
            "PERSONAL_ROLE",
            "Ce rôle vient d'un dossier, pas d'une habilitation.",
            "Choisissez un autre rôle.",
        )
    if role is Role.DELEGATION and not department_code:
        raise BadInput("DEPARTMENT", "Le département manque.", "Une délégation lit un département.")
    user = accounts.ensure_person(actor=actor, email=email, first_name=first_name, last_name=last_name, at=at)
    with refusing({"membership_scope_fits_role": SCOPE, "membership_department_for_delegation_only": SCOPE}):
        return accounts.grant_role(
            actor=actor,
            user=user,
            role=role,
            on=starts_on,
            at=at,
            agency_id=agency.id if agency else None,
            faculty_id=faculty.id if faculty else None,
            department_code=department_code,
        )


@transaction.atomic
def end_membership(*, actor: Actor, membership: Membership, on: dt.date, at: dt.datetime) -> None:
    """Take one role back from that day on. Raises Refusal for one's own administration."""
    if not actor.is_a(Role.ADMINISTRATEUR):
        raise Forbidden()
    if membership.id == actor.membership_id:
        raise Refusal(
            "OWN_ROLE",
            "C'est votre propre habilitation.",
            "Demandez à un autre administrateur de la retirer.",
        )
    if membership.starts_on >= on:
        membership.delete()
    else:
        membership.ends_until = on
        membership.save(update_fields=["ends_until"])
    journal.record(
        actor=actor,
        action="accounts.role_ended",
        obj=membership.user,
        at=at,
        agency_id=membership.agency_id,
        facts={"role": membership.role, "ends_until": on.isoformat()},
    )
