"""Replacements after the diplomas: whether the months count, for now or for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cesp_portal.common.rules.calendar import check_order, months_between
from cesp_portal.common.rules.facts import FROM, TO
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from cesp_portal.common.rules.parameters import Dated
from installations.enums import ReplacementOutcome
from installations.rules.parameters import FINDINGS, PARAMETERS

NONE = Fraction(0)
CAPPED = "plafond"
PROJECT = "projet"
THEN_INSTALLED = "installation_au_meme_lieu"


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
    """Months that count, or every reason why none does. Raises ``FactError`` when it ends before it starts."""
    check_order(facts.start, facts.end, "to")
    missing = tuple(FINDINGS.missing(name) for name, value in _needed(facts) if value is None)
    start, end, opens_on = facts.start, facts.end, facts.training_completed_on
    if start is None or end is None or opens_on is None:
        return Replacement(ReplacementOutcome.CANNOT_TELL, None, missing, ())
    policy = PARAMETERS["replacement_policy"].at(start, region=facts.region, fact="from")
    early = _before_diplomas(start, end, opens_on)
    refusals = tuple(_refusals(facts, policy.code))
    if refusals or end < opens_on:
        return Replacement(ReplacementOutcome.DOES_NOT_COUNT, NONE, (*early, *refusals), (policy.line(),))
    if missing := (*missing, *_missing_deferral(facts, policy.code)):
        return Replacement(ReplacementOutcome.CANNOT_TELL, None, (*early, *missing), (policy.line(),))
    return _counted(facts, policy, months_between(max(start, opens_on), end), early)


def _needed(facts: ReplacementFacts) -> tuple[tuple[str, object], ...]:
    return (
        ("region", facts.region),
        ("training_completed_on", facts.training_completed_on),
        ("from", facts.start),
        ("to", facts.end),
        ("in_zone", facts.in_zone),
    )


def _before_diplomas(start: date, end: date, opens_on: date) -> tuple[Finding, ...]:
    """What comes before the diplomas never counts; the rest of the same replacement may."""
    if start >= opens_on:
        return ()
    verdict = Verdict.NOT_MET if end < opens_on else Verdict.MET
    return (FINDINGS.finding("BEFORE_DIPLOMAS", verdict, start=start),)


def _excludes_deferral(facts: ReplacementFacts, policy: str) -> bool:
    excludes = PARAMETERS["deferral_excludes_replacement"]
    return policy == CAPPED and excludes.on(facts.start, region=facts.region, fact="from").flag


def _missing_deferral(facts: ReplacementFacts, policy: str) -> tuple[Finding, ...]:
    unknown = facts.deferral_granted is None and _excludes_deferral(facts, policy)
    return (FINDINGS.missing("deferral_granted"),) if unknown else ()


def _refusals(facts: ReplacementFacts, policy: str) -> Iterator[Finding]:
    """Every reason for which nothing counts, but the day of the diplomas."""
    if facts.in_zone is False:
        yield FINDINGS.finding("NOT_ELIGIBLE_ZONE")
    if facts.deferral_granted and _excludes_deferral(facts, policy):
        yield FINDINGS.finding("EXCLUSIVE_WITH_DEFERRAL")
    if policy == PROJECT and facts.in_project is False:
        yield FINDINGS.finding("NOT_IN_PROJECT")
    if policy == THEN_INSTALLED and facts.followed_by_installation_same_place is False:
        yield FINDINGS.finding("NOT_FOLLOWED_BY_INSTALLATION")


def _counted(
    facts: ReplacementFacts, policy: Dated, months: Fraction, early: tuple[Finding, ...]
) -> Replacement:
    """What the policy of the region makes of the months that nothing excludes."""
    explain: tuple[Line, ...] = (policy.line(),)
    if policy.code == CAPPED:
        cap = PARAMETERS["replacement_max_months"].on(facts.start, region=facts.region, fact="from")
        if months > cap.integer:
            early += (FINDINGS.finding("OUT_OF_CAP", Verdict.MET, max=cap.integer),)
        counted = min(months, Fraction(cap.integer))
        return Replacement(ReplacementOutcome.COUNTS, counted, early, (*explain, cap.line()))
    if policy.code == THEN_INSTALLED:
        if facts.followed_by_installation_same_place:
            return Replacement(ReplacementOutcome.COUNTS, months, early, explain)
        waits: tuple[Finding, ...] = (FINDINGS.finding("AWAITS_INSTALLATION"),)
    else:
        unknown = FINDINGS.finding("REGION_POLICY_UNKNOWN", region=facts.region or "")
        waits = (FINDINGS.finding("AGENCY_DECIDES"), unknown)
    return Replacement(ReplacementOutcome.PROVISIONAL, months, (*early, *waits), explain)
