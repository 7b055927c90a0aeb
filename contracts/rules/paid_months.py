"""The months for which the allowance was paid: spans of months, minus what is suspended.

Everything here is counted in month indexes (``Month.index``) so that thousands of files can be counted per second;
``commitment`` and the statement put words and findings around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import (
    Month,
    check_ranges,
    month_index,
)
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Verdict
from contracts.enums import Regime, Track
from contracts.rules.academic_years import years_of
from contracts.rules.commitment_facts import CommitmentFacts, Note, missing_fact
from contracts.rules.parameters import PARAMETERS
from contracts.rules.suspended_months import only_the_cycle_tells, suspended_months
from contracts.rules.third_cycle import (
    effect_of_suspension,
    last_day_to_request,
    last_day_to_review,
    signed_in_right_cycle,
)

CANNOT_SAY = -1
# A member looked up on its class costs ten times a name, and thousands of files are counted at once.
_PADHUE, _ODONTOLOGIE, _UNSETTLED = Track.PADHUE, Profession.ODONTOLOGIE, (None, Regime.TO_CONFIRM)
_ENDS = {
    (dict(value.key)["track"], dict(value.key)["profession"]): value.codes
    for value in PARAMETERS["payment_end"]
}
_STARTS_WRITTEN = frozenset(PARAMETERS["first_paid_month_professions"].latest().codes)
_AUTOMATIC = frozenset(value.key[0][1] for value in PARAMETERS["internship_suspends_contract"] if value.flag)
_DEFERRAL_PAYS = frozenset(value.key[0][1] for value in PARAMETERS["deferral_keeps_allowance"] if value.flag)
_OLDEST = month_index(next(iter(PARAMETERS["gross_allowance"])).starts_on)


def _numbers_by_regime_and_cycle() -> dict[tuple[Regime | None, int | None], int | None]:
    """The month of the academic year that is paid first; None: no text; an unsettled regime follows the second."""
    numbers: dict[tuple[Regime | None, int | None], int | None] = {}
    for value in PARAMETERS["first_paid_month"]:
        words = dict(value.key)
        regime = Regime(words["regime"])
        for one in (regime, *_UNSETTLED) if regime is Regime.R2 else (regime,):
            numbers[one, int(words["cycle"])] = value.integer if value.known else None
    return numbers


_FIRST_MONTHS = _numbers_by_regime_and_cycle()


class PaidMonths(NamedTuple):
    """Months paid; ``total`` is None when they cannot be told. Ranges hold month indexes, end excluded."""

    total: int | None
    first: int | None
    last: int | None
    training: tuple[int, int] | None
    deferred: tuple[tuple[int, int], ...]
    suspended: tuple[tuple[int, int], ...]
    stopped_after: int | None
    training_end: date | None
    notes: tuple[Note, ...]


def count_paid_months(facts: CommitmentFacts) -> PaidMonths:
    """Count them at ``facts.as_of``. Raises ``FactError`` on facts that contradict each other."""
    notes: list[Note] = []
    first = _first_month(facts, notes)
    end = _training_end(facts, notes)
    if first is None or notes:
        return PaidMonths(None, first, None, None, (), (), None, end, tuple(notes))
    _check_diplomas(facts, first, end)
    limit = _limit(facts, end, notes)
    stopped_after = _stop(facts, notes)
    if facts.leaves and only_the_cycle_tells(facts):
        notes.append(missing_fact("cycle_at_application"))
        limit = None
    if limit is None or stopped_after == CANNOT_SAY:
        return PaidMonths(None, first, None, None, (), (), None, end, tuple(notes))
    last_training = limit if end is None else min(limit, month_index(end))
    if stopped_after is not None and stopped_after >= last_training:
        stopped_after = None
    training = (
        first,
        max(first, 1 + (last_training if stopped_after is None else min(last_training, stopped_after))),
    )
    deferred = _deferred(facts, end, limit, stopped_after is not None, notes)
    suspended = suspended_months(facts, training, notes) if facts.leaves else ()
    for start, stop in suspended:
        if start <= limit < stop:
            notes.append(Note("PAYMENT_SUSPENDED", None, "leaves", str(Month(limit))))
    total = _months_of((training, *deferred)) - _months_of(suspended)
    last = _last_paid(training, deferred, suspended)
    return PaidMonths(total, first, last, training, deferred, suspended, stopped_after, end, tuple(notes))


def _first_month(facts: CommitmentFacts, notes: list[Note]) -> int | None:
    """The payer's own month, else the one the texts give for that cycle."""
    if facts.first_paid_month is not None:
        return _check_recent(facts.first_paid_month.index, "first_paid_month")
    padhue = facts.track is _PADHUE
    missing = [
        name
        for name, value in (
            ("track", facts.track),
            ("profession", facts.profession),
            ("academic_year", facts.academic_year),
            ("cycle_at_application", True if padhue else facts.cycle_at_application),
        )
        if value is None
    ]
    if missing:
        notes.extend(missing_fact(name) for name in missing)
    elif not padhue and facts.profession in _STARTS_WRITTEN:
        number = _first_month_written(facts.regime, facts.cycle_at_application)
        if number is not None and facts.academic_year is not None:
            year, _ = years_of(facts.academic_year)
            return _check_recent(year * 12 + number - 1, "academic_year")
    notes.insert(0, Note("START_UNKNOWN", None, "track", str(facts.track or "")))
    return None


def _first_month_written(regime: Regime | None, cycle: int | None) -> int | None:
    """Number of the first month paid in the academic year, None where no text gives it."""
    try:
        return _FIRST_MONTHS[regime, cycle]
    except KeyError:
        raise FactError(
            "cycle_at_application", f"le cycle {cycle} n'existe pas ; attendu : 1, 2 ou 3"
        ) from None


def _check_recent(index: int, name: str) -> int:
    if index < _OLDEST:
        raise FactError(name, f"{Month(index)} précède le dispositif ({Month(_OLDEST)}) ; corrigez ce mois")
    return index


def _training_end(facts: CommitmentFacts, notes: list[Note]) -> date | None:
    """The day training ended, None while it has not."""
    if facts.track is None or facts.profession is None:
        known = facts.training_completed_on
        if known is None:
            notes.extend(
                missing_fact(name) for name in ("track", "profession") if getattr(facts, name) is None
            )
        return known
    names = _ENDS[facts.track, facts.profession]
    completed = facts.training_completed_on
    if names == ("training_completed_on",):
        if completed is None and facts.track is Track.ETUDIANT and (facts.de_on or facts.des_on):
            notes.append(missing_fact("training_completed_on"))
        return completed
    days = [getattr(facts, name) for name in names]
    if None in days:
        return completed
    last: date = max(days)
    if completed is not None and completed != last:
        raise FactError(
            "training_completed_on", f"le {completed:%d/%m/%Y} contredit les diplômes ({last:%d/%m/%Y})"
        )
    return last


def _check_diplomas(facts: CommitmentFacts, first: int, end: date | None) -> None:
    """No diploma before the first paid month, but a thesis that comes before the DES of an intern."""
    thesis_may_come_first = facts.cycle_at_application == 3 and facts.profession is Profession.MEDECINE
    opening = Month(first).first_day
    for name, day in (
        ("des_on", facts.des_on),
        ("de_on", None if thesis_may_come_first else facts.de_on),
        ("training_completed_on", facts.training_completed_on),
        ("de_on", end),
    ):
        if day is not None and day < opening:
            raise FactError(
                name,
                f"le {day:%d/%m/%Y} précède le premier mois payé ({Month(first)}) ; corrigez l'un des deux",
            )


def _limit(facts: CommitmentFacts, end: date | None, notes: list[Note]) -> int | None:
    """Index of the last month that may count: that of the reference day, once begun."""
    if facts.as_of is not None:
        return month_index(facts.as_of)
    if end is None:
        notes.append(missing_fact("as_of"))
        return None
    return max([month_index(end), *(month_index(one.end) for one in facts.deferrals)])


def _stop(facts: CommitmentFacts, notes: list[Note]) -> int | None:
    """Last month paid before the third-cycle suspension; None without one, ``CANNOT_SAY`` when it cannot be told."""
    started = facts.internship_started_on
    if started is not None and facts.cycle_at_application != 3:
        if facts.regime in _AUTOMATIC:
            return month_index(started) + (started.day > 1) - 1
        if facts.profession is _ODONTOLOGIE and facts.regime in _UNSETTLED:
            notes.append(missing_fact("regime"))
            return CANNOT_SAY
    if facts.third_cycle_suspended_on is not None:
        return month_index(facts.third_cycle_suspended_on) - 1
    requested = facts.third_cycle_suspension_requested_on
    if requested is None or (facts.as_of is not None and requested > facts.as_of):
        return None
    return _stop_on_request(facts, started, requested, notes)


def _stop_on_request(
    facts: CommitmentFacts, started: date | None, requested: date, notes: list[Note]
) -> int | None:
    if facts.cycle_at_application is None:
        notes.append(missing_fact("cycle_at_application"))
        return CANNOT_SAY
    if not signed_in_right_cycle(facts.cycle_at_application):
        notes.append(Note("NOT_SECOND_CYCLE", None, "cycle_at_application", str(facts.cycle_at_application)))
    elif started is None:
        notes.append(missing_fact("internship_started_on"))
    elif requested > last_day_to_request(started):
        verdict = Verdict.CANNOT_TELL if requested <= last_day_to_review(started) else Verdict.NOT_MET
        notes.append(Note("LATE_REQUEST", verdict, "third_cycle_suspension_requested_on", f"{requested}"))
    else:
        return month_index(effect_of_suspension(started)) - 1
    return None


def _deferred(
    facts: CommitmentFacts, end: date | None, limit: int, stopped: bool, notes: list[Note]
) -> tuple[tuple[int, int], ...]:
    """Months that granted deferrals add after the diplomas."""
    if stopped:
        notes.append(
            Note("PAYMENT_SUSPENDED", None, "internship_started_on", f"{facts.internship_started_on}")
        )
    if not facts.deferrals:
        return ()
    check_ranges(facts.deferrals, "deferrals")
    for number, one in enumerate(facts.deferrals):
        if end is not None and one.start < end:
            raise FactError(
                f"deferrals[{number}].from", "un report commence après la fin de la formation ; corrigez"
            )
        if end is None and facts.as_of is not None and one.start <= facts.as_of:
            raise FactError(
                f"deferrals[{number}].from", "un report suppose la formation terminée ; indiquez les diplômes"
            )
    if stopped or end is None or str(facts.regime or Regime.TO_CONFIRM) not in _DEFERRAL_PAYS:
        return ()
    spans = []
    busy = month_index(end) + 1
    for one in sorted(facts.deferrals, key=lambda one: one.start):
        start, stop = max(busy, month_index(one.start)), min(limit, month_index(one.end)) + 1
        if start < stop:
            spans.append((start, stop))
            busy = stop
    return tuple(spans)


def _months_of(ranges: Iterable[tuple[int, int]]) -> int:
    months = 0
    for start, stop in ranges:
        months += stop - start
    return months


def _last_paid(
    training: tuple[int, int], deferred: Iterable[tuple[int, int]], suspended: tuple[tuple[int, int], ...]
) -> int | None:
    """The last month that was really paid."""
    last = training[1] - 1
    for _, stop in deferred:
        last = stop - 1
    for start, stop in reversed(suspended):
        if start <= last < stop:
            last = start - 1
    return last if last >= training[0] else None
