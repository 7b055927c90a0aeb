"""People and offices, all invented."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, Faculty, Membership, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Inventé{n}")
    email = factory.Sequence(lambda n: f"personne{n}@example.org")


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    region_code = factory.Sequence(lambda n: f"{n % 1000:03d}")
    name = factory.LazyAttribute(lambda agency: f"ARS de la région {agency.region_code}")
    region_name = factory.LazyAttribute(lambda agency: f"Région {agency.region_code}")


class FacultyFactory(DjangoModelFactory):
    class Meta:
        model = Faculty

    agency = factory.SubFactory(AgencyFactory)
    code = factory.Sequence(lambda n: f"faculte-{n}")
    name = factory.Sequence(lambda n: f"UFR de santé n° {n}")
    university = factory.Sequence(lambda n: f"Université n° {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.SIGNATAIRE
    starts_on = dt.date(2020, 1, 1)
