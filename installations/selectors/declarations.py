"""What a request declares, read from the database as it stands: for its check and for its freezing."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cesp_portal.common.rules.errors import FactError
from contracts.models import Contract
from installations.enums import RequestKind
from installations.models import Project, ProjectVersion, Request
from installations.rules.projects import FiledVersion
from installations.rules.submissions import WEEKLY_HALF_DAYS, Problem, SiteFacts, SubmissionFacts, problems_of
from installations.rules.work_shares import work_share
from installations.selectors.weeks import week_of
from zonage.selectors.territories import find_commune


def submission_problems(request: Request, on: dt.date) -> tuple[Problem, ...]:
    """Return everything that stops this request from being sent on that day."""
    return problems_of(submission_facts(request, on))


def submission_facts(request: Request, on: dt.date) -> SubmissionFacts:
    """Gather the facts of the check; a commune is looked up on the day of the start."""
    looked_up_on = request.starts_on or on
    sites = []
    for site in request.sites.all():
        commune = find_commune(site.commune_code, looked_up_on)
        sites.append(
            SiteFacts(
                commune_code=site.commune_code,
                commune_name=site.commune_name,
                region_code=commune.region_code if commune else None,
                half_days=site.half_days,
                hours=site.hours,
            )
        )
    target = request.target_agency
    return SubmissionFacts(
        kind=RequestKind(request.kind),
        on=on,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        training_completed_on=request.contract.training_completed_on,
        region_code=(target or request.agency).region_code,
        cause=request.cause,
        explanation=request.explanation,
        has_target_agency=target is not None,
        sites=sites,
        share_if_all_serve=_share_if_all_serve(request, sites, looked_up_on),
    )


def _share_if_all_serve(request: Request, sites: list[SiteFacts], on: dt.date) -> Fraction | None:
    if not sites or sum((site.half_days or Decimal(0) for site in sites), Decimal(0)) > WEEKLY_HALF_DAYS:
        return None
    try:
        return work_share(week_of(request, [(site, True) for site in request.sites.all()], on)).share
    except FactError:
        # A day or a week that no rule knows: the other checks say what is wrong with it.
        return None


def declaration_of(request: Request, on: dt.date) -> dict[str, Any]:
    """Return what the request declares, as JSON values: frozen in it when it is sent."""
    contract = request.contract
    return {
        "kind": request.kind,
        "submitted_on": on.isoformat(),
        "starts_on": _day(request.starts_on),
        "ends_on": _day(request.ends_on),
        "cause": request.cause,
        "explanation": request.explanation,
        "target_agency": request.target_agency.name if request.target_agency else "",
        "person": {"name": contract.candidate.full_name, "email": contract.user.email},
        "contract": {
            "number": contract.number,
            "concluded_on": _day(contract.concluded_on),
            "profession": contract.profession,
            "regime": contract.regime,
            "training_completed_on": _day(contract.training_completed_on),
        },
        "project": [_version(version) for version in project_versions(contract)],
        "sites": [_site(site) for site in request.sites.all()],
        "documents": [
            {"kind": joined.kind, "filename": joined.document.filename, "sha256": joined.document.sha256}
            for joined in request.documents.select_related("document")
        ],
    }


def project_versions(contract: Contract) -> list[FiledVersion]:
    """Return the versions of a contract's project, in the order of filing."""
    project = Project.objects.filter(contract=contract).first()
    if project is None:
        return []
    return [filed_version(version) for version in project.versions.order_by("number")]


def filed_version(version: ProjectVersion) -> FiledVersion:
    """Return a version of a project as the rules read it."""
    return FiledVersion(
        filed_on=version.filed_on,
        commune_code=version.commune_code,
        mode=version.mode,
        specialty=version.specialty,
    )


def _version(version: FiledVersion) -> dict[str, Any]:
    return {
        "filed_on": version.filed_on.isoformat(),
        "commune_code": version.commune_code,
        "mode": version.mode,
        "specialty": version.specialty,
    }


def _site(site: Any) -> dict[str, Any]:
    return {
        "commune_code": site.commune_code,
        "commune_name": site.commune_name,
        "address": site.address,
        "structure": site.structure,
        "mode": site.mode,
        "half_days": str(site.half_days) if site.half_days is not None else None,
        "hours": str(site.hours) if site.hours is not None else None,
        "district": {"code": site.district_code, "name": site.district_name} if site.district_code else None,
    }


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None
