"""The obligations of one file, and the files of an agency that deserve a look."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.tabular.writing import OutputColumn
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.rules.obligations import (
    Obligation,
    ObligationFacts,
    Register,
    obligations,
    to_watch,
)
from cesp_portal.dashboard.selectors.standings import standing_read
from contracts.enums import ContractStatus, Track
from contracts.models import Contract
from contracts.selectors.exchanges import alerts_by_file
from contracts.selectors.files import followed_contracts
from installations.enums import DECLARED_STATUSES, RequestKind, RequestStatus, RppsOutcome
from installations.models import PracticePeriod

READ_TOGETHER = (
    "practice_periods__rpps_readings",
    "granted_spells",
    "training_suspensions",
    "third_cycle_suspension",
    "requests",
)
COLUMNS = (
    OutputColumn("Nom", 24),
    OutputColumn("Prénom", 18),
    OutputColumn("Contrat", 16),
    OutputColumn("Obligation", 44),
    OutputColumn("Ce que le dossier montre", 80),
    OutputColumn("Référent", 24),
)
ASKED = (RequestStatus.SUBMITTED, RequestStatus.CORRECTION_ASKED, RequestStatus.DECIDED)
REGISTER = {
    RppsOutcome.CONFIRMED: Register.CONFIRMED,
    RppsOutcome.CONTRADICTED: Register.CONTRADICTED,
    RppsOutcome.ABSENT: Register.ABSENT,
}


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file and what deserves a look in it."""

    contract: Contract
    obligations: tuple[Obligation, ...]


def obligations_of(contract: Contract, on: dt.date) -> tuple[Obligation, ...]:
    """Return the obligations of a contract in reach; none once it is over."""
    if contract.status != ContractStatus.ACTIVE:
        return ()
    found = {one.contract.id: one.obligations for one in _examined([contract], on)}
    return found[contract.id]


def watched_files(actor: Actor, on: dt.date) -> list[WatchedFile]:
    """Return the active files of the actor's agency with an obligation to look at, by name."""
    files: QuerySet[Contract] = followed_contracts(actor).filter(status=ContractStatus.ACTIVE)
    examined = _examined(files.order_by("candidate__search_name", "id"), on)
    watched = (WatchedFile(one.contract, to_watch(one.obligations)) for one in examined)
    return [one for one in watched if one.obligations]


def kinds_of(files: Iterable[WatchedFile]) -> list[tuple[str, str]]:
    """Return the obligations met in these files: code, then label with how many files."""
    counts = Counter((one.code, one.label) for file in files for one in file.obligations)
    return [(code, f"{label} ({count})") for (code, label), count in counts.most_common()]


def narrowed(files: Iterable[WatchedFile], code: str) -> list[WatchedFile]:
    """Return the files where that obligation is to look at."""
    return [file for file in files if any(one.code == code for one in file.obligations)]


def watch_rows(files: Iterable[WatchedFile]) -> list[list[str]]:
    """Return one row for each obligation to look at, as ``COLUMNS`` names them."""
    return [
        [
            file.contract.candidate.last_name,
            file.contract.candidate.first_name,
            file.contract.number,
            one.label,
            one.sentence,
            str(file.contract.referent or ""),
        ]
        for file in files
        for one in file.obligations
    ]


def _examined(contracts: Iterable[Any], on: dt.date) -> list[WatchedFile]:
    files = list(contracts)
    prefetch_related_objects(files, *READ_TOGETHER)
    alerts = alerts_by_file(files, on)
    return [
        WatchedFile(contract, obligations(_facts(contract, alerts.get(contract.id, ()), on)))
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
