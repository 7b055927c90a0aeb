"""People, offices, roles: what the database refuses and what a role opens on a day."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate

from cesp_portal.common.accounts import services
from cesp_portal.common.accounts.actors import ANONYMOUS, system_actor
from cesp_portal.common.accounts.enums import (
    AGENCY_ROLES,
    FACULTY_ROLES,
    NATIONAL_ROLES,
    PERSONAL_ROLES,
    Role,
)
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import (
    actor_among,
    actor_for,
    actor_of,
    agents_of,
    memberships_on,
    roles_on,
)
from cesp_portal.common.journal.models import Entry
from tests.factories.accounts import (
    AgencyFactory,
    FacultyFactory,
    MembershipFactory,
    UserFactory,
    make_actor,
)
from tests.violations import broken

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)
AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def test_address_in_capitals_is_refused_by_the_database() -> None:
    with broken("user_email_is_lower_case"):
        UserFactory(email="Alix@example.org")


def test_two_people_never_share_an_address() -> None:
    UserFactory(email="alix@example.org")
    with broken("accounts_user_email_key"):
        UserFactory(email="alix@example.org")


def test_one_agency_per_region() -> None:
    AgencyFactory(region_code="76")
    with broken("accounts_agency_region_code_key"):
        AgencyFactory._meta.model.objects.create(region_code="76", name="Une autre", region_name="Occitanie")


def test_one_faculty_per_code() -> None:
    FacultyFactory(code="ufr-nord")
    with broken("accounts_faculty_code_key"):
        FacultyFactory(code="ufr-nord")


@pytest.mark.parametrize("role", AGENCY_ROLES)
def test_agency_role_without_agency_is_refused(role: Role) -> None:
    with broken("membership_scope_fits_role"):
        MembershipFactory(role=role, agency=None)


@pytest.mark.parametrize("role", FACULTY_ROLES)
def test_faculty_role_on_an_agency_is_refused(role: Role) -> None:
    with broken("membership_scope_fits_role"):
        MembershipFactory(role=role, agency=AgencyFactory(), faculty=None)


@pytest.mark.parametrize("role", NATIONAL_ROLES + PERSONAL_ROLES)
def test_national_or_personal_role_has_no_office(role: Role) -> None:
    MembershipFactory(role=role)
    with broken("membership_scope_fits_role"):
        MembershipFactory(role=role, faculty=FacultyFactory())


def test_every_role_belongs_to_one_family() -> None:
    families = (AGENCY_ROLES, FACULTY_ROLES, NATIONAL_ROLES, PERSONAL_ROLES)
    assert sorted(role for family in families for role in family) == sorted(Role)


def test_role_ends_after_it_starts() -> None:
    with broken("membership_ends_after_start"):
        MembershipFactory(starts_on=DAY, ends_until=DAY)


def test_only_a_delegation_is_narrowed_to_a_department() -> None:
    MembershipFactory(role=Role.DELEGATION, department_code="31")
    with broken("membership_department_for_delegation_only"):
        MembershipFactory(role=Role.REFERENT, department_code="31")


def test_role_opens_from_its_first_day_to_the_eve_of_its_end() -> None:
    membership = MembershipFactory(starts_on=DAY, ends_until=DAY + dt.timedelta(days=10))
    held = [
        bool(memberships_on(membership.user, DAY + dt.timedelta(days=offset))) for offset in (-1, 0, 9, 10)
    ]
    assert held == [False, True, True, False]


def test_actor_without_role_has_no_scope() -> None:
    user = UserFactory()
    actor = actor_for(user, DAY)
    assert (actor.role, actor.agency_id, actor.faculty_id) == (None, None, None)
    assert not actor.is_system


def test_actor_of_a_faculty_office_carries_the_agency_of_its_region() -> None:
    membership = MembershipFactory(role=Role.SCOLARITE)
    actor = actor_for(membership.user, DAY)
    assert actor.faculty_id == membership.faculty_id
    assert actor.agency_id == membership.faculty.agency_id


def test_chosen_role_is_used_only_while_it_is_held() -> None:
    user = UserFactory()
    MembershipFactory(user=user, role=Role.REFERENT)
    chosen = MembershipFactory(user=user, role=Role.ADMINISTRATEUR, ends_until=DAY)
    assert actor_for(user, DAY - dt.timedelta(days=1), chosen.id).role == Role.ADMINISTRATEUR
    assert actor_for(user, DAY, chosen.id).role == Role.REFERENT


def test_roles_held_are_those_of_the_memberships() -> None:
    user, eve, morrow = UserFactory(), DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    for role in Role:
        MembershipFactory(user=user, role=role, starts_on=eve)
        MembershipFactory(user=user, role=role, starts_on=morrow)
        MembershipFactory(user=user, role=role, starts_on=eve, ends_until=DAY)
        MembershipFactory(user=user, role=role, starts_on=DAY, ends_until=morrow)
    MembershipFactory(role=Role.REFERENT)
    MembershipFactory(user=user, role=Role.DELEGATION, department_code="34")
    for day in (eve, DAY, morrow):
        rows = list(memberships_on(user, day))
        held = roles_on(user, day)
        assert [actor_among(user, held, one.id) for one in held] == [actor_of(row) for row in rows]
        assert [one.scope for one in held] == [
            row.faculty.name
            if row.faculty
            else f"{row.agency} {row.department_code}".strip()
            if row.agency
            else ""
            for row in rows
        ]
        offices = [row.faculty.agency if row.faculty else row.agency for row in rows]
        assert [one.agency and one.agency.name for one in held] == [one and one.name for one in offices]


def test_role_of_somebody_else_cannot_be_chosen() -> None:
    mine, other = MembershipFactory(role=Role.REFERENT), MembershipFactory(role=Role.ADMINISTRATEUR)
    assert actor_for(mine.user, DAY, other.id).role == Role.REFERENT


def test_only_the_portal_itself_is_the_system() -> None:
    assert system_actor("balayage des délais").is_system
    assert not ANONYMOUS.is_system
    assert not make_actor().is_system


def test_agents_of_an_agency_are_those_of_that_day_and_role() -> None:
    agency = AgencyFactory(region_code="76")
    present = MembershipFactory(role=Role.REFERENT, agency=agency)
    MembershipFactory(role=Role.REFERENT, agency=agency, ends_until=DAY)
    MembershipFactory(role=Role.DIRECTION, agency=agency)
    MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="11"))
    MembershipFactory(role=Role.REFERENT, agency=agency, user=UserFactory(is_active=False))
    assert list(agents_of(agency.id, Role.REFERENT, DAY)) == [present.user]


def test_person_is_created_once_per_address_whatever_its_case() -> None:
    actor = make_actor(Role.ADMINISTRATEUR)
    facts = {"actor": actor, "first_name": "Alix", "last_name": "Martinval", "at": AT}
    first = services.ensure_person(email="Alix@Example.org", **facts)
    again = services.ensure_person(email="alix@example.org", **facts)
    assert first == again
    assert User.objects.get(email="alix@example.org") == first
    assert Entry.objects.filter(action="accounts.person_created").count() == 1


def test_person_created_without_password_cannot_use_one() -> None:
    user = services.ensure_person(
        actor=make_actor(), email="alix@example.org", first_name="Alix", last_name="Martinval", at=AT
    )
    assert not user.has_usable_password()
    assert authenticate(email="alix@example.org", password="") is None


def test_role_is_granted_once_and_leaves_one_line() -> None:
    user, agency = UserFactory(), AgencyFactory()
    grant = {
        "actor": make_actor(),
        "user": user,
        "role": Role.REFERENT,
        "on": DAY,
        "at": AT,
        "agency_id": agency.id,
    }
    assert services.grant_role(**grant) == services.grant_role(**grant)
    line = Entry.objects.get(action="accounts.role_granted")
    assert line.facts == {"role": "referent", "starts_on": "2026-03-01"}
    assert (line.object_id, line.agency_id) == (str(user.id), agency.id)
