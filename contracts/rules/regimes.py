"""Which body of rules a contract lives under. No other code compares a date with a reform's date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import check_order
from cesp_portal.common.rules.findings import Finding, Line
from contracts.enums import Regime
from contracts.rules.parameters import FINDINGS, PARAMETERS

_STARTS = PARAMETERS["regime_starts_on"]
_PIVOT = PARAMETERS["pivot_disputed_from"]
_ORDER = (Regime.R1_MED, Regime.R1_ODO, Regime.R2, Regime.R3, Regime.R4)


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
    """First day of a regime: of the conclusion for R1 to R3, of the application for R4."""
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
    applied_on: date | None, concluded_on: date | None, profession: Profession | None
) -> frozenset[Regime]:
    """Every regime that the known days allow, whether or not it opens the profession.

    A contract is concluded after the application, so one day alone may already be enough. A day before the first
    text, or between the two disputed pivots, allows ``TO_CONFIRM`` only.
    """
    if applied_on is not None and applied_on >= starts_on(Regime.R4):
        return frozenset({Regime.R4})
    if concluded_on is None:
        return _regimes_after(applied_on)
    if concluded_on < starts_on(Regime.R2):
        return frozenset({_oldest_regime(concluded_on, profession)})
    if concluded_on < starts_on(Regime.R3):
        return frozenset({Regime.R2})
    if applied_on is None and concluded_on >= starts_on(Regime.R4):
        return frozenset({Regime.R3, Regime.R4})
    return frozenset({Regime.R3})


def _regimes_after(applied_on: date | None) -> frozenset[Regime]:
    """What is still possible when only the day of application (or nothing) is known."""
    if applied_on is None:
        return frozenset(_ORDER)
    if applied_on >= starts_on(Regime.R3):
        return frozenset({Regime.R3})
    if applied_on >= starts_on(Regime.R2):
        return frozenset({Regime.R2, Regime.R3})
    return frozenset(_ORDER[:-1])


def _oldest_regime(concluded_on: date, profession: Profession | None) -> Regime:
    if concluded_on >= _PIVOT.latest().day:
        return Regime.TO_CONFIRM
    regimes = {Profession.MEDECINE: Regime.R1_MED, Profession.ODONTOLOGIE: Regime.R1_ODO}
    regime = regimes.get(profession) if profession else None
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
