"""Rows of an agency's settings, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cesp_portal.dashboard.models import MonthCount, MonthCounting, RegionalValue
from contracts.models import OfficeContact
from installations.models import LetterText
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.contracts import NOON, ContractFactory


class OfficeContactFactory(DjangoModelFactory):
    class Meta:
        model = OfficeContact

    agency = factory.SubFactory(AgencyFactory)
    kind = "department"
    department_code = "34"
    name = "Service inventé"
    email = "service@example.org"
    starts_on = dt.date(2026, 1, 1)


class RegionalValueFactory(DjangoModelFactory):
    """Two deferrals at most, from 2027 on."""

    class Meta:
        model = RegionalValue

    agency = factory.SubFactory(AgencyFactory)
    parameter = "deferral_max_count"
    value = 2
    starts_on = dt.date(2027, 1, 1)
    source = "Décision inventée du 1er décembre 2026"
    recorded_at = NOON
    recorded_by = factory.SubFactory(UserFactory)


class LetterTextFactory(DjangoModelFactory):
    """A clause of an installation that is granted."""

    class Meta:
        model = LetterText

    agency = factory.SubFactory(AgencyFactory)
    code = factory.Sequence(lambda n: f"texte-{n}")
    version = 1
    place = "clause"
    title = "Accueil inventé"
    text = "Une réunion d'accueil inventée vous est proposée."
    kinds = factory.LazyFunction(lambda: ["installation"])
    outcomes = factory.LazyFunction(lambda: ["granted"])
    source = "Décision inventée"
    since_on = dt.date(2026, 1, 1)
    written_at = NOON
    written_by = factory.SubFactory(UserFactory)


class MonthCountFactory(DjangoModelFactory):
    class Meta:
        model = MonthCount

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    department = "34"
    year = 2026
    kind = "verified"
    months = "1.50"


class MonthCountingFactory(DjangoModelFactory):
    class Meta:
        model = MonthCounting

    agency = factory.SubFactory(AgencyFactory)
    counted_on = dt.date(2026, 11, 20)
    counted_at = NOON
    mark = "1:1"
