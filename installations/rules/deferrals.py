"""Deferral of the installation after the diplomas, as each region grants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from cesp_portal.common.rules.calendar import check_order, check_ranges, months_between
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line, conclude
from cesp_portal.common.rules.parameters import Dated
from contracts.enums import Outcome, Regime
from contracts.rules.commitment_facts import DayRange
from contracts.rules.leaves import OUTCOMES
from installations.rules.parameters import FINDINGS, PARAMETERS


@dataclass(frozen=True, slots=True)
class DeferralFacts:
    """``granted``: the deferrals already had; ``replacement_months_counted``: months served by replacements."""

    region: str | None = None
    regime: Regime | None = None
    training_completed_on: date | None = None
    requested_months: int | None = None
    granted: tuple[DayRange, ...] = ()
    replacement_months_counted: Fraction | None = None
    ufr_opinion: bool | None = None


@dataclass(frozen=True, slots=True)
class Deferral:
    """``max_months``: what could be granted now; None where no text says."""

    outcome: Outcome
    max_months: int | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DeferralPolicy:
    """What a region grants; None where nothing is recorded."""

    per_decision: Dated
    count: Dated
    total: Dated
    excludes_replacement: Dated


def policy_of(region: str | None, on: date) -> DeferralPolicy | None:
    """The policy of a region on a day, None when it is not recorded."""
    names = (
        "deferral_max_months",
        "deferral_max_count",
        "deferral_max_total",
        "deferral_excludes_replacement",
    )
    values = [PARAMETERS[name].find(on, region=region) for name in names]
    known = [value for value in values if value is not None]
    return DeferralPolicy(*known) if len(known) == len(names) else None


def deferral(facts: DeferralFacts) -> Deferral:
    """The answer to a request. Raises ``FactError`` on impossible lengths or overlapping deferrals."""
    _check(facts)
    missing = [
        FINDINGS.missing(name)
        for name in ("region", "regime", "training_completed_on", "requested_months")
        if getattr(facts, name) is None
    ]
    if facts.training_completed_on is None:
        return Deferral(Outcome.CANNOT_TELL, None, tuple(missing), ())
    policy = policy_of(facts.region, facts.training_completed_on)
    national = PARAMETERS["deferral_national_max_months"].latest(regime=facts.regime or Regime.TO_CONFIRM)
    opinion = PARAMETERS["deferral_needs_ufr_opinion"].latest(
        region=facts.region, regime=facts.regime or Regime.TO_CONFIRM
    )
    longest = _max_months(facts, policy, national)
    unsaid = (FINDINGS.finding("UFR_OPINION_MISSING"),) if opinion.flag and not facts.ufr_opinion else ()
    findings = tuple(dict.fromkeys((*missing, *unsaid, *_findings(facts, policy, longest))))
    return Deferral(OUTCOMES[conclude(findings)], longest, findings, _explain(policy, opinion, national))


def _check(facts: DeferralFacts) -> None:
    if facts.requested_months is not None and facts.requested_months < 1:
        raise FactError(
            "requested_months", f"{facts.requested_months} mois n'est pas une durée ; indiquez au moins 1"
        )
    if facts.replacement_months_counted is not None and facts.replacement_months_counted < 0:
        raise FactError("replacement_months_counted", "ce nombre est négatif ; corrigez")
    check_ranges(facts.granted, "granted")
    for number, one in enumerate(facts.granted):
        check_order(facts.training_completed_on, one.start, f"granted[{number}].from")


def _max_months(facts: DeferralFacts, policy: DeferralPolicy | None, national: Dated) -> int | None:
    """What could still be granted: the tightest of the national and regional limits."""
    limits = [national.integer] if national.known else []
    if policy is not None:
        had = sum((months_between(one.start, one.end) for one in facts.granted), Fraction(0))
        limits += [policy.per_decision.integer, max(0, policy.total.integer - ceil(had))]
        if len(facts.granted) >= policy.count.integer or _excluded(facts, policy):
            return 0
    return min(limits) if limits else None


def _excluded(facts: DeferralFacts, policy: DeferralPolicy) -> bool:
    return policy.excludes_replacement.flag and bool(facts.replacement_months_counted)


def _findings(facts: DeferralFacts, policy: DeferralPolicy | None, longest: int | None) -> Iterator[Finding]:
    if facts.regime is Regime.TO_CONFIRM:
        yield FINDINGS.finding("REGIME_TO_CONFIRM")
    requested = facts.requested_months
    if policy is None:
        yield FINDINGS.finding("REGION_POLICY_UNKNOWN", region=facts.region or "")
        if longest is not None and requested is not None and requested > longest:
            yield FINDINGS.finding("MAX_ONE_YEAR", requested_months=requested)
        return
    if policy.excludes_replacement.flag and facts.replacement_months_counted is None:
        yield FINDINGS.missing("replacement_months_counted")
    excluded = _excluded(facts, policy)
    if excluded:
        yield FINDINGS.finding(
            "EXCLUSIVE_WITH_REPLACEMENT", replacement_months=facts.replacement_months_counted
        )
    if len(facts.granted) >= policy.count.integer:
        yield FINDINGS.finding("MAX_COUNT_REACHED", granted=len(facts.granted))
    elif requested is not None and requested > policy.per_decision.integer:
        yield FINDINGS.finding("MAX_ONE_YEAR", requested_months=requested)
    elif not excluded and requested is not None and longest is not None and requested > longest:
        yield FINDINGS.finding("MAX_TOTAL_REACHED", requested_months=requested)


def _explain(policy: DeferralPolicy | None, opinion: Dated, national: Dated) -> tuple[Line, ...]:
    values = [opinion, national]
    if policy is not None:
        values = [policy.per_decision, policy.count, policy.total, policy.excludes_replacement, *values]
    return tuple(value.line() for value in values)
