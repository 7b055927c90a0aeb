"""Which body of rules a contract lives under. No other code compares a date with a reform's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import check_order
from cesp_portal.common.rules.findings import Finding, Line
from contracts.enums import Regime
from contracts.rules.parameters import FINDINGS, PARAMETERS

_STARTS = PARAMETERS["regime_starts_on"]
_PIVOT = PARAMETERS["pivot_disputed_from"]
_DECIDED_BY = PARAMETERS["regime_decided_by"]
# Before the common regime of 2020 each profession had its own.
_OLDEST = {Profession.MEDECINE: Regime.R1_MED, Profession.ODONTOLOGIE: Regime.R1_ODO}


class Opening(NamedTuple):
    """From which day a regime holds, read on the application or on the conclusion of the contract."""

    regime: Regime
    starts_on: date
    by_application: bool


NEWEST_FIRST = tuple(
    sorted(
        (
            Opening(
                regime,
                _STARTS.latest(regime=regime).day,
                _DECIDED_BY.latest(regime=regime).code == "candidature",
            )
            for regime in Regime
            if regime not in (Regime.TO_CONFIRM, *_OLDEST.values())
        ),
        key=lambda opening: opening.starts_on,
        reverse=True,
    )
)


@dataclass(frozen=True, slots=True)
class RegimeFacts:
    """The two milestones that choose a regime; the profession splits the oldest one in two."""

    profession: Profession | None = None
    applied_on: date | None = None
    concluded_on: date | None = None


@dataclass(frozen=True, slots=True)
class RegimeAnswer:
    """The regime, or ``TO_CONFIRM`` when a fact or a text is missing."""

    regime: Regime
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def starts_on(regime: Regime) -> date:
    """First day of a regime: that of the conclusion or of the application, as ``regime_decided_by`` says."""
    return _STARTS.latest(regime=regime).day


def regime_of(facts: RegimeFacts) -> RegimeAnswer:
    """The regime of a contract. Raises ``FactError`` when it was concluded before the application."""
    check_order(facts.applied_on, facts.concluded_on, "concluded_on")
    possible = possible_regimes(facts.applied_on, facts.concluded_on, facts.profession)
    if len(possible) != 1 or Regime.TO_CONFIRM in possible:
        return RegimeAnswer(
            Regime.TO_CONFIRM,
            (*_missing(facts), FINDINGS.finding("REGIME_TO_CONFIRM")),
            _explain(facts, None),
        )
    (regime,) = possible
    if (
        facts.profession
        and facts.profession not in PARAMETERS["open_professions"].latest(regime=regime).codes
    ):
        # The days alone choose the regime; that it does not open the profession is a matter of eligibility.
        closed = FINDINGS.finding("PROFESSION_NOT_OPEN", profession=facts.profession, regime=regime)
        return RegimeAnswer(regime, (closed,), _explain(facts, regime))
    return RegimeAnswer(regime, (), _explain(facts, regime))


def depends_on_the_day(first: date, last: date) -> bool:
    """Whether applications filed between these days may fall under different regimes, the profession aside."""
    return possible_regimes(first, None, None) != possible_regimes(last, None, None)


def possible_regimes(
    applied_on: date | None,
    concluded_on: date | None,
    profession: Profession | None,
    openings: Sequence[Opening] = NEWEST_FIRST,
) -> frozenset[Regime]:
    """Every regime that the known days allow, whether or not it opens the profession; ``openings``: newest first.

    A contract is concluded after the application, so one day alone may already be enough. A day before the first
    text, or between the two disputed pivots, allows ``TO_CONFIRM`` only.
    """
    possible: set[Regime] = set()
    for opening in openings:
        deciding = applied_on if opening.by_application else concluded_on
        if deciding is not None:
            if deciding >= opening.starts_on:
                return frozenset({*possible, opening.regime})
        elif opening.by_application:
            if concluded_on is None or concluded_on >= opening.starts_on:
                possible.add(opening.regime)
        else:
            possible.add(opening.regime)
            if applied_on is not None and applied_on >= opening.starts_on:
                return frozenset(possible)
    if concluded_on is None:
        return frozenset({*possible, *_OLDEST.values()})
    return frozenset({*possible, _oldest_regime(concluded_on, profession)})


def _oldest_regime(concluded_on: date, profession: Profession | None) -> Regime:
    if concluded_on >= _PIVOT.latest().day:
        return Regime.TO_CONFIRM
    regime = _OLDEST.get(profession) if profession else None
    return regime if regime and concluded_on >= starts_on(regime) else Regime.TO_CONFIRM


def _missing(facts: RegimeFacts) -> tuple[Finding, ...]:
    missing = [name for name in ("concluded_on", "applied_on", "profession") if getattr(facts, name) is None]
    return tuple(FINDINGS.missing(name) for name in missing)


def _explain(facts: RegimeFacts, regime: Regime | None) -> tuple[Line, ...]:
    known = tuple(
        (label, f"{day:%d/%m/%Y}")
        for label, day in (("candidature", facts.applied_on), ("conclusion", facts.concluded_on))
        if day
    )
    if regime is not None and regime is not Regime.TO_CONFIRM:
        value = _STARTS.latest(regime=regime)
        return (value.line(*known, ("régime", str(regime.label))),)
    return (_PIVOT.latest().line(*known), _STARTS.latest(regime=Regime.R2).line())
