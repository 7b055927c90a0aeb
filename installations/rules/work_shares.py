"""The share of a full time that a signatory works in eligible zones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Confidence, Finding, Line
from cesp_portal.common.rules.french import decimal_text
from cesp_portal.common.rules.parameters import Dated
from contracts.enums import Regime
from installations.enums import WorkMode
from installations.rules.parameters import FINDINGS, PARAMETERS

OWN_WEEK = "propre_semaine"
# Regimes whose full time is a matter of the region.
_REGIONS_DECIDE = frozenset(value.key[0][1] for value in PARAMETERS["work_time_basis"] if value.region)
_WEEK = {"half_days_in_zone": 14, "half_days_total": 14, "hours_in_zone": 168}


@dataclass(frozen=True, slots=True)
class WorkShareFacts:
    """An ordinary week: ``half_days_total`` is the whole activity, in and out of the zones."""

    regime: Regime | None = None
    region: str | None = None
    on: date | None = None
    half_days_in_zone: Fraction | None = None
    half_days_total: Fraction | None = None
    hours_in_zone: Fraction | None = None
    mode: WorkMode | None = None


@dataclass(frozen=True, slots=True)
class WorkShare:
    """``share`` from 0 to 1; None where a fact is missing."""

    share: Fraction | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def work_share(facts: WorkShareFacts) -> WorkShare:
    """The share that counts. Raises ``FactError`` on an impossible week."""
    _check_week(facts)
    missing = [FINDINGS.missing(name) for name in _needed(facts) if getattr(facts, name) is None]
    if missing or facts.regime is None or facts.on is None or facts.mode is None:
        return WorkShare(None, tuple(missing), ())
    basis = PARAMETERS["work_time_basis"].at(facts.on, region=facts.region, fact="on", regime=facts.regime)
    if basis.code == OWN_WEEK and facts.mode is WorkMode.LIBERAL and facts.half_days_total is None:
        return WorkShare(None, (FINDINGS.missing("half_days_total"),), (basis.line(),))
    return _counted(facts, facts.regime, facts.on, basis)


def _check_week(facts: WorkShareFacts) -> None:
    for name, most in _WEEK.items():
        value = getattr(facts, name)
        if value is not None and not 0 <= value <= most:
            raise FactError(
                name, f"{decimal_text(value)} par semaine est impossible ; indiquez entre 0 et {most}"
            )
    inside, total = facts.half_days_in_zone, facts.half_days_total
    if inside is not None and total is not None and inside > total:
        raise FactError("half_days_in_zone", "plus de demi-journées en zone que dans la semaine ; corrigez")


def _needed(facts: WorkShareFacts) -> list[str]:
    """Names of the facts that this week cannot do without."""
    needed = ["regime", "on", "mode"]
    if facts.mode in (WorkMode.LIBERAL, WorkMode.MIXTE):
        needed.append("half_days_in_zone")
    if facts.mode in (WorkMode.SALARIE, WorkMode.MIXTE):
        needed.append("hours_in_zone")
    if facts.regime is None or facts.regime in _REGIONS_DECIDE:
        needed.append("region")
    return needed


def _counted(facts: WorkShareFacts, regime: Regime, on: date, basis: Dated) -> WorkShare:
    raw, references = _raw_share(facts, on, basis)
    findings = _basis_findings(facts, regime, basis)
    minimum = PARAMETERS["minimum_share_percent"].at(on, fact="on")
    explain = (basis.line(), *references, minimum.line(("part en zone", decimal_text(raw))))
    if any(finding.code == "OUT_OF_ZONE_NOT_OPEN" for finding in findings):
        return WorkShare(Fraction(0), findings, explain)
    if raw < Fraction(minimum.decimal) / 100:
        return WorkShare(
            Fraction(0), (*findings, FINDINGS.finding("BELOW_HALF_TIME", share=decimal_text(raw))), explain
        )
    if raw > 1:
        capped = FINDINGS.finding("CAPPED_AT_FULL_TIME", share=decimal_text(raw))
        return WorkShare(Fraction(1), (*findings, capped), explain)
    return WorkShare(raw, findings, explain)


def _raw_share(facts: WorkShareFacts, on: date, basis: Dated) -> tuple[Fraction, tuple[Line, ...]]:
    """Half-days over 8 plus hours over 35, or over one's own week of half-days where the region counts so."""
    half_days, hours, total = facts.half_days_in_zone, facts.hours_in_zone, facts.half_days_total
    share, lines = Fraction(0), []
    if facts.mode is not WorkMode.SALARIE and half_days is not None:
        week = PARAMETERS["full_time_half_days"].at(on, fact="on")
        own = basis.code == OWN_WEEK and facts.mode is WorkMode.LIBERAL and total is not None
        share += (
            (half_days / total if total else Fraction(0))
            if own and total is not None
            else half_days / week.integer
        )
        lines.append(
            week.line(
                ("demi-journées en zone", decimal_text(half_days)),
                ("semaine", decimal_text(total or half_days)),
            )
        )
    if facts.mode is not WorkMode.LIBERAL and hours is not None:
        week = PARAMETERS["full_time_hours"].at(on, fact="on")
        share += hours / week.integer
        lines.append(week.line(("heures en zone", decimal_text(hours))))
    return share, tuple(lines)


def _basis_findings(facts: WorkShareFacts, regime: Regime, basis: Dated) -> tuple[Finding, ...]:
    findings = []
    outside = PARAMETERS["out_of_zone_share_open"].latest(regime=regime)
    inside, total = facts.half_days_in_zone, facts.half_days_total
    if inside is not None and total is not None and inside < total:
        if not outside.known:
            findings.append(FINDINGS.finding("REGIME_TO_CONFIRM"))
        elif not outside.flag:
            findings.append(
                FINDINGS.finding(
                    "OUT_OF_ZONE_NOT_OPEN", in_zone=decimal_text(inside), total=decimal_text(total)
                )
            )
    mixed = basis.code == OWN_WEEK and facts.mode is not WorkMode.LIBERAL
    if basis.confidence is Confidence.UNKNOWN or mixed:
        findings.append(FINDINGS.finding("WORK_TIME_BASIS_TO_CONFIRM", region=facts.region or ""))
    return tuple(findings)
