"""The files of an agency that deserve a look: each obligation to watch is a condition of the database.

The database narrows, counts and sorts; the rules then say of the rows of a page what their files show.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.common.tabular.writing import OutputColumn
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.rules.obligations import (
    LABELS,
    SETTLING_GRACE,
    TRAINING_GRACE,
    Obligation,
    to_watch,
)
from cesp_portal.dashboard.selectors.obligations import ASKED, examined
from cesp_portal.dashboard.selectors.standings import that_stand
from contracts.enums import ContractStatus
from contracts.models import Contract
from contracts.selectors.exchanges import alerted
from contracts.selectors.files import followed_contracts
from installations.enums import DECLARED_STATUSES, RequestKind, RppsOutcome
from installations.models import PracticePeriod, Request, RppsReading

PER_PAGE = 50
ROWS_AT_ONCE = 500
COLUMNS = (
    OutputColumn("Nom", 24),
    OutputColumn("Prénom", 18),
    OutputColumn("Contrat", 16),
    OutputColumn("Obligation", 44),
    OutputColumn("Ce que le dossier montre", 80),
    OutputColumn("Référent", 24),
)
UNCONFIRMED = (RppsOutcome.CONTRADICTED, RppsOutcome.ABSENT)


@dataclass(frozen=True, slots=True)
class Watched:
    """A file and what deserves a look in it."""

    contract_id: uuid.UUID
    name: str
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class WatchCounts:
    """How many files deserve a look, and how many for each obligation: the most frequent first."""

    files: int
    by_code: tuple[tuple[str, int], ...]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The obligations met: code, then label with how many files."""
        return [(code, f"{LABELS[code]} ({count})") for code, count in self.by_code]

    def of(self, code: str) -> int:
        """Return how many files an obligation has; all of them without a code."""
        return dict(self.by_code).get(code, 0) if code else self.files


def watch_counts(actor: Actor, on: dt.date) -> WatchCounts:
    """Return how many active files of the actor's agency have an obligation to look at."""
    return kept(f"watched:{actor.role}:{actor.agency_id}:{on}", lambda: _counted(actor, on))


def _counted(actor: Actor, on: dt.date) -> WatchCounts:
    found = _found(actor, on)
    by_code = Counter({code: len(pks) for code, pks in found.items() if pks})
    return WatchCounts(len(set().union(*found.values())), tuple(by_code.most_common()))


def _found(actor: Actor, on: dt.date) -> dict[str, set[uuid.UUID]]:
    """Return which files each obligation has, in one statement: counts and pages rest on the same answer."""
    return kept(f"watched-files:{actor.role}:{actor.agency_id}:{on}", lambda: _asked(actor, on))


def _asked(actor: Actor, on: dt.date) -> dict[str, set[uuid.UUID]]:
    by_code = _by_code(actor, on)
    first, *others = (
        files.annotate(watched=Value(code)).values_list("pk", "watched") for code, files in by_code.items()
    )
    found: dict[str, set[uuid.UUID]] = {code: set() for code in by_code}
    for pk, code in first.union(*others, all=True):
        found[code].add(pk)
    return found


def watch_page(actor: Actor, code: str, on: dt.date, number: int) -> tuple[Watched, ...]:
    """Return a page of the files where that obligation is to look at, any of them without a code, by name."""
    key = f"watched-page:{actor.role}:{actor.agency_id}:{code}:{on}:{number}"
    return kept(key, lambda: tuple(_page(actor, code, on, number)))


def _page(actor: Actor, code: str, on: dt.date, number: int) -> Iterator[Watched]:
    first = (number - 1) * PER_PAGE
    for contract, obligations in _looked_at(_watched(actor, code, on)[first : first + PER_PAGE], on):
        yield Watched(contract.pk, contract.candidate.full_name, obligations)


def watch_rows(actor: Actor, code: str, on: dt.date) -> Iterator[tuple[str, ...]]:
    """Yield one row for each obligation to look at in these files, as ``COLUMNS`` names them."""
    files = _watched(actor, code, on).iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(files, ROWS_AT_ONCE)):
        for contract, obligations in _looked_at(batch, on):
            for one in obligations:
                yield (
                    contract.candidate.last_name,
                    contract.candidate.first_name,
                    contract.number,
                    one.label,
                    one.sentence,
                    str(contract.referent or ""),
                )


def _looked_at(contracts: Any, on: dt.date) -> Iterator[tuple[Contract, tuple[Obligation, ...]]]:
    for file in examined(contracts, on):
        yield file.contract, to_watch(file.obligations)


def _watched(actor: Actor, code: str, on: dt.date) -> QuerySet[Contract]:
    """Return the files to look at, read with their people, by name."""
    found = _found(actor, on)
    wanted = found[code] if code else set().union(*found.values())
    shown = followed_contracts(actor).select_related(None).select_related("candidate", "referent")
    return shown.filter(pk__in=wanted).order_by("candidate__search_name", "id")


def _by_code(actor: Actor, on: dt.date) -> dict[str, QuerySet[Contract]]:
    """Return the active files where each obligation is to look at: what the rules say, asked of the database."""
    files = followed_contracts(actor).select_related(None).filter(status=ContractStatus.ACTIVE).order_by()
    of_file = {"contract": OuterRef("pk"), "status__in": DECLARED_STATUSES}
    running = PracticePeriod.objects.filter(**of_file, days__contains=on)
    ended = PracticePeriod.objects.filter(**of_file, days__endswith__lte=on)
    without_practice = files.filter(~Exists(running))
    trained = Q(training_completed_on__isnull=False, training_completed_on__lte=on)
    return {
        "TRAINING": files.filter(~trained, expected_end_on__lt=on - TRAINING_GRACE),
        "SUMMONS": alerted(files, on),
        "ZONE": files.filter(
            Q(Exists(running.filter(is_eligible=False)))
            | Q(pk__in=_unsettled(without_practice.filter(~Exists(ended)), on).values("pk"))
        ),
        "DURATION": without_practice.filter(Exists(ended)).exclude(
            pk__in=that_stand(files, Standing.PRACTICE_SUSPENDED, on).values("pk")
        ),
        "REGISTER": files.filter(Exists(running.filter(Exists(_unconfirmed())))),
    }


def _unsettled(files: QuerySet[Contract], on: dt.date) -> QuerySet[Contract]:
    asks = Request.objects.filter(contract=OuterRef("pk"), kind=RequestKind.INSTALLATION, status__in=ASKED)
    deferred = that_stand(files, Standing.DEFERRED, on)
    late = files.filter(~Exists(asks), training_completed_on__lt=on - SETTLING_GRACE)
    return late.exclude(pk__in=deferred.values("pk"))


def _unconfirmed() -> QuerySet[RppsReading]:
    """Return the last reading of a period, when the register does not confirm it."""
    later = RppsReading.objects.filter(
        Q(read_at__gt=OuterRef("read_at")) | Q(read_at=OuterRef("read_at"), id__lt=OuterRef("id")),
        period=OuterRef("period"),
    )
    return RppsReading.objects.filter(~Exists(later), period=OuterRef("pk"), outcome__in=UNCONFIRMED)
