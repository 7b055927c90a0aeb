"""Lives of a crowd: who is where on a day, as facts without any row. The rules say the regime and the months owed."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TypedDict

from cesp_portal.dashboard.services.demonstration.careers import (
    DENTAL,
    SECOND_CYCLE,
    THIRD_CYCLE,
    Career,
    Ending,
    Path,
)
from cesp_portal.dashboard.services.demonstration.days import academic_year, months_after, year_of
from contracts.enums import Profession, Regime, Track
from contracts.rules.commitment import commitment
from contracts.rules.commitment_facts import CommitmentFacts
from contracts.rules.regimes import RegimeFacts, regime_of

DAY = dt.timedelta(days=1)
# Years of entry, from the last complete one back: the first contracts of each profession are that old.
YEARS = {SECOND_CYCLE: 16, THIRD_CYCLE: 16, DENTAL: 13}
PATHS: tuple[Path, ...] = tuple(YEARS)
# Of a hundred people: those who break the contract, those on leave, those who ask early, the others.
DRAWS = (4, 10, 40, 100)


class Stage(StrEnum):
    """Where somebody of the crowd stands."""

    TRAINING = "training"
    LEAVE = "leave"
    LOOKING = "looking"
    ASKING = "asking"
    PRACTISING = "practising"
    FULFILLED = "fulfilled"
    TERMINATED = "terminated"


@dataclass(frozen=True, slots=True)
class Life:
    """One signatory on a day. ``closed_on`` for a contract that is over; ``practice`` holds first days and bounds."""

    career: Career
    regime: Regime
    first_paid_month: str
    stage: Stage
    closed_on: dt.date | None
    practice: tuple[tuple[dt.date, dt.date | None], ...]

    @property
    def profession(self) -> Profession:
        return Profession(self.career.path.stream.value)

    @property
    def share(self) -> Fraction:
        return Fraction(self.career.share, 8)


def life_of(number: int, on: dt.date) -> Life:
    """Return the life of the ``number``-th person on that day: always the same one for the same number."""
    path = PATHS[number % len(PATHS)]
    start = year_of(on) - 1 - number // len(PATHS) % YEARS[path]
    draw = number * 37 % 100
    kind = next(bound for bound in DRAWS if draw < bound)
    return _life(Career(path, start, Ending.TRAINING, share=6 if number % 7 == 0 else 8), kind, on)


@cache
def _life(career: Career, draw: int, on: dt.date) -> Life:
    """Few lives differ: the rules are asked once for each."""
    path, start = career.path, career.start
    profession = Profession(path.stream.value)
    regime = Regime(regime_of(RegimeFacts(profession, career.applied_on, career.concluded_on)).regime)
    facts = CommitmentFacts(
        profession=profession,
        track=Track.ETUDIANT,
        regime=regime,
        cycle_at_application=path.cycle,
        academic_year=academic_year(start),
        **_milestones(career, on),
        as_of=on,
    )
    owed = commitment(facts)
    first = "" if owed.first_paid_month is None else str(owed.first_paid_month)
    stage, closed_on, practice = _where(draw, career, owed.months_owed, on)
    return Life(career, regime, first, stage, closed_on, practice)


class Milestones(TypedDict):
    """The milestones of a contract, named as the contract and the rules name them."""

    internship_started_on: dt.date | None
    des_on: dt.date | None
    de_on: dt.date | None
    training_completed_on: dt.date | None


def _milestones(career: Career, on: dt.date) -> Milestones:
    """The milestones reached by that day."""
    internship, graduated = career.internship_on, career.diploma_on <= on
    des_on = career.diploma_on - 12 * DAY if internship is not None else None
    return {
        "internship_started_on": internship if internship is not None and internship <= on else None,
        "des_on": des_on if graduated else None,
        "de_on": career.diploma_on if graduated else None,
        "training_completed_on": career.diploma_on if graduated else None,
    }


def milestones_of(life: Life, on: dt.date) -> Milestones:
    """Return the milestones of a life by that day."""
    return _milestones(life.career, on)


Practice = tuple[tuple[dt.date, dt.date | None], ...]


def _where(
    draw: int, career: Career, owed: int | None, on: dt.date
) -> tuple[Stage, dt.date | None, Practice]:
    """Choose a stage that the days allow; ``draw`` is one of ``DRAWS``."""
    breaks, leaves, asks, _ = DRAWS
    if draw == breaks:
        left_on = months_after(career.concluded_on, 5)
        return (Stage.TERMINATED, left_on, ()) if left_on < on else (Stage.TRAINING, None, ())
    since = (on - career.diploma_on).days
    if since < 0:
        return (Stage.LEAVE if draw == leaves else Stage.TRAINING), None, ()
    if since < 150:
        return (Stage.ASKING if since > 30 and draw <= asks else Stage.LOOKING), None, ()
    starts_on = career.diploma_on + 95 * DAY
    if owed is not None:
        # A month more than due: decisions look at whole verified months.
        until = months_after(starts_on, -(-owed * 8 // career.share) + 1)
        if until + 60 * DAY < on:
            return Stage.FULFILLED, until + 25 * DAY, _years(starts_on, until)
    return Stage.PRACTISING, None, _years(starts_on, None, on)


def _years(first: dt.date, until: dt.date | None, on: dt.date | None = None) -> Practice:
    """Cut the days from ``first`` to ``until`` (excluded) into years; without end, the last one goes on."""
    years: list[tuple[dt.date, dt.date | None]] = []
    limit = until or on or first
    while (following := months_after(first, 12)) <= limit:
        years.append((first, following))
        first = following
    if until is None or first < until:
        years.append((first, until))
    return tuple(years)
