"""The files of an agency that deserve a look: each obligation to watch is a condition of the database.

The database narrows, counts and sorts; the rules then say of the rows of a page what their files show.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept_files import Files, kept_by_file
from cesp_portal.common.tabular.writing import OutputColumn
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.rules.obligations import (
    LABELS,
    SETTLING_GRACE,
    TRAINING_GRACE,
    Obligation,
    to_watch,
)
from cesp_portal.dashboard.selectors.columns import BY_NAME
from cesp_portal.dashboard.selectors.obligations import ASKED, examined
from cesp_portal.dashboard.selectors.reach import by_file
from cesp_portal.dashboard.selectors.signatory_pages import in_order_of_names
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
    found = _found(actor, on)
    by_code: Counter[str] = Counter()
    for codes, files in found.having.items():
        by_code.update(dict.fromkeys(codes, len(files)))
    return WatchCounts(len(found.by_file), tuple(by_code.most_common()))


def _found(actor: Actor, on: dt.date) -> Files[tuple[str, ...]]:
    """Return the files to look at, each with its obligations: counts and pages rest on the same answer."""

    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        """Ask every obligation in one statement."""
        by_code = _by_code(by_file(followed_contracts(actor), files), on)
        first, *others = (
            having.annotate(watched=Value(code)).values_list("file", "watched")
            for code, having in by_code.items()
        )
        return [first.union(*others, all=True)]

    return kept_by_file(f"watched:{actor.role}:{actor.agency_id}:{on}", asked, _codes)


def _codes(rows: Sequence[tuple[str]]) -> tuple[str, ...]:
    return tuple(sorted(code for (code,) in rows))


def watch_page(actor: Actor, code: str, on: dt.date, number: int) -> tuple[str, ...]:
    """Return a page (from 1) of the files where that obligation is to look at, any of them without a code, by name."""
    found = _found(actor, on)
    wanted = found.where(lambda codes: code in codes) if code else found.by_file
    first = (number - 1) * PER_PAGE
    by_name = (file for file in in_order_of_names(actor).by_file if file in wanted)
    return tuple(islice(by_name, first, first + PER_PAGE))


def watched_of(actor: Actor, files: Collection[str], on: dt.date) -> list[Watched]:
    """Return what deserves a look in these files, in any order."""
    shown = followed_contracts(actor).select_related(None).select_related("candidate", "referent")
    return [
        Watched(contract.pk, contract.candidate.full_name, obligations)
        for contract, obligations in _looked_at(shown.filter(pk__in=files), on)
    ]


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
    wanted = found.where(lambda codes: code in codes) if code else frozenset(found.by_file)
    shown = followed_contracts(actor).select_related(None).select_related("candidate", "referent")
    return shown.filter(pk__in=wanted).order_by(*BY_NAME)


def _by_code(contracts: QuerySet[Any], on: dt.date) -> dict[str, QuerySet[Any]]:
    """Return the active files where each obligation is to look at: what the rules say, asked of the database."""
    files = contracts.filter(status=ContractStatus.ACTIVE)
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
