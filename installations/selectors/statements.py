"""The statement of a contract (décompte): the one entry point for screens, PDF and exports."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.rules.errors import FactError
from contracts.enums import ContractStatus
from contracts.models import Contract
from contracts.selectors.contracts import contract_of
from installations.enums import DECLARED_STATUSES, PeriodStatus, PracticeStatus, SpellKind
from installations.models import PracticePeriod as Row
from installations.rules.figures import figures
from installations.rules.statement import PracticePeriod, Statement, StatementFacts, statement
from installations.selectors.contract_facts import commitment_facts, day_ranges

ONE_DAY = dt.timedelta(days=1)
BATCH = 500
READ_TOGETHER = ("practice_periods", "training_suspensions", "third_cycle_suspension", "granted_spells")


def statement_of(actor: Actor, contract: Contract, on: dt.date) -> Statement:
    """Return the statement of a contract in reach, as of that day.

    Raises Http404 for a contract out of reach, FactError when its milestones contradict each other.
    """
    return statement(statement_facts(contract_of(actor, contract.id), on))


def with_facts(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Fetch with the contracts all that their statements read, in a fixed number of queries."""
    return contracts.select_related("third_cycle_suspension").prefetch_related(
        "practice_periods", "granted_spells", "training_suspensions"
    )


def statements_of(contracts: Iterable[Any], on: dt.date) -> Iterator[tuple[Any, Statement | None]]:
    """Return the statement of each contract, that the caller may read, in a few queries per batch.

    None where the milestones of a contract contradict each other.
    """
    waiting = iter(contracts)
    while batch := list(islice(waiting, BATCH)):
        prefetch_related_objects(batch, *READ_TOGETHER)
        for contract in batch:
            try:
                yield contract, statement(statement_facts(contract, on))
            except FactError:
                yield contract, None


def figures_of(shown: Statement) -> dict[str, str]:
    """Return the figures of a statement by label, as every page, file and PDF prints them."""
    return {figure.label: figure.text for figure in figures(shown)}


def statement_facts(contract: Contract, on: dt.date) -> StatementFacts:
    """Return the milestones, the practice and its suspensions, as the rules read them.

    A contract that was terminated is counted until that day: its allowance is no longer due, and no practice goes on.
    """
    is_broken = (
        contract.status == ContractStatus.TERMINATED
        and contract.closed_on is not None
        and contract.closed_on <= on
    )
    if is_broken and contract.closed_on is not None:
        on = contract.closed_on
    rows = [row for row in contract.practice_periods.all() if row.status != PeriodStatus.REJECTED]
    rows.sort(key=lambda row: (row.days.lower, row.days.upper or dt.date.max, row.id))
    known = [row for row in rows if row.status in DECLARED_STATUSES]
    planned = [row for row in rows if row.status == PeriodStatus.PLANNED]
    periods = [period for row in known for period in _known(row)]
    if is_broken:
        periods = [_until(period, on) for period in periods if period.start <= on]
    else:
        periods += [period for row in planned for period in _planned(row, known, on)]
    return StatementFacts(
        contract=commitment_facts(contract, on),
        periods=tuple(periods),
        suspensions=tuple(day_ranges(contract, SpellKind.PRACTICE_SUSPENSION)),
        is_broken=is_broken,
    )


def _until(period: PracticePeriod, on: dt.date) -> PracticePeriod:
    """The part of a period up to that day: nothing goes on after a contract is broken."""
    return replace(period, end=on if period.end is None else min(period.end, on))


def _known(row: Row) -> list[PracticePeriod]:
    """A row up to the day it was verified, then what is only declared."""
    start, last = row.days.lower, row.last_day
    found = []
    if row.verified_until is not None:
        found.append(_period(row, start, row.verified_until - ONE_DAY, PracticeStatus.VERIFIED))
        start = row.verified_until
    if last is None or start <= last:
        found.append(_period(row, start, last, PracticeStatus.DECLARED))
    return found


def _planned(row: Row, known: list[Row], on: dt.date) -> list[PracticePeriod]:
    """What a decision plans after the last day lived at that place; past days that nobody declared are not planned."""
    start, last = max(row.days.lower, on + ONE_DAY), row.last_day
    for lived in known:
        if lived.place_key == row.place_key:
            if lived.last_day is None:
                return []
            start = max(start, lived.last_day + ONE_DAY)
    return [] if last is not None and start > last else [_period(row, start, last, PracticeStatus.PLANNED)]


def _period(row: Row, start: dt.date, end: dt.date | None, status: PracticeStatus) -> PracticePeriod:
    return PracticePeriod(
        share=row.share,
        eligible=row.is_eligible is not False,
        start=start,
        end=end,
        kind=row.kind,
        status=status,
    )
