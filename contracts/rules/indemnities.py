"""What is due when a contract ends early: the sums received, and a penalty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import amount_text, decimal_text, month_text, months_text
from contracts.enums import Cause, Regime, Stage
from contracts.rules.allowances import CENT, is_checked, is_confirmed, net_of
from contracts.rules.parameters import FINDINGS, PARAMETERS

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class MonthRange:
    """Months from ``start`` to ``end``, both included."""

    start: Month = field(metadata=FROM)
    end: Month = field(metadata=TO)


@dataclass(frozen=True, slots=True)
class IndemnityFacts:
    """``received_on``: the day the notice was received, which ends the contract; None asks for today's amounts."""

    regime: Regime | None = None
    profession: Profession | None = None
    paid: tuple[MonthRange, ...] | None = None
    stage: Stage | None = None
    cause: Cause | None = None
    received_on: date | None = None
    months_owed: int | None = None
    months_served: Fraction | None = None
    project_unchanged_years: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Indemnity:
    """Amounts in euros, None where they cannot be told; an estimate is never notified."""

    indemnity: Decimal | None
    penalty: Decimal | None
    total: Decimal | None
    is_estimate: bool
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def indemnity(facts: IndemnityFacts) -> Indemnity:
    """Amounts due. Raises ``FactError`` on overlapping or reversed months, or more served than owed."""
    months = _paid_months(facts.paid or ())
    _check_service(facts)
    missing = _missing(facts)
    if facts.cause in (Cause.DECES, Cause.INCAPACITE):
        return _nothing(facts, ())
    if missing:
        return Indemnity(None, None, None, False, missing, ())
    protection = _protection(facts)
    if protection and not PARAMETERS["zone_loss_repays_sums"].latest(regime=_regime(facts)).flag:
        return _nothing(facts, protection)
    return _due(facts, months, protection)


def _regime(facts: IndemnityFacts) -> Regime:
    return facts.regime or Regime.TO_CONFIRM


def _paid_months(ranges: tuple[MonthRange, ...]) -> list[Month]:
    """Every month paid, in order."""
    for number, one in enumerate(ranges):
        if one.end < one.start:
            raise FactError(
                f"paid[{number}].to", f"{one.end} précède {one.start} ; corrigez l'un des deux mois"
            )
    months = sorted(Month(index) for one in ranges for index in range(one.start.index, one.end.index + 1))
    for before, after in pairwise(months):
        if before == after:
            raise FactError("paid", f"le mois {after} est compté deux fois ; corrigez les périodes")
    if months:
        _check_known(months[0])
    return months


def _check_known(first: Month) -> None:
    """Raise ``FactError`` naming the months paid when the rates of the first one are not known."""
    try:
        net_of(first)
    except FactError as error:
        raise FactError("paid", error.message) from error


def _check_service(facts: IndemnityFacts) -> None:
    owed, served = facts.months_owed, facts.months_served
    if owed is not None and owed < 0:
        raise FactError("months_owed", f"{owed} est négatif ; indiquez un nombre de mois")
    if served is not None and (served < 0 or (owed is not None and served > owed)):
        raise FactError("months_served", f"{decimal_text(served)} mois accomplis pour {owed} dus ; corrigez")


def _missing(facts: IndemnityFacts) -> tuple[Finding, ...]:
    needed = ["stage", "cause", "paid"]
    if facts.stage is Stage.IN_PRACTICE:
        needed += ["months_owed", "months_served"]
    if facts.cause is Cause.ZONAGE:
        needed += ["regime", "project_unchanged_years"]
    missing = [FINDINGS.missing(name) for name in needed if getattr(facts, name) is None]
    if facts.cause is Cause.ZONAGE and facts.regime is Regime.TO_CONFIRM:
        missing.append(FINDINGS.finding("REGIME_TO_CONFIRM"))
    return tuple(missing)


def _nothing(facts: IndemnityFacts, findings: tuple[Finding, ...]) -> Indemnity:
    found = FINDINGS.finding("NOTHING_DUE", cause=facts.cause or "")
    line = Line(
        "Exonération",
        (("cause", str(facts.cause.label) if facts.cause else ""),),
        found.source,
        found.confidence,
    )
    return Indemnity(ZERO, ZERO, ZERO, False, (found, *findings), (line,))


def _protection(facts: IndemnityFacts) -> tuple[Finding, ...]:
    """The finding that a stable project protects, empty when it does not apply."""
    if facts.cause is not Cause.ZONAGE or facts.project_unchanged_years is None:
        return ()
    years = PARAMETERS["stable_project_years"].latest(regime=_regime(facts)).integer
    if facts.project_unchanged_years < years:
        return ()
    code = "STABLE_TWO_YEARS" if years == 2 else "STABLE_THREE_YEARS"
    stable = FINDINGS.finding(code, project_unchanged_years=decimal_text(facts.project_unchanged_years))
    if PARAMETERS["zone_loss_repays_sums"].latest(regime=_regime(facts)).flag:
        return (stable, FINDINGS.finding("REPAY_WITHOUT_PENALTY"))
    return (stable,)


def _due(facts: IndemnityFacts, months: list[Month], protection: tuple[Finding, ...]) -> Indemnity:
    findings = list(protection)
    if facts.cause is Cause.ZONAGE and not protection:
        findings.append(FINDINGS.finding("PROJECT_TOO_RECENT"))
    if facts.regime in (None, Regime.TO_CONFIRM):
        findings.append(FINDINGS.finding("REGIME_TO_CONFIRM"))
    if any(not is_confirmed(month) for month in months):
        findings.append(FINDINGS.finding("ALLOWANCE_UNCONFIRMED", last_month=months[-1]))
    if facts.stage is Stage.IN_PRACTICE and facts.months_served == facts.months_owed:
        return _nothing(facts, tuple(findings))
    sums, explain = _sums(facts, months, findings)
    penalty, lines = _penalty(facts, months, findings, waived=bool(protection))
    estimate = any(
        one.code in {"ANNEX_MISSING", "PENALTY_BASE_UNKNOWN", "REGIME_TO_CONFIRM"} for one in findings
    )
    estimate = estimate or any(not is_checked(month) for month in months)
    return Indemnity(sums, penalty, sums + penalty, estimate, tuple(findings), (*explain, *lines))


def _sums(
    facts: IndemnityFacts, months: list[Month], findings: list[Finding]
) -> tuple[Decimal, tuple[Line, ...]]:
    """The allowances to give back: all of them, or the part that the unserved months stand for."""
    total = sum((net_of(month) for month in months), ZERO)
    lines = _rate_lines(months)
    if facts.stage is not Stage.IN_PRACTICE or facts.months_owed is None or facts.months_served is None:
        return total, lines
    findings.append(FINDINGS.finding("ANNEX_MISSING"))
    left = facts.months_owed - facts.months_served
    last = net_of(months[-1]) if months else ZERO
    estimate = _cents(Fraction(last) * left)
    prorata = _cents(Fraction(total) * left / facts.months_owed)
    values = (
        ("mois restants", months_text(left)),
        ("dernière allocation nette", amount_text(last)),
        ("estimation", amount_text(estimate)),
        ("autre lecture, au prorata des sommes versées", amount_text(prorata)),
    )
    return estimate, (*lines, PARAMETERS["degressive_annex"].latest().line(*values))


def _cents(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(CENT, ROUND_HALF_UP)


def _rate_lines(months: list[Month]) -> tuple[Line, ...]:
    """One line per rate: how many months at how much."""
    rates: dict[Decimal, list[Month]] = {}
    for month in months:
        rates.setdefault(net_of(month), []).append(month)
    lines = []
    for net, paid in rates.items():
        rule = PARAMETERS["levy_base"].at(paid[0].first_day)
        span = f"{month_text(paid[0])} à {month_text(paid[-1])}"
        lines.append(rule.line((span, f"{len(paid)} × {amount_text(net)} = {amount_text(net * len(paid))}")))
    return tuple(lines)


def _penalty(
    facts: IndemnityFacts, months: list[Month], findings: list[Finding], *, waived: bool
) -> tuple[Decimal, tuple[Line, ...]]:
    on = facts.received_on or date.max
    if waived:
        findings.append(FINDINGS.finding("NO_PENALTY"))
        return ZERO, (PARAMETERS["zone_loss_repays_sums"].latest(regime=_regime(facts)).line(),)
    if facts.stage is not Stage.BEFORE_DIPLOMA:
        rule = PARAMETERS["penalty_after_diploma"].at(on, fact="received_on")
        return rule.decimal, (rule.line(),)
    rate, floor = (
        PARAMETERS[name].at(on, fact="received_on") for name in ("penalty_per_month", "penalty_minimum")
    )
    penalty = rate.decimal * len(months)
    if penalty < floor.decimal:
        findings.append(FINDINGS.finding("PENALTY_FLOOR", months=len(months)))
    return max(penalty, floor.decimal), (
        rate.line(("mois de versement", str(len(months))), ("minimum", floor.text)),
        *_penalty_base(facts, findings),
    )


def _penalty_base(facts: IndemnityFacts, findings: list[Finding]) -> tuple[Line, ...]:
    """Before a day of 2013 the penalty of R1-MED counted months since the signature, which is not among the facts."""
    base = PARAMETERS["penalty_counts_paid_months_from"].latest(regime=_regime(facts))
    if facts.received_on is not None and facts.received_on < base.day:
        findings.append(FINDINGS.finding("PENALTY_BASE_UNKNOWN", received_on=facts.received_on))
    return (base.line(),) if base.day > base.starts_on else ()
