"""The directory of an agency: who is reached, from which day to which, and who receives decisions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cesp_portal.common.refusals import BadInput, Forbidden
from cesp_portal.dashboard.selectors.office_contacts import contacts_about
from cesp_portal.dashboard.services.office_contacts import end_contact, write_contact
from contracts.enums import Authority, DirectoryKind
from contracts.models import OfficeContact
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.office_settings import OfficeContactFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db

TODAY, AT = make.TODAY, make.AT
DAY = dt.timedelta(days=1)
RECEIVES = {"kind": "authority", "department_code": "", "authority": "ASP"}


@pytest.fixture
def world(zonings: None) -> make.World:
    return make.make_world()


def test_file_shows_the_contacts_of_its_department_on_the_day(world: make.World) -> None:
    contact = write_contact(
        actor=world.referent,
        kind=DirectoryKind.FACULTY,
        faculty=world.contract.faculty,
        name="Scolarité inventée",
        email="scolarite@example.org",
        starts_on=TODAY,
        at=AT,
    )
    OfficeContactFactory(agency=world.agency, department_code="99", name="Ailleurs")
    OfficeContactFactory(name="Autre agence", agency=AgencyFactory(region_code="52"))
    assert contacts_about(world.contract, TODAY) == [contact]
    assert contacts_about(world.contract, TODAY - DAY) == []
    end_contact(actor=world.referent, contact_id=contact.id, last_day=TODAY, at=AT)
    assert contacts_about(world.contract, TODAY) == [contact]
    assert contacts_about(world.contract, TODAY + DAY) == []
    with pytest.raises(BadInput):
        end_contact(actor=world.referent, contact_id=contact.id, last_day=TODAY - DAY, at=AT)


def test_contact_that_nobody_can_reach_or_place_is_refused(world: make.World) -> None:
    common: dict[str, Any] = {"actor": world.referent, "name": "X", "starts_on": TODAY, "at": AT}
    with pytest.raises(BadInput, match="ni courriel"):
        write_contact(kind=DirectoryKind.AUTHORITY, **common)
    with pytest.raises(BadInput, match="ne va pas"):
        write_contact(kind=DirectoryKind.DEPARTMENT, email="x@example.org", **common)
    with pytest.raises(Forbidden):
        write_contact(
            kind=DirectoryKind.AUTHORITY, email="x@example.org", **common | {"actor": world.signatory}
        )
    assert not OfficeContact.objects.exists()


def test_one_contact_at_a_time_receives_the_decisions_for_an_authority(world: make.World) -> None:
    common: dict[str, Any] = {"actor": world.referent, "email": "x@example.org", "at": AT}
    common |= {"kind": DirectoryKind.AUTHORITY, "authority": Authority.ASP}
    first = write_contact(name="Premier bureau", starts_on=TODAY, **common)
    with pytest.raises(BadInput) as refused:
        write_contact(name="Second bureau", starts_on=TODAY + 9 * DAY, **common)
    assert refused.value.code == "CONTACT_AUTHORITY_TAKEN"
    end_contact(actor=world.referent, contact_id=first.id, last_day=TODAY + 8 * DAY, at=AT)
    write_contact(name="Second bureau", starts_on=TODAY + 9 * DAY, **common)
    write_contact(name="Bureau de l'autre", starts_on=TODAY, **common | {"authority": Authority.CNG})
    with pytest.raises(BadInput, match="reçoit déjà"):
        end_contact(actor=world.referent, contact_id=first.id, last_day=TODAY + 9 * DAY, at=AT)
    with pytest.raises(BadInput, match="Seul un contact d'autorité"):
        write_contact(
            name="Département",
            starts_on=TODAY,
            department_code="34",
            **common | {"kind": DirectoryKind.DEPARTMENT},
        )


def two_for_one_authority() -> object:
    return OfficeContactFactory(agency=OfficeContactFactory(**RECEIVES).agency, name="Autre", **RECEIVES)


BREAKS: dict[str, Callable[[], object]] = {
    "office_contact_scope_fits_kind": lambda: OfficeContactFactory(department_code=""),
    "office_contact_can_be_reached": lambda: OfficeContactFactory(email=""),
    "office_contact_ends_after_start": lambda: OfficeContactFactory(ends_until=dt.date(2026, 1, 1)),
    "office_contact_authority_fits_kind": lambda: OfficeContactFactory(authority="ASP"),
    "office_contact_one_per_authority": two_for_one_authority,
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
