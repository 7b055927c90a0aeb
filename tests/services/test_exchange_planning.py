"""The agendas fill by themselves, for those who have not settled yet."""

import datetime as dt

import pytest

from cesp_portal.common import clock
from cesp_portal.dashboard.selectors.installed import installed_on
from cesp_portal.dashboard.tasks import plan_exchanges
from contracts.models import Exchange
from installations.enums import PeriodStatus
from tests.factories.contracts import ContractFactory
from tests.factories.installations import PracticePeriodFactory

pytestmark = pytest.mark.django_db


def test_first_day_of_practice_is_that_of_the_earliest_declared_period() -> None:
    contract = ContractFactory()
    PracticePeriodFactory(contract=contract)
    PracticePeriodFactory(status=PeriodStatus.PLANNED)

    assert installed_on() == {contract.id: dt.date(2027, 1, 4)}


def test_sweep_puts_on_the_agenda_whoever_has_an_anniversary_near() -> None:
    soon = clock.today() + dt.timedelta(days=20)
    contract = ContractFactory(
        applied_on=dt.date(2020, 1, 1), concluded_on=soon.replace(year=soon.year - 1, day=min(soon.day, 28))
    )
    for _ in range(2):
        plan_exchanges()

    assert Exchange.objects.get().contract == contract
