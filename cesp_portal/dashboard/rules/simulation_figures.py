"""The figures of a simulation, in French, in the order in which people ask for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.french import amount_text, day_text, month_text, months_text
from cesp_portal.dashboard.rules.simulation import Simulation
from installations.rules.statement import Statement

UNKNOWN = "on ne peut pas le dire"
NOTHING_OWED = "plus aucun"
NONE = "aucune"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, today and as supposed, in French; ``changed`` when the two differ.

    ``broken`` is the same figure once the contract is broken, empty when nobody supposes it.
    """

    label: str
    today: str
    supposed: str
    broken: str = ""

    @property
    def changed(self) -> bool:
        return self.today != self.supposed


def rows_of(simulation: Simulation) -> tuple[Row, ...]:
    """Return the figures side by side, in the order in which people ask for them."""
    today, supposed, ended = simulation.today, simulation.supposed, simulation.ended
    rows = (
        Row("Mois d'allocation versés", _months(today.months_paid), _months(supposed.months_paid)),
        Row("Mois dus", _owed(today), _owed(supposed)),
        Row("Dernier mois d'allocation", _month(today.last_paid_month), _month(supposed.last_paid_month)),
        Row("Fin de l'engagement", _day(today.ends_on), _day(supposed.ends_on)),
    )
    if ended is None:
        return rows
    broken = (_months(ended.months_paid), NOTHING_OWED, _month(ended.last_paid_month), _day(ended.as_of))
    due = Row("Somme à rembourser", NONE, NONE, amounts_of(simulation).get("total", UNKNOWN))
    return (*(replace(row, broken=text) for row, text in zip(rows, broken, strict=True)), due)


def _owed(one: Statement) -> str:
    return _months(one.months_owed_at_end or one.months_owed)


def amounts_of(simulation: Simulation) -> dict[str, str]:
    """Return the amounts in French, nothing when they cannot be told."""
    amounts = simulation.amounts
    if amounts is None or amounts.total is None or amounts.indemnity is None or amounts.penalty is None:
        return {}
    sums = {"total": amounts.total, "indemnity": amounts.indemnity, "penalty": amounts.penalty}
    return {name: amount_text(amount) for name, amount in sums.items()}


def _months(months: int | None) -> str:
    return UNKNOWN if months is None else months_text(months)


def _month(month: Month | None) -> str:
    return UNKNOWN if month is None else month_text(month)


def _day(day: date | None) -> str:
    return UNKNOWN if day is None else day_text(day)
