"""What a person writes on a request, and how it is kept."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cesp_portal.common.refusals import BadInput, Refusal
from installations.enums import SETTLED_CLAIMS, DistrictClaim, RequestKind
from installations.models import Request, RequestSite
from zonage.selectors.districts import districts_of

SIMPLE_FIELDS = ("starts_on", "ends_on", "cause", "explanation", "target_agency_id")


@dataclass(frozen=True, slots=True)
class SiteAnswers:
    """One place as a person writes it."""

    commune_code: str
    commune_name: str
    structure: str
    mode: str
    address: str = ""
    half_days: Decimal | None = None
    hours: Decimal | None = None
    district_code: str = ""


@dataclass(frozen=True, slots=True)
class RequestAnswers:
    """What a person writes on a request; ``ends_on`` is the last day, included."""

    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    cause: str = ""
    explanation: str = ""
    target_agency_id: uuid.UUID | None = None
    sites: Sequence[SiteAnswers] = field(default=())


def write_answers(request: Request, answers: RequestAnswers) -> None:
    """Replace what the request says; a district that an agent settled stays settled where its address is the same."""
    for name in SIMPLE_FIELDS:
        setattr(request, name, getattr(answers, name))
    if request.kind != RequestKind.TRANSFER:
        request.target_agency_id = None
    request.save(update_fields=list(SIMPLE_FIELDS))
    settled = {_claim(site): site for site in request.sites.filter(district_status__in=SETTLED_CLAIMS)}
    request.sites.all().delete()
    RequestSite.objects.bulk_create(
        RequestSite(
            request=request,
            position=number,
            commune_code=site.commune_code,
            commune_name=site.commune_name,
            address=site.address,
            structure=site.structure,
            mode=site.mode,
            half_days=site.half_days,
            hours=site.hours,
            **_district_of(site, settled.get(_claim(site))),
        )
        for number, site in enumerate(answers.sites, start=1)
    )


def _claim(site: RequestSite | SiteAnswers) -> tuple[str, str, str]:
    return site.commune_code, site.address, site.district_code


def _district_of(site: SiteAnswers, settled: RequestSite | None) -> dict[str, Any]:
    """Return what the person says of the district, and what an agent has already answered for this address."""
    if not site.district_code:
        return {}
    district = districts_of(site.commune_code).filter(code=site.district_code).first()
    if district is None:
        raise BadInput(
            "DISTRICT_ELSEWHERE",
            f"Aucun quartier prioritaire {site.district_code} n'est connu à {site.commune_name}.",
            "Choisissez un quartier de la commune, ou décochez la case.",
        )
    return {
        "district_code": district.code,
        "district_name": district.name,
        "district_status": settled.district_status if settled else DistrictClaim.CLAIMED,
        "district_settled_at": settled.district_settled_at if settled else None,
        "district_settled_by_id": settled.district_settled_by_id if settled else None,
    }


def demand_only_unlocked(request: Request, answers: RequestAnswers) -> None:
    """Refuse a change of a field that the correction asked by an agent does not name."""
    unlocked = set(request.correction_fields)
    changed = {
        name.removesuffix("_id") for name in SIMPLE_FIELDS if getattr(request, name) != getattr(answers, name)
    }
    if [_site_values(site) for site in request.sites.all()] != [_site_values(site) for site in answers.sites]:
        changed.add("sites")
    if changed - unlocked:
        raise Refusal(
            "FIELD_LOCKED",
            "Seuls les champs à corriger peuvent être modifiés.",
            "Pour changer autre chose, retirez cette demande et faites-en une nouvelle.",
        )


def _site_values(site: RequestSite | SiteAnswers) -> tuple[object, ...]:
    return (
        site.commune_code,
        site.address,
        site.structure,
        site.mode,
        site.half_days,
        site.hours,
        site.district_code,
    )
