"""The periods of practice that an agency compares and verifies, kept until something changes."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from installations.enums import DECLARED_STATUSES, PeriodStatus
from installations.models import PracticePeriod
from installations.policies import office_rows
from installations.selectors.places import zone_reading
from installations.selectors.practice import periods_for, periods_to_verify

PER_PAGE = 5
SHOWN = ("contract__candidate", "decision", "document")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A period beside what is proposed: verified until that day, included, and whether it serves the commitment."""

    period: PracticePeriod
    until: dt.date
    serves: bool

    @property
    def is_verified(self) -> bool:
        """Whether it was verified already: it may be again, as time goes on or when the RPPS says otherwise."""
        return self.period.status == PeriodStatus.VERIFIED


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """A page of the periods to verify with how many wait, or the one that was asked for, alone."""

    rows: tuple[Comparison, ...]
    count: int
    is_alone: bool


def verification_page(
    actor: Actor, on: dt.date, *, page: int = 1, alone: uuid.UUID | None = None
) -> VerificationPage:
    """Return what waits for a verification, oldest first; ``alone`` shows that period, even verified, and no other."""
    key = f"verifications:{actor.role}:{actor.agency_id}:{on}:{page}:{alone}"
    return kept(key, lambda: _page(actor, on, page, alone))


def _page(actor: Actor, on: dt.date, page: int, alone: uuid.UUID | None) -> VerificationPage:
    if alone is not None:
        declared = periods_for(actor).filter(office_rows(actor), status__in=DECLARED_STATUSES, id=alone)
        if rows := _read(declared, on):
            return VerificationPage(rows, 1, is_alone=True)
    waiting = periods_to_verify(actor)
    count = waiting.order_by().count()
    first = (min(page, max(1, -(-count // PER_PAGE))) - 1) * PER_PAGE
    return VerificationPage(_read(waiting[first : first + PER_PAGE], on), count, is_alone=False)


def _read(periods: QuerySet[PracticePeriod], on: dt.date) -> tuple[Comparison, ...]:
    shown = periods.select_related(None).select_related(*SHOWN)
    return tuple(
        Comparison(period, _proposed_until(period, on), eligibility_hint(period) is not False)
        for period in shown.prefetch_related("employer_links", "rpps_readings")
    )


def _proposed_until(period: PracticePeriod, on: dt.date) -> dt.date:
    return min(period.last_day, on) if period.last_day else on


def eligibility_hint(period: PracticePeriod) -> bool | None:
    """Return what the zoning of the first day says of a period, for the agent who verifies it."""
    if period.is_eligible is not None:
        return period.is_eligible
    return zone_reading(period.commune_code, period.contract.profession, period.days.lower).is_eligible
