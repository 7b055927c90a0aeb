"""The periods of practice of a contract, as the rules count them."""

import datetime as dt

from django.db.models import QuerySet

from cesp_portal.common.rules.french import decimal_text
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus
from installations.models import PracticePeriod
from installations.rules.service import Period


def known_periods(contract: Contract, until: dt.date | None = None) -> list[Period]:
    """Return the declared and verified periods of a contract, cut before ``until`` when it is given."""
    found = []
    for row in contract.practice_periods.filter(status__in=DECLARED_STATUSES):
        end = row.last_day
        if until is not None:
            if row.days.lower >= until:
                continue
            last = until - dt.timedelta(days=1)
            end = min(end, last) if end else last
        found.append(_period(row, end))
    return found


def verified_periods(contract: Contract) -> list[Period]:
    """Return the verified days only: each period up to the day it was verified to."""
    rows: QuerySet[PracticePeriod] = contract.practice_periods.filter(status=PeriodStatus.VERIFIED)
    return [_period(row, row.verified_until - dt.timedelta(days=1)) for row in rows if row.verified_until]


def served_rows(contract: Contract) -> list[tuple[str, dt.date, dt.date, str]]:
    """Return the verified periods that serve the commitment, as letters print them: place, both days, share."""
    rows = contract.practice_periods.filter(status=PeriodStatus.VERIFIED, is_eligible=True)
    return [
        (
            f"{row.structure}, {row.commune_name}",
            row.days.lower,
            row.verified_until - dt.timedelta(days=1),
            decimal_text(row.share),
        )
        for row in rows
        if row.verified_until
    ]


def _period(row: PracticePeriod, end: dt.date | None) -> Period:
    return Period(
        share=row.share, eligible=row.is_eligible is not False, start=row.days.lower, end=end, kind=row.kind
    )
