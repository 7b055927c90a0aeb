"""The agency that asks, and its referent."""

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.accounts.selectors import actor_of
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory()


@pytest.fixture
def referent(agency: Agency) -> Actor:
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=agency, user=UserFactory()))
