"""Requests that name places: the zone of each, the right of this person there, the share of the week, the end date."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import months_between
from cesp_portal.common.rules.findings import Finding
from cesp_portal.common.rules.french import decimal_text
from contracts.enums import Regime
from contracts.models import Contract
from installations.enums import (
    DistrictClaim,
    HearingChoice,
    PracticeMode,
    RequestKind,
    SpellKind,
    ZoneRightOutcome,
)
from installations.models import Request, RequestSite
from installations.rules.assessment import Alternative, Assessment, SiteAssessment
from installations.rules.districts import ClaimedDistrict, right_with_district
from installations.rules.place_findings import place_finding, start_finding, week_findings
from installations.rules.places import place_key
from installations.rules.projects import FiledVersion, stability_of
from installations.rules.replacements import ReplacementFacts, replacement
from installations.rules.service import Period, ServiceFacts, service
from installations.rules.shares import weight_of
from installations.rules.work_shares import WorkShare, work_share
from installations.rules.zone_rights import ZoneChange, ZoneRight, ZoneRightFacts, zone_right
from installations.selectors.cases import case_findings, hearing_of
from installations.selectors.contract_facts import commitment_of, day_ranges
from installations.selectors.declarations import project_versions
from installations.selectors.places import ZoneReading, zone_reading
from installations.selectors.served import known_periods
from installations.selectors.weeks import week_of
from zonage.selectors.neighbours import eligible_near

NOT_ELIGIBLE = ZoneRightOutcome.NOT_ELIGIBLE


def examine_places(request: Request, on: dt.date) -> Assessment:
    """Examine a request that names places, as of the day when practice would start."""
    contract = request.contract
    starts_on = request.starts_on or on
    versions = project_versions(contract)
    lost = _was_not_kept(request)
    sites = tuple(_examine_site(request, site, versions, starts_on, lost) for site in request.sites.all())
    share = _share(request, sites, starts_on)
    findings = [
        start_finding(request.starts_on, contract.training_completed_on),
        *week_findings(sites, share),
    ]
    findings += case_findings(request)
    counted = None
    if request.kind == RequestKind.REPLACEMENT:
        counted = _add_replacement(request, sites, findings)
    commitment = commitment_of(contract, max(on, starts_on))
    findings += [finding for finding in commitment.findings if finding.code == "REGIME_TO_CONFIRM"]
    return Assessment(
        on=on,
        findings=tuple(findings),
        sites=sites,
        share=share.share,
        months_owed=commitment.months_owed,
        counted_months=counted,
        expected_end_on=_expected_end(contract, request, share.share, commitment.months_owed, starts_on),
    )


def _examine_site(
    request: Request, site: RequestSite, versions: Sequence[FiledVersion], on: dt.date, lost: bool
) -> SiteAssessment:
    contract = request.contract
    zone = zone_reading(site.commune_code, contract.profession, on)
    stability = stability_of(versions, site.commune_code)
    facts = ZoneRightFacts(
        profession=Profession(contract.profession),
        regime=Regime(contract.regime),
        region=(request.target_agency or request.agency).region_code,
        history=_history(zone),
        project_filed_on=stability.filed_on,
        project_changed_on=stability.changed_on,
        installed_since=_installed_since(contract, site),
        on=on,
    )
    right, shown = _right_at(site, facts, zone, on)
    place = f"{site.commune_name} ({site.commune_code})"
    order = f"arrêté n° {shown.order['number']}" if shown.order else ""
    own = place_finding(
        right.outcome, place=place, code=site.commune_code, label=shown.label, order=order, on=on
    )
    return SiteAssessment(
        position=site.position,
        commune_code=site.commune_code,
        commune_name=site.commune_name,
        structure=site.structure,
        address=site.address,
        mode=site.mode,
        mode_label=site.get_mode_display(),
        time=time_text(site),
        right=right.outcome.value,
        level=right.level or "",
        level_label=shown.label,
        order=shown.order,
        unchanged_since=stability.since,
        half_days=Fraction(site.half_days or 0),
        hours=Fraction(site.hours or 0),
        weight=weight_of(site.half_days, site.hours),
        findings=(own, *right.findings),
        alternatives=_alternatives(site, contract.profession, on)
        if lost or right.outcome is ZoneRightOutcome.NOT_ELIGIBLE
        else (),
        district=site.district_code if site.district_status == DistrictClaim.CONFIRMED else "",
    )


def _was_not_kept(request: Request) -> bool:
    """Tell whether a hearing chose somebody else for the place."""
    hearing = hearing_of(request)
    return hearing is not None and hearing.choice == HearingChoice.ONE and hearing.chosen_id != request.id


def _alternatives(site: RequestSite, profession: str, on: dt.date) -> tuple[Alternative, ...]:
    """What would be eligible nearby, for a place that is not, or that somebody else was given."""
    near = eligible_near(code=site.commune_code, profession=profession, on=on)
    return tuple(Alternative(one.code, one.name, one.label, one.kilometres) for one in near)


def _right_at(
    site: RequestSite, facts: ZoneRightFacts, commune: ZoneReading, on: dt.date
) -> tuple[ZoneRight, ZoneReading]:
    """Return the right at a place and the reading it rests on: the commune's, or that of a confirmed district."""
    outside = zone_right(facts)
    if not site.district_code:
        return outside, commune
    own = zone_reading(site.district_code, str(facts.profession), on)
    inside = zone_right(replace(facts, qpv_level=own.level))
    claim = DistrictClaim(site.district_status)
    district = ClaimedDistrict(site.district_code, site.district_name, claim, own.label)
    right = right_with_district(district, outside=outside, inside=inside)
    wins = claim is DistrictClaim.CONFIRMED and any(one.code == "QPV_LEVEL_WINS" for one in inside.findings)
    return right, own if wins else commune


def time_text(site: RequestSite) -> str:
    """Return « 6 demi-journées » or « 17,5 heures »."""
    if site.mode == PracticeMode.LIBERAL:
        return f"{_figure(site.half_days)} demi-journées"
    return f"{_figure(site.hours)} heures"


def _figure(value: object) -> str:
    exact = Fraction(str(value or 0))
    return str(exact.numerator) if exact.denominator == 1 else decimal_text(exact)


def _history(zone: ZoneReading) -> tuple[ZoneChange, ...]:
    """The levels known up to that day; none at all when the place has no level on it."""
    if zone.level is None:
        return ()
    return tuple(ZoneChange(level=level, start=start) for start, level, _ in zone.spells if level is not None)


def _installed_since(contract: Contract, site: RequestSite) -> dt.date | None:
    """Since when the person already practises at this very place, as declared."""
    key = place_key(site.commune_code, site.structure)
    periods = contract.practice_periods.filter(
        place_key=key, status__in=("declared", "supported", "verified")
    )
    first = periods.order_by("days").first()
    return first.days.lower if first else None


def _share(request: Request, sites: Sequence[SiteAssessment], on: dt.date) -> WorkShare:
    serving = {site.position: site.right != NOT_ELIGIBLE for site in sites}
    rows = [(site, serving[site.position]) for site in request.sites.all()]
    return work_share(week_of(request, rows, on))


def _expected_end(
    contract: Contract, request: Request, share: Fraction | None, owed: int | None, starts_on: dt.date
) -> dt.date | None:
    """The last day due if the practice that is asked simply goes on."""
    if not share or owed is None or request.kind == RequestKind.REPLACEMENT:
        return None
    before = known_periods(contract, until=starts_on)
    answer = service(
        ServiceFacts(
            months_owed=owed,
            training_completed_on=contract.training_completed_on or starts_on,
            periods=(*before, Period(share=share, eligible=True, start=starts_on, kind="installation")),
            suspensions=tuple(day_ranges(contract, SpellKind.PRACTICE_SUSPENSION)),
            as_of=starts_on,
        )
    )
    return answer.ends_on


def _add_replacement(
    request: Request, sites: Sequence[SiteAssessment], findings: list[Finding]
) -> Fraction | None:
    contract = request.contract
    versions = project_versions(contract)
    answer = replacement(
        ReplacementFacts(
            region=request.agency.region_code,
            training_completed_on=contract.training_completed_on,
            start=request.starts_on,
            end=request.ends_on,
            in_zone=all(site.right != NOT_ELIGIBLE for site in sites) if sites else None,
            deferral_granted=bool(day_ranges(contract, SpellKind.DEFERRAL)),
            in_project=bool(versions)
            and any(site.commune_code == versions[-1].commune_code for site in sites),
        )
    )
    findings += [finding for finding in answer.findings if finding.code not in {one.code for one in findings}]
    if answer.months_counted is not None:
        return answer.months_counted
    return (
        months_between(request.starts_on, request.ends_on) if request.starts_on and request.ends_on else None
    )
