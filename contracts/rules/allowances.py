"""The net monthly allowance: gross less social levies, before income tax."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import amount_text, month_text
from contracts.rules.parameters import FINDINGS, PARAMETERS

CENT = Decimal("0.01")
_CONFIRMED = Month.of(PARAMETERS["levies_confirmed_until"].latest().day)
_CHECKED = Month.of(PARAMETERS["levies_checked_until"].latest().day)


@dataclass(frozen=True, slots=True)
class NetAllowanceFacts:
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class NetAllowance:
    """``net`` in euros; None for a month whose rates nobody has checked yet."""

    net: Decimal | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def net_allowance(facts: NetAllowanceFacts) -> NetAllowance:
    """Net allowance of a month. Raises ``FactError`` on a month before the scheme."""
    month = facts.month
    if month is None:
        return NetAllowance(None, (FINDINGS.missing("month"),), ())
    net = net_of(month)
    findings = () if month <= _CONFIRMED else (FINDINGS.finding("ALLOWANCE_UNCONFIRMED", month=month),)
    return NetAllowance(net if month <= _CHECKED else None, findings, _explain(month, net))


def is_checked(month: Month) -> bool:
    """Whether the rates of that month have been looked at."""
    return month <= _CHECKED


def is_confirmed(month: Month) -> bool:
    """Whether a payment proves the net of that month."""
    return month <= _CONFIRMED


@lru_cache(maxsize=1024)
def net_of(month: Month) -> Decimal:
    """Gross less CSG and CRDS, each rounded to the cent, at the rates last known for that month."""
    day = month.first_day
    gross = PARAMETERS["gross_allowance"].at(day, fact="month").decimal
    base = gross * PARAMETERS["levy_base"].at(day, fact="month").decimal / 100
    levies = (PARAMETERS[name].at(day, fact="month").decimal for name in ("csg_rate", "crds_rate"))
    return gross - sum(((base * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate in levies), Decimal(0))


def _explain(month: Month, net: Decimal) -> tuple[Line, ...]:
    names = ("gross_allowance", "levy_base", "csg_rate", "crds_rate")
    rates = [PARAMETERS[name].at(month.first_day) for name in names]
    values = (("mois", month_text(month)), ("net avant impôt", amount_text(net)))
    return (*(rate.line() for rate in rates), rates[-1].line(*values))
