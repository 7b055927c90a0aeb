"""The directory of an agency on a day, and whom to call about one file."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.dashboard.selectors.departments import NOWHERE, department_read
from contracts.enums import DirectoryKind
from contracts.models import Contract, OfficeContact


def own_agency(actor: Actor) -> Agency:
    """Return the agency that the actor acts for. Raises LookupError for a role without agency."""
    return Agency.objects.select_related("logo").get(pk=actor.office_id)


def contacts_for(actor: Actor) -> QuerySet[OfficeContact]:
    """Return every entry of the actor's agency, ended ones included."""
    return OfficeContact.objects.filter(agency_id=actor.office_id).select_related("faculty")


def contact_of(actor: Actor, contact_id: uuid.UUID) -> OfficeContact:
    """Return one entry; any other does not exist (404)."""
    return get_object_or_404(contacts_for(actor), id=contact_id)


def contacts_on(agency_id: uuid.UUID, on: dt.date) -> QuerySet[OfficeContact]:
    """Return the entries that hold on that day."""
    ends = Q(ends_until__isnull=True) | Q(ends_until__gt=on)
    return OfficeContact.objects.filter(ends, agency_id=agency_id, starts_on__lte=on).select_related(
        "faculty"
    )


def contacts_about(contract: Contract, on: dt.date) -> list[OfficeContact]:
    """Return whom to call about a file: its department, its faculty, the authorities."""
    about = Q(kind=DirectoryKind.AUTHORITY) | Q(faculty_id=contract.faculty_id)
    department = department_read(contract, on)
    if department != NOWHERE:
        about |= Q(department_code=department)
    return list(contacts_on(contract.agency_id, on).filter(about))
