"""Counting the months of every contract, statement by statement: too long for a page, done by a sweep."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.kept import last_change
from cesp_portal.dashboard.enums import MonthKind
from cesp_portal.dashboard.models import ChangedFile, MonthCount, MonthCounting
from cesp_portal.dashboard.selectors.departments import NOWHERE, department_of, with_department
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES
from installations.models import PracticePeriod
from installations.rules.statement import Statement
from installations.selectors.statements import statements_of, with_facts

HUNDREDTH = Decimal("0.01")
MOST_AT_ONCE = 500
COUNTED = (ContractStatus.ACTIVE, ContractStatus.COMPLETED)
Key = tuple[str, int | None, MonthKind]


def count_due_months(*, on: dt.date, at: dt.datetime) -> int:
    """Count again the agencies of which a fact, or the day, has changed since; return how many agencies."""
    mark = last_change()
    fresh = MonthCounting.objects.filter(counted_on=on, mark=mark).values("agency_id")
    due = list(Agency.objects.exclude(pk__in=fresh).order_by("pk").values_list("pk", flat=True))
    for agency_id in due:
        count_months(agency_id=agency_id, mark=mark, on=on, at=at)
    return len(due)


@transaction.atomic
def count_months(*, agency_id: uuid.UUID, mark: str, on: dt.date, at: dt.datetime) -> int:
    """Replace the counts of an agency by those of that day; return how many rows."""
    noted = ChangedFile.objects.filter(contract__agency_id=agency_id)
    answered = list(noted.values_list("pk", flat=True))
    rows = _counted(Contract.objects.filter(agency_id=agency_id), on)
    # The agency's own row is taken first: two counts never mix.
    MonthCounting.objects.update_or_create(
        agency_id=agency_id, defaults={"counted_on": on, "counted_at": at, "mark": mark}
    )
    MonthCount.objects.filter(agency_id=agency_id).delete()
    MonthCount.objects.bulk_create(rows, batch_size=5000)
    ChangedFile.objects.filter(pk__in=answered).delete()
    return len(rows)


@transaction.atomic
def count_changed_files(*, on: dt.date) -> int:
    """Count again the files that changed since the count of the day; return how many.

    An agency that was not counted that day is left to the whole count.
    """
    noted = ChangedFile.objects.order_by("pk").values_list("pk", "contract_id", "contract__agency_id")
    found: dict[uuid.UUID, list[tuple[int, uuid.UUID]]] = defaultdict(list)
    for pk, contract_id, agency_id in noted[:MOST_AT_ONCE]:
        found[agency_id].append((pk, contract_id))
    countings = MonthCounting.objects.select_for_update().filter(agency_id__in=found, counted_on=on)
    counted = 0
    for counting in countings.order_by("agency_id"):
        contract_ids = {contract_id for _, contract_id in found[counting.agency_id]}
        rows = _counted(Contract.objects.filter(pk__in=contract_ids), on)
        MonthCount.objects.filter(contract__in=contract_ids).delete()
        MonthCount.objects.bulk_create(rows)
        ChangedFile.objects.filter(pk__in=[pk for pk, _ in found[counting.agency_id]]).delete()
        counting.revision += 1
        counting.save(update_fields=["revision"])
        counted += len(contract_ids)
    return counted


def _counted(contracts: QuerySet[Contract], on: dt.date) -> list[MonthCount]:
    shown = statements_of(with_facts(with_department(contracts.filter(status__in=COUNTED), on)), on)
    return [row for contract, found in shown if found for row in _rows(contract, found)]


def _rows(contract: Any, shown: Statement) -> Iterator[MonthCount]:
    for (department, year, kind), months in _months(contract, shown).items():
        rounded = (Decimal(months.numerator) / Decimal(months.denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)
        if rounded:
            yield MonthCount(
                contract=contract,
                agency_id=contract.agency_id,
                department=department,
                year=year,
                kind=kind,
                months=rounded,
            )


def _months(contract: Any, shown: Statement) -> dict[Key, Fraction]:
    """Add up the months of a statement by department and year; what is left without a day comes last."""
    found: dict[Key, Fraction] = defaultdict(Fraction)
    declared = [one for one in contract.practice_periods.all() if one.status in DECLARED_STATUSES]
    declared.sort(key=lambda one: (one.days.lower, one.pk))
    for line in shown.ledger:
        here = _department(contract, declared, line.month.first_day, line.month.last_day)
        year = line.month.first_day.year
        found[here, year, MonthKind.VERIFIED] += line.verified
        found[here, year, MonthKind.DECLARED] += line.declared
        found[here, year, MonthKind.PLANNED] += line.planned
    planned = sum((months for (_, _, kind), months in found.items() if kind is MonthKind.PLANNED), Fraction())
    undated = (shown.months_left or Fraction()) - planned
    if contract.status == ContractStatus.ACTIVE and undated > 0:
        found[contract.department, None, MonthKind.UNDATED] = undated
    return found


def _department(contract: Any, declared: list[PracticePeriod], first: dt.date, last: dt.date) -> str:
    """Return where the person practised that month: the first place when there are several."""
    for period in declared:
        if period.days.lower <= last and (period.days.upper is None or period.days.upper > first):
            return department_of(period.commune_code)
    return str(contract.department or NOWHERE)
