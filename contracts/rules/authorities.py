"""Which authority signs and pays, on the day of the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.calendar import check_order
from cesp_portal.common.rules.findings import Finding, Line
from contracts.enums import Authority
from contracts.rules.parameters import FINDINGS, PARAMETERS

_CONCLUDES = PARAMETERS["asp_concludes_from"].latest()
_REPLACES = PARAMETERS["asp_replaces_cng_from"].latest()


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """``on`` is the day of the act; ``concluded_on`` that of the contract, None while it is not concluded."""

    concluded_on: date | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """The authority, None when a fact is missing."""

    authority: Authority | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def authority_on(facts: AuthorityFacts) -> AuthorityAnswer:
    """The competent authority. Raises ``FactError`` when the act precedes the contract."""
    check_order(facts.concluded_on, facts.on, "on")
    explain = (_CONCLUDES.line(), _REPLACES.line())
    if facts.concluded_on is not None and facts.concluded_on >= _CONCLUDES.day:
        return AuthorityAnswer(Authority.ASP, (), explain[:1])
    if facts.on is None:
        return AuthorityAnswer(None, (FINDINGS.missing("on"),), explain)
    if facts.on >= _REPLACES.day:
        return AuthorityAnswer(Authority.ASP, (), explain[1:])
    if facts.concluded_on is not None or facts.on < _CONCLUDES.day:
        return AuthorityAnswer(Authority.CNG, (), explain)
    return AuthorityAnswer(None, (FINDINGS.missing("concluded_on"),), explain)
