"""The obligations of a file, from the rows that show them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.rules.obligations import (
    Obligation,
    ObligationFacts,
    Register,
    obligations,
)
from cesp_portal.dashboard.selectors.standings import standing_read
from contracts.enums import ContractStatus, Track
from contracts.models import Contract
from contracts.selectors.exchanges import alerts_by_file
from installations.enums import DECLARED_STATUSES, RequestKind, RequestStatus, RppsOutcome
from installations.models import PracticePeriod

READ_TOGETHER = (
    "practice_periods__rpps_readings",
    "granted_spells",
    "training_suspensions",
    "third_cycle_suspension",
    "requests",
)
ASKED = (RequestStatus.SUBMITTED, RequestStatus.CORRECTION_ASKED, RequestStatus.DECIDED)
REGISTER = {
    RppsOutcome.CONFIRMED: Register.CONFIRMED,
    RppsOutcome.CONTRADICTED: Register.CONTRADICTED,
    RppsOutcome.ABSENT: Register.ABSENT,
}


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file and its obligations, in the order of the text."""

    contract: Contract
    obligations: tuple[Obligation, ...]


def obligations_of(contract: Contract, on: dt.date) -> tuple[Obligation, ...]:
    """Return the obligations of a contract in reach; none once it is over."""
    if contract.status != ContractStatus.ACTIVE:
        return ()
    found = {one.contract.id: one.obligations for one in examined([contract], on)}
    return found[contract.id]


def examined(contracts: Iterable[Any], on: dt.date) -> list[ExaminedFile]:
    """Return what each of these files shows on that day; what it rests on is read in a few queries for all."""
    files = list(contracts)
    prefetch_related_objects(files, *READ_TOGETHER)
    alerts = alerts_by_file(files, on)
    return [
        ExaminedFile(contract, obligations(_facts(contract, alerts.get(contract.id, ()), on)))
        for contract in files
    ]


def _facts(contract: Contract, alerts: tuple[Any, ...], on: dt.date) -> ObligationFacts:
    standing = standing_read(contract, on)
    declared = [one for one in contract.practice_periods.all() if one.status in DECLARED_STATUSES]
    running = [
        one for one in declared if one.days.lower <= on and (one.days.upper is None or on < one.days.upper)
    ]
    ended = [one.last_day for one in declared if one.last_day is not None and one.last_day < on]
    return ObligationFacts(
        on=on,
        is_padhue=contract.track == Track.PADHUE,
        training_completed_on=contract.training_completed_on,
        expected_end_on=contract.expected_end_on,
        alerts=alerts,
        practises=bool(running),
        out_of_zone=any(one.is_eligible is False for one in running),
        is_deferred=standing is Standing.DEFERRED,
        asks_for_a_place=any(
            one.kind == RequestKind.INSTALLATION and one.status in ASKED for one in contract.requests.all()
        ),
        last_practice_on=max(ended) if ended and not running else None,
        practice_is_suspended=standing is Standing.PRACTICE_SUSPENDED,
        register=_register(running),
    )


def _register(running: Iterable[PracticePeriod]) -> Register:
    """Return the gravest of the last readings of the running places."""
    last = [
        max(one.rpps_readings.all(), key=lambda reading: reading.read_at, default=None) for one in running
    ]
    said = {REGISTER.get(RppsOutcome(one.outcome), Register.UNREAD) for one in last if one is not None}
    grave = (Register.CONTRADICTED, Register.ABSENT, Register.UNREAD, Register.CONFIRMED)
    return next((one for one in grave if one in said), Register.UNREAD)
