"""Wishes as the person, the two agencies and the ministry see them."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.enums import Profession as AnyProfession
from contracts.enums import (
    ContractStatus,
    MedicalSpecialty,
    OfferStatus,
    Profession,
    Subdivision,
    Track,
    WishStatus,
)
from contracts.models import Candidate, Contract, SpecialtyWish, WishCampaign
from contracts.rules.subdivisions import REGIONS_OF
from contracts.rules.wishes import WishFacts, year_of_study_on

SIXTH = 6


def campaigns_of_wishes(actor: Actor) -> QuerySet[WishCampaign]:
    """Return the wish campaigns of a referent's agency, latest first."""
    if not actor.is_a(Role.REFERENT) or actor.agency_id is None:
        return WishCampaign.objects.none()
    return WishCampaign.objects.filter(agency_id=actor.agency_id).select_related("agency")


def wish_campaign_of(actor: Actor, campaign_id: uuid.UUID) -> WishCampaign:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(campaigns_of_wishes(actor), id=campaign_id)


def campaign_for(contract: Contract, on: dt.date) -> WishCampaign | None:
    """Return the campaign that a signatory sees that day: the latest of the agency that has begun or is announced."""
    return WishCampaign.objects.filter(agency_id=contract.agency_id, year__lte=on.year + 1).first()


def year_on(contract: Contract, on: dt.date) -> int | None:
    """Return the year of study of that day, computed from the one of the application."""
    at_application = contract.candidate.year_of_study
    return year_of_study_on(on, at_application=at_application, applied_on=contract.applied_on)


def wish_facts(
    contract: Contract,
    campaign: WishCampaign,
    specialty: MedicalSpecialty,
    subdivision: Subdivision,
    on: dt.date,
    *,
    agreement: bool | None = None,
) -> WishFacts:
    """Gather what the rules need to examine a wish."""
    return WishFacts(
        profession=AnyProfession(contract.profession),
        region=contract.agency.region_code,
        specialty=specialty,
        subdivision=subdivision,
        filed_on=on,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        year_of_study=year_on(contract, on),
        internship_started_on=contract.internship_started_on,
        agreement=agreement,
    )


def receiving_agency(subdivision: Subdivision, own: Agency) -> Agency | None:
    """Return the agency that must agree: None in one's own region, or when that agency is not on the portal."""
    regions = REGIONS_OF[subdivision]
    if own.region_code in regions:
        return None
    return Agency.objects.filter(region_code__in=regions).order_by("region_code").first()


def my_contract_for_wishes(actor: Actor) -> Contract | None:
    """Return the person's latest medical contract in progress, None when they have none."""
    if actor.user_id is None:
        return None
    contracts = Contract.objects.select_related("candidate", "agency", "user")
    return contracts.filter(
        user_id=actor.user_id, profession=Profession.MEDECINE, status=ContractStatus.ACTIVE
    ).first()


def wishes_for(actor: Actor) -> QuerySet[SpecialtyWish]:
    """Return the wishes of an agency's signatories, those asked of it by others, or a person's own."""
    wishes = SpecialtyWish.objects.select_related(
        "campaign", "contract__candidate", "contract__user", "agency", "receiving"
    )
    if actor.is_a(Role.REFERENT) and actor.agency_id is not None:
        return wishes.filter(Q(agency_id=actor.agency_id) | Q(receiving_id=actor.agency_id))
    if actor.user_id is None or not actor.is_a(Role.SIGNATAIRE):
        return wishes.none()
    return wishes.filter(contract__user_id=actor.user_id)


def wish_of(actor: Actor, wish_id: uuid.UUID) -> SpecialtyWish:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(wishes_for(actor), id=wish_id)


def agreements_to_give(actor: Actor) -> QuerySet[SpecialtyWish]:
    """Return the wishes that wait for this agency's answer, oldest first."""
    asked = wishes_for(actor).filter(status=WishStatus.AGREEMENT_ASKED)
    mine = Q(receiving_id=actor.agency_id) | Q(receiving__isnull=True, agency_id=actor.agency_id)
    return asked.filter(mine).order_by("filed_at", "id")


def concerned(agency_id: uuid.UUID, on: dt.date) -> list[Contract]:
    """Return the signatories of an agency who may file a wish: medicine, sixth year or not known, no internship yet."""
    contracts = Contract.objects.filter(
        agency_id=agency_id, profession=Profession.MEDECINE, status=ContractStatus.ACTIVE
    ).select_related("candidate", "user", "agency", "faculty")
    return [one for one in contracts.order_by("candidate__search_name", "id") if is_concerned(one, on)]


def is_concerned(contract: Contract, on: dt.date) -> bool:
    """Tell whether a signatory may have to file a wish that spring."""
    year = year_on(contract, on)
    return (
        contract.profession == Profession.MEDECINE
        and contract.track == Track.ETUDIANT
        and contract.status == ContractStatus.ACTIVE
        and contract.internship_started_on is None
        and contract.training_completed_on is None
        and (year is None or year >= SIXTH)
    )


@dataclass(frozen=True, slots=True)
class WishLine:
    """A line of the nominative list: somebody in the sixth year, with a wish or without."""

    last_name: str
    first_name: str
    born_on: dt.date
    ine: str
    faculty: str
    standing: str
    wish: SpecialtyWish | None

    @property
    def agreement(self) -> str:
        """The other agency's answer, in words."""
        if self.wish is None:
            return ""
        return "sans objet" if self.wish.status == WishStatus.FILED else self.wish.get_status_display()


def nominative_list(campaign: WishCampaign) -> list[WishLine]:
    """Return the sixth-year signatories of the agency, then those whose contract waits for a signature.

    Somebody who filed a wish stays on the list whatever their year.
    """
    wishes = {
        wish.contract_id: wish
        for wish in campaign.wishes.select_related("contract__candidate", "contract__faculty", "receiving")
    }
    contracts = {contract.id: contract for contract in concerned(campaign.agency_id, campaign.closes_on)}
    contracts |= {wish.contract_id: wish.contract for wish in wishes.values()}
    lines = [
        _line(
            contract.candidate, contract.faculty.name, f"Contrat {contract.number}", wishes.get(contract.id)
        )
        for contract in contracts.values()
    ]
    lines += [
        _line(candidate, candidate.faculty.name, "Contrat en cours de signature", None)
        for candidate in _about_to_sign(campaign)
    ]
    return sorted(lines, key=lambda line: (line.last_name, line.first_name))


def _about_to_sign(campaign: WishCampaign) -> Iterator[Candidate]:
    candidates = Candidate.objects.filter(
        agency_id=campaign.agency_id,
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        offers__status=OfferStatus.SENT,
    ).select_related("faculty")
    for candidate in candidates.distinct():
        year = year_of_study_on(
            campaign.closes_on, at_application=candidate.year_of_study, applied_on=candidate.applied_on
        )
        if year is None or year >= SIXTH:
            yield candidate


def _line(candidate: Candidate, faculty: str, standing: str, wish: SpecialtyWish | None) -> WishLine:
    return WishLine(
        last_name=candidate.last_name,
        first_name=candidate.first_name,
        born_on=candidate.born_on,
        ine=candidate.ine or "",
        faculty=faculty,
        standing=standing,
        wish=wish,
    )


COLUMNS = (
    "Nom",
    "Prénom",
    "Né·e le",
    "INE",
    "Faculté",
    "Situation",
    "Spécialité",
    "Subdivision",
    "Accord de l'agence d'accueil",
)


def rows_of(lines: list[WishLine]) -> Iterator[tuple[str | dt.date, ...]]:
    """Return the rows of the list, the same for the page, the workbook and the PDF."""
    for line in lines:
        yield (
            line.last_name,
            line.first_name,
            line.born_on,
            line.ine,
            line.faculty,
            line.standing,
            line.wish.get_specialty_display() if line.wish else "pas de vœu",
            line.wish.get_subdivision_display() if line.wish else "",
            line.agreement,
        )
