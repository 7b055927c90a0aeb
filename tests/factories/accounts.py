"""People and offices, all invented."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES, FACULTY_ROLES, Role
from cesp_portal.common.accounts.models import Agency, Faculty, Membership, User
from cesp_portal.common.accounts.selectors import actor_of

REGIONS = {"76": "Occitanie", "11": "Île-de-France", "52": "Pays de la Loire"}


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Inventé{n}")
    email = factory.Sequence(lambda n: f"personne{n}@example.org")


class AgencyFactory(DjangoModelFactory):
    """One agency per region code."""

    class Meta:
        model = Agency
        django_get_or_create = ("region_code",)

    region_code = factory.Sequence(lambda n: f"{n % 1000:03d}")
    region_name = factory.LazyAttribute(lambda agency: REGIONS.get(agency.region_code, agency.region_code))
    name = factory.LazyAttribute(lambda agency: f"ARS {agency.region_name}")


class FacultyFactory(DjangoModelFactory):
    class Meta:
        model = Faculty

    agency = factory.SubFactory(AgencyFactory)
    code = factory.Sequence(lambda n: f"faculte-{n}")
    name = factory.Sequence(lambda n: f"UFR de santé n° {n}")
    university = factory.Sequence(lambda n: f"Université n° {n}")


class MembershipFactory(DjangoModelFactory):
    """A role held since 2020, for the kind of office that the role needs."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.SIGNATAIRE
    starts_on = dt.date(2020, 1, 1)

    @factory.lazy_attribute
    def agency(self) -> Agency | None:
        return AgencyFactory() if self.role in AGENCY_ROLES else None

    @factory.lazy_attribute
    def faculty(self) -> Faculty | None:
        return FacultyFactory() if self.role in FACULTY_ROLES else None


def make_actor(role: Role = Role.REFERENT, **membership: Any) -> Actor:
    """Return the actor of a new person holding ``role``; ``agency=`` or ``faculty=`` choose the office."""
    return actor_of(MembershipFactory(role=role, **membership))
