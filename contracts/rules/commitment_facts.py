"""What is known of a contract when its months are counted, and what the count has to say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Verdict
from contracts.enums import Regime, Track

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from ``start`` to ``end``, both included."""

    start: date = field(metadata=FROM)
    end: date = field(metadata=TO)


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave during training; without a request for suspension payment goes on."""

    motive: str
    start: date = field(metadata=FROM)
    end: date = field(metadata=TO)
    suspension_requested: bool = False


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """Milestones of a contract; what has not happened is None. ``as_of`` is the reference day.

    ``third_cycle_suspended_on`` is the first day without allowance when the authority has granted the suspension,
    even to a request that came after its window.
    """

    profession: Profession | None = None
    track: Track | None = None
    regime: Regime | None = None
    cycle_at_application: int | None = None
    academic_year: str | None = None
    first_paid_month: Month | None = None
    internship_started_on: date | None = None
    third_cycle_suspension_requested_on: date | None = None
    third_cycle_suspended_on: date | None = None
    leaves: tuple[Leave, ...] = ()
    des_on: date | None = None
    de_on: date | None = None
    training_completed_on: date | None = None
    deferrals: tuple[DayRange, ...] = ()
    as_of: date | None = None


class Note(NamedTuple):
    """A finding to be: its code, its verdict when unusual, the fact it is about."""

    code: str
    verdict: Verdict | None
    fact: str
    value: str


def missing_fact(name: str) -> Note:
    """The note that a fact is needed and was not given."""
    return Note("FACT_MISSING", None, name, "")
