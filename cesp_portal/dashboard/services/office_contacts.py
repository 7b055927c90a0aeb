"""The directory of an agency: entries written, and ended when they no longer hold."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden
from cesp_portal.common.rules.french import day_text
from contracts.enums import Authority, DirectoryKind
from contracts.models import OfficeContact

UNREACHABLE = BadInput(
    "CONTACT_UNREACHABLE", "Ce contact n'a ni courriel, ni téléphone, ni adresse.", "Indiquez-en au moins un."
)
SCOPE = BadInput(
    "CONTACT_SCOPE",
    "Le département ou la faculté ne va pas avec la sorte de contact.",
    "Un département pour un département, une faculté pour une faculté, rien pour une autorité.",
)
NOT_AN_AUTHORITY = BadInput(
    "CONTACT_AUTHORITY",
    "Seul un contact d'autorité reçoit les décisions.",
    "Choisissez la sorte « Autorité ou partenaire », ou laissez vide qui reçoit les décisions.",
)
ANOTHER_RECEIVES = BadInput(
    "CONTACT_AUTHORITY_TAKEN",
    "Un autre contact reçoit déjà les décisions pour cette autorité à ces dates.",
    "Terminez-le la veille du premier jour de celui-ci.",
)
REFUSED = {
    "office_contact_scope_fits_kind": SCOPE,
    "office_contact_can_be_reached": UNREACHABLE,
    "office_contact_authority_fits_kind": NOT_AN_AUTHORITY,
    "office_contact_one_per_authority": ANOTHER_RECEIVES,
}


@transaction.atomic
def write_contact(
    *,
    actor: Actor,
    kind: DirectoryKind,
    name: str,
    starts_on: dt.date,
    at: dt.datetime,
    department_code: str = "",
    faculty: Faculty | None = None,
    authority: Authority | None = None,
    role: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
) -> OfficeContact:
    """Add an entry from a day on; ``authority`` makes it the one that receives the decisions for an authority.

    Raises BadInput when nobody could reach it, when its scope does not fit, or when another receives them already.
    """
    _must_write(actor)
    if not (email.strip() or phone.strip() or address.strip()):
        raise UNREACHABLE
    if faculty is not None and faculty.agency_id != actor.agency_id:
        raise SCOPE
    with refusing(REFUSED):
        contact = OfficeContact.objects.create(
            agency_id=actor.office_id,
            kind=kind,
            department_code=department_code.upper(),
            faculty=faculty,
            authority=authority or "",
            name=name.strip(),
            role=role.strip(),
            email=email.strip().lower(),
            phone=phone.strip(),
            address=address.strip(),
            starts_on=starts_on,
        )
    _record(actor, contact, "dashboard.contact_written", at)
    return contact


@transaction.atomic
def end_contact(*, actor: Actor, contact_id: uuid.UUID, last_day: dt.date, at: dt.datetime) -> OfficeContact:
    """Say until which day an entry holds.

    Raises BadInput for a day before its first one, or that reaches into the days of whoever replaced it.
    """
    _must_write(actor)
    contact = OfficeContact.objects.select_for_update(of=("self",)).get(
        pk=contact_id, agency_id=actor.office_id
    )
    if last_day < contact.starts_on:
        raise BadInput(
            "ENDS_BEFORE_START",
            f"Ce contact vaut à partir du {day_text(contact.starts_on)}.",
            "Choisissez un dernier jour à partir de celui-là.",
        )
    contact.ends_until = last_day + dt.timedelta(days=1)
    with refusing(REFUSED):
        contact.save(update_fields=["ends_until"])
    _record(actor, contact, "dashboard.contact_ended", at)
    return contact


def _must_write(actor: Actor) -> None:
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        raise Forbidden()


def _record(actor: Actor, contact: OfficeContact, action: str, at: dt.datetime) -> None:
    facts = {"name": contact.name, "kind": contact.kind}
    journal.record(actor=actor, action=action, obj=contact, at=at, agency_id=contact.agency_id, facts=facts)
