"""Changes of address and claimed files, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cesp_portal.common.accounts.models import AddressChange
from contracts.models import FileClaim
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.contracts import NOON


class AddressChangeFactory(DjangoModelFactory):
    class Meta:
        model = AddressChange

    user = factory.SubFactory(UserFactory)
    purpose = "second"
    email = factory.Sequence(lambda n: f"nouvelle{n}@example.org")
    present_email = factory.SelfAttribute("user.email")
    new_hash = factory.Sequence(lambda n: f"{n:064x}")
    asked_at = NOON
    expires_at = NOON + dt.timedelta(hours=48)


class FileClaimFactory(DjangoModelFactory):
    class Meta:
        model = FileClaim

    agency = factory.SubFactory(AgencyFactory)
    last_name = "Inventé"
    first_name = "Camille"
    born_on = dt.date(2002, 3, 4)
    email = factory.Sequence(lambda n: f"reprise{n}@example.org")
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    asked_at = NOON
    expires_at = NOON + dt.timedelta(hours=48)

    class Params:
        waiting = factory.Trait(status="waiting", confirmed_at=NOON)
