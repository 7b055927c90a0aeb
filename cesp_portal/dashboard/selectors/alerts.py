"""What calls for attention in a file: the alerts of the signatories' list, each a condition of the database."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from cesp_portal.dashboard.enums import Alert, Standing
from cesp_portal.dashboard.models import HistoryLine
from cesp_portal.dashboard.selectors.standings import that_stand
from contracts.enums import ContractStatus, ProposalStatus, Regime
from contracts.models import Contract, PaymentGap, Proposal
from contracts.selectors.files import without_referent
from installations.enums import PeriodStatus, RequestStatus
from installations.models import ImpactLine, PracticePeriod, Request

WAITED_LONG = dt.timedelta(days=183)
WAITING_PERIODS = (PeriodStatus.DECLARED, PeriodStatus.SUPPORTED)
Condition = Callable[[QuerySet[Contract], dt.date], QuerySet[Contract]]


def _having(rows: QuerySet[Any]) -> Condition:
    return lambda contracts, _: contracts.filter(Exists(rows))


def _settling_late(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Contract]:
    return that_stand(contracts, Standing.LOOKING, on).filter(training_completed_on__lte=on - WAITED_LONG)


def _to_confirm(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Contract]:
    return contracts.filter(status=ContractStatus.ACTIVE, regime=Regime.TO_CONFIRM)


_OF_THE_FILE = {"contract": OuterRef("pk")}
_CONDITIONS: Final[Mapping[Alert, Condition]] = {
    Alert.REQUEST: _having(Request.objects.filter(**_OF_THE_FILE, status=RequestStatus.SUBMITTED)),
    Alert.PRACTICE: _having(PracticePeriod.objects.filter(**_OF_THE_FILE, status__in=WAITING_PERIODS)),
    Alert.ZONING: _having(ImpactLine.objects.filter(**_OF_THE_FILE, handled_at__isnull=True)),
    Alert.SURVEY: _having(Proposal.objects.filter(**_OF_THE_FILE, status=ProposalStatus.PENDING)),
    Alert.PAYMENT: _having(PaymentGap.objects.filter(**_OF_THE_FILE, closed_at__isnull=True)),
    Alert.HISTORY: _having(
        HistoryLine.objects.filter(~Q(doubts=[]), **_OF_THE_FILE, settled_at__isnull=True)
    ),
    Alert.SETTLING: _settling_late,
    Alert.REGIME: _to_confirm,
    Alert.REFERENT: without_referent,
}


def that_alert(contracts: QuerySet[Contract], alert: Alert, on: dt.date) -> QuerySet[Contract]:
    """Return those that call for attention in that way on that day."""
    return _CONDITIONS[alert](contracts, on)
