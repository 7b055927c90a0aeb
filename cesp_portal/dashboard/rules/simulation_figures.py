"""The figures of a simulation, in French, in the order in which people ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.french import amount_text, day_text, month_text, months_text
from cesp_portal.dashboard.rules.simulation import Simulation

UNKNOWN = "on ne peut pas le dire"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, today and as supposed, in French; ``changed`` when the two differ."""

    label: str
    today: str
    supposed: str

    @property
    def changed(self) -> bool:
        return self.today != self.supposed


def rows_of(simulation: Simulation) -> tuple[Row, ...]:
    """Return the figures side by side, in the order in which people ask for them."""
    pair = (simulation.today, simulation.supposed)
    return (
        Row("Mois d'allocation versés", *(_months(one.months_paid) for one in pair)),
        Row("Mois dus", *(_months(one.months_owed_at_end or one.months_owed) for one in pair)),
        Row("Dernier mois d'allocation", *(_month(one.last_paid_month) for one in pair)),
        Row("Fin de l'engagement", *(_day(one.ends_on) for one in pair)),
    )


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
