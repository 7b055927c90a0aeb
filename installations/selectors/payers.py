"""Where to write to the paying authority: what the agency's directory says on a day, else its account."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.enums import Authority
from contracts.models import Contract, OfficeContact
from contracts.rules.authorities import AuthorityFacts, authority_on


@dataclass(frozen=True, slots=True)
class PayerAddress:
    """Who receives a decision for the paying authority: its name, an address or an empty text, the printed lines."""

    name: str
    email: str
    lines: tuple[str, ...]


def payer_of(contract: Contract, on: dt.date) -> Authority:
    """Return the authority that pays a contract, and must know what is decided of it on that day."""
    found = authority_on(AuthorityFacts(concluded_on=contract.concluded_on, on=on))
    return found.authority or Authority.ASP


def payer_address(authority: Authority, agency_id: uuid.UUID, on: dt.date) -> PayerAddress:
    """Return where an agency writes to an authority on that day.

    The directory comes first: the contact that receives the decisions. What it leaves out is that of the oldest
    account of a paying authority in force on that day.
    """
    contact = payer_contact(agency_id, authority, on)
    if contact is None:
        return PayerAddress(authority.label, payer_email(on), (authority.label,))
    return PayerAddress(
        f"{authority.label} – {contact.name}",
        contact.email or payer_email(on),
        (authority.label, contact.name, *_lines(contact)),
    )


def _lines(contact: OfficeContact) -> tuple[str, ...]:
    told = (contact.role, *contact.address.splitlines())
    return tuple(line.strip() for line in told if line.strip())


def payer_contact(agency_id: uuid.UUID, authority: Authority, on: dt.date) -> OfficeContact | None:
    """Return the one entry of an agency's directory that receives, on that day, the decisions for an authority."""
    ends = Q(ends_until__isnull=True) | Q(ends_until__gt=on)
    return OfficeContact.objects.filter(
        ends, agency_id=agency_id, authority=authority, starts_on__lte=on
    ).first()


def payer_email(on: dt.date) -> str:
    """Return the address of the oldest paying-authority account in force on that day, or an empty text."""
    payers = User.objects.filter(
        Q(memberships__ends_until__isnull=True) | Q(memberships__ends_until__gt=on),
        memberships__role=Role.PAYEUR,
        memberships__starts_on__lte=on,
        is_active=True,
    ).order_by("memberships__starts_on", "email")
    first = payers.first()
    return first.email if first else ""
