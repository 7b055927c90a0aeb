"""Lengths of the ranked lists that a faculty sends."""

from __future__ import annotations

from dataclasses import dataclass

from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from contracts.enums import ListOutcome
from contracts.rules.parameters import FINDINGS, PARAMETERS

_OUTCOMES = {
    Verdict.MET: ListOutcome.MET,
    Verdict.CANNOT_TELL: ListOutcome.WARNING,
    Verdict.NOT_MET: ListOutcome.NOT_MET,
}


@dataclass(frozen=True, slots=True)
class SelectionListFacts:
    """``quota`` is last year's while this year's is not published; the lists are given by their lengths."""

    quota: int | None = None
    quota_published: bool | None = None
    principal: int | None = None
    complementary: int | None = None


@dataclass(frozen=True, slots=True)
class SelectionListAnswer:
    outcome: ListOutcome
    complementary_max: int | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def selection_list(facts: SelectionListFacts) -> SelectionListAnswer:
    """Check both lengths; before the quota is published nothing is refused, only announced."""
    findings = [
        FINDINGS.missing(name)
        for name in ("quota", "quota_published", "principal", "complementary")
        if _size(facts, name) is None
    ]
    factor = PARAMETERS["complementary_factor"].latest()
    longest = None if facts.quota is None else facts.quota * factor.integer
    over = Verdict.NOT_MET if facts.quota_published else Verdict.CANNOT_TELL
    if facts.quota_published is False:
        findings.append(FINDINGS.finding("QUOTA_NOT_PUBLISHED"))
    if longest is not None and facts.complementary is not None and facts.complementary > longest:
        findings.append(
            FINDINGS.finding("OVER_COMPLEMENTARY_CAP", over, complementary=facts.complementary, max=longest)
        )
    if facts.quota is not None and facts.principal is not None and facts.principal > facts.quota:
        findings.append(
            FINDINGS.finding("PRINCIPAL_OVER_QUOTA", principal=facts.principal, quota=facts.quota)
        )
    verdicts = {finding.verdict for finding in findings}
    worst = next((v for v in (Verdict.NOT_MET, Verdict.CANNOT_TELL) if v in verdicts), Verdict.MET)
    explain = (factor.line(("contrats ouverts", str(facts.quota))),)
    return SelectionListAnswer(_OUTCOMES[worst], longest, tuple(findings), explain)


def _size(facts: SelectionListFacts, name: str) -> int | bool | None:
    size: int | bool | None = getattr(facts, name)
    if size is not None and size < 0:
        raise FactError(name, f"{size} est négatif ; indiquez un nombre")
    return size
