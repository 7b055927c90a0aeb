"""What the rules say of a request on a day, and how it is frozen in a decision."""

import datetime as dt
from fractions import Fraction
from typing import Any

from cesp_portal.common.rules.findings import Finding
from cesp_portal.common.rules.french import months_text
from installations.enums import FAVOURABLE, PLACE_KINDS, Outcome, RequestKind
from installations.models import Request
from installations.rules.assessment import Assessment, SiteAssessment
from installations.rules.shares import FULL_TIME, spread
from installations.selectors.cases import opinions_seen
from installations.selectors.contract_facts import share_text
from installations.selectors.decision_parts import particular_parts
from installations.selectors.end_examinations import examine_end, examine_termination
from installations.selectors.place_examinations import examine_places
from installations.selectors.spell_examinations import examine_deferral, examine_suspension


def examination_of(request: Request, on: dt.date) -> Assessment:
    """Examine a request with what is known on that day."""
    kind = RequestKind(request.kind)
    if kind in PLACE_KINDS:
        return examine_places(request, on)
    if kind is RequestKind.DEFERRAL:
        return examine_deferral(request, on)
    if kind is RequestKind.PRACTICE_SUSPENSION:
        return examine_suspension(request, on)
    if kind is RequestKind.END_OF_COMMITMENT:
        return examine_end(request, on)
    return examine_termination(request, on)


def frozen_findings(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the findings as JSON values: what a decision rests on, readable for ever."""
    return [
        *(_frozen(finding, False) for finding in assessment.findings),
        *(_frozen(finding, True) for site in assessment.sites for finding in site.findings),
    ]


def snapshots_of(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the zoning orders that the examination used, each once."""
    found: dict[str, dict[str, Any]] = {}
    for site in assessment.sites:
        if site.order is not None:
            found[site.order["id"]] = site.order
    return list(found.values())


def effect_of(request: Request, assessment: Assessment, outcome: Outcome) -> dict[str, Any]:
    """Return what the decision grants or refuses, as JSON values: days, places, shares, months."""
    total, shares = _granted_shares(assessment, outcome)
    return {
        "starts_on": _day(request.starts_on),
        "ends_on": _day(request.ends_on),
        "share": share_text(total) if total is not None else None,
        "months_owed": months_text(assessment.months_owed) if assessment.months_owed is not None else "",
        "expected_end_on": _day(assessment.expected_end_on),
        "opinions": opinions_seen(request),
        "amounts": [list(amount) for amount in assessment.amounts],
        "sites": [_site(site, share) for site, share in zip(assessment.sites, shares, strict=True)],
        **particular_parts(request, assessment),
    }


def _granted_shares(assessment: Assessment, outcome: Outcome) -> tuple[Fraction | None, tuple[Fraction, ...]]:
    """The share of the week and of each place; an agency that grants against the findings counts every place."""
    counted = [site.weight if site.right != "not_eligible" else Fraction(0) for site in assessment.sites]
    total = assessment.share
    if outcome in FAVOURABLE and not total and assessment.sites:
        counted = [site.weight for site in assessment.sites]
        total = min(FULL_TIME, sum(counted, Fraction(0)))
    return total, spread(total or Fraction(0), counted)


def _site(site: SiteAssessment, share: Fraction) -> dict[str, Any]:
    return {
        "commune_code": site.commune_code,
        "commune_name": site.commune_name,
        "structure": site.structure,
        "address": site.address,
        "mode": site.mode,
        "mode_label": site.mode_label,
        "time": site.time,
        "right": site.right,
        "level": site.level,
        "level_label": site.level_label,
        "district": site.district,
        "unchanged_since": _day(site.unchanged_since),
        "order": site.order,
        "share": share_text(share),
        "serves": share > 0,
        "alternatives": [f"{one.commune_name} ({one.commune_code})" for one in site.alternatives],
    }


def _frozen(finding: Finding, of_a_place: bool) -> dict[str, Any]:
    return {
        "code": finding.code,
        "verdict": finding.verdict.value,
        "sentence": finding.sentence,
        "facts": [list(fact) for fact in finding.facts],
        "source": str(finding.source) if finding.source else "",
        "confidence": finding.confidence.value,
        "to_confirm": finding.to_confirm,
        "of_a_place": of_a_place,
    }


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None
