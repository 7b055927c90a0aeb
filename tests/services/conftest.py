"""What the tests of the commission share."""

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import Commission
from contracts.services import commissions as services
from tests.factories.accounts import make_actor
from tests.factories.commissions import AT
from tests.factories.contracts import CampaignFactory


@pytest.fixture
def commission() -> Commission:
    campaign = CampaignFactory()
    office = make_actor(Role.SCOLARITE, faculty=campaign.faculty)
    return services.prepare_commission(
        actor=office, campaign_id=campaign.id, starts_at=AT, place="Salle du conseil", quorum=2, at=AT
    )


@pytest.fixture
def office(commission: Commission) -> Actor:
    return make_actor(Role.SCOLARITE, faculty=commission.campaign.faculty)
