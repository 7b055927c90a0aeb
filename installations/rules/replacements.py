"""Replacements after the diplomas: whether the months count, for now or for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cesp_portal.common.rules.calendar import check_order, months_between
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from installations.enums import ReplacementOutcome
from installations.rules.parameters import FINDINGS, PARAMETERS

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class ReplacementFacts:
    region: str | None = None
    training_completed_on: date | None = None
    start: date | None = field(default=None, metadata=FROM)
    end: date | None = field(default=None, metadata=TO)
    in_zone: bool | None = None
    deferral_granted: bool | None = None
    in_project: bool | None = None
    followed_by_installation_same_place: bool | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """``months_counted`` exact; None where a fact is missing."""

    outcome: ReplacementOutcome
    months_counted: Fraction | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def replacement(facts: ReplacementFacts) -> Replacement:
    """Months that count. Raises ``FactError`` when the replacement ends before it starts."""
    check_order(facts.start, facts.end, "to")
    missing = tuple(FINDINGS.missing(name) for name, value in _needed(facts) if value is None)
    if facts.start is None or facts.end is None or facts.training_completed_on is None:
        return Replacement(ReplacementOutcome.CANNOT_TELL, None, missing, ())
    if facts.end < facts.training_completed_on:
        return _refused(facts, "BEFORE_DIPLOMAS")
    if facts.in_zone is False:
        return _refused(facts, "NOT_ELIGIBLE_ZONE")
    if missing:
        return Replacement(ReplacementOutcome.CANNOT_TELL, None, missing, ())
    findings: tuple[Finding, ...] = ()
    start = max(facts.start, facts.training_completed_on)
    if start > facts.start:
        findings = (FINDINGS.finding("BEFORE_DIPLOMAS", Verdict.MET, start=facts.start),)
    return _by_policy(facts, months_between(start, facts.end), findings)


def _needed(facts: ReplacementFacts) -> tuple[tuple[str, object], ...]:
    return (
        ("region", facts.region),
        ("training_completed_on", facts.training_completed_on),
        ("from", facts.start),
        ("to", facts.end),
        ("in_zone", facts.in_zone),
    )


def _refused(facts: ReplacementFacts, code: str) -> Replacement:
    return Replacement(ReplacementOutcome.DOES_NOT_COUNT, NONE, (FINDINGS.finding(code),), _explain(facts))


def _explain(facts: ReplacementFacts) -> tuple[Line, ...]:
    return (PARAMETERS["replacement_policy"].latest(region=facts.region).line(),)


def _by_policy(facts: ReplacementFacts, months: Fraction, findings: tuple[Finding, ...]) -> Replacement:
    policy = PARAMETERS["replacement_policy"].at(facts.start or date.min, region=facts.region, fact="from")
    if policy.code == "plafond":
        return _capped(facts, months, findings)
    if policy.code == "installation_au_meme_lieu":
        return _awaiting_installation(facts, months, findings)
    if policy.code == "projet" and facts.in_project is False:
        return _refused(facts, "NOT_IN_PROJECT")
    findings += (
        FINDINGS.finding("AGENCY_DECIDES"),
        FINDINGS.finding("REGION_POLICY_UNKNOWN", region=facts.region or ""),
    )
    return Replacement(ReplacementOutcome.PROVISIONAL, months, findings, _explain(facts))


def _capped(facts: ReplacementFacts, months: Fraction, findings: tuple[Finding, ...]) -> Replacement:
    """Counted up to a number of months, and never together with a deferral."""
    excludes = PARAMETERS["deferral_excludes_replacement"].latest(region=facts.region).flag
    if excludes and facts.deferral_granted is None:
        missing = (FINDINGS.missing("deferral_granted"),)
        return Replacement(ReplacementOutcome.CANNOT_TELL, None, (*findings, *missing), _explain(facts))
    if excludes and facts.deferral_granted:
        return _refused(facts, "EXCLUSIVE_WITH_DEFERRAL")
    cap = PARAMETERS["replacement_max_months"].latest(region=facts.region)
    if months > cap.integer:
        findings += (FINDINGS.finding("OUT_OF_CAP", Verdict.MET, max=cap.integer),)
    counted = min(months, Fraction(cap.integer))
    return Replacement(ReplacementOutcome.COUNTS, counted, findings, (*_explain(facts), cap.line()))


def _awaiting_installation(
    facts: ReplacementFacts, months: Fraction, findings: tuple[Finding, ...]
) -> Replacement:
    followed = facts.followed_by_installation_same_place
    if followed is False:
        return _refused(facts, "NOT_FOLLOWED_BY_INSTALLATION")
    if followed:
        return Replacement(ReplacementOutcome.COUNTS, months, findings, _explain(facts))
    findings += (FINDINGS.finding("AWAITS_INSTALLATION"),)
    return Replacement(ReplacementOutcome.PROVISIONAL, months, findings, _explain(facts))
