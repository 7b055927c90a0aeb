"""Since when each signatory practises."""

import datetime as dt
import uuid

from installations.enums import DECLARED_STATUSES
from installations.models import PracticePeriod


def installed_on() -> dict[uuid.UUID, dt.date]:
    """Return the first day of practice by contract, as declared, supported or verified; a plan does not count."""
    first: dict[uuid.UUID, dt.date] = {}
    periods = PracticePeriod.objects.filter(status__in=DECLARED_STATUSES).values_list("contract_id", "days")
    for contract_id, days in periods.iterator(2000):
        first[contract_id] = min(days.lower, first.get(contract_id, days.lower))
    return first
