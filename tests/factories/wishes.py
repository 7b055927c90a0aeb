"""Wishes of the sixth year, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from contracts.models import SpecialtyWish, WishCampaign
from tests.factories.accounts import AgencyFactory
from tests.factories.contracts import NOON, CandidateFactory, ContractFactory


class WishCampaignFactory(DjangoModelFactory):
    class Meta:
        model = WishCampaign

    agency = factory.SubFactory(AgencyFactory)
    year = 2026
    opens_on = dt.date(2026, 4, 1)
    closes_on = dt.date(2026, 5, 31)
    opened_at = NOON


class SpecialtyWishFactory(DjangoModelFactory):
    class Meta:
        model = SpecialtyWish

    contract = factory.SubFactory(
        ContractFactory, candidate=factory.SubFactory(CandidateFactory, year_of_study=6)
    )
    agency = factory.SelfAttribute("contract.agency")
    campaign = factory.SubFactory(WishCampaignFactory, agency=factory.SelfAttribute("..agency"))
    specialty = "medecine_generale"
    subdivision = "toulouse"
    filed_at = NOON
