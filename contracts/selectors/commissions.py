"""Commissions of a scope, with their members, opinions and ranks."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import CommissionStatus, MemberQuality
from contracts.models import Campaign, Candidate, Commission, CommissionMember, CommissionOpinion
from contracts.policies.selection import visible
from contracts.rules.commissions import Seat, missing_qualities, what_prevents_deciding


@dataclass(frozen=True, slots=True)
class Meeting:
    """A commission as its page shows it."""

    commission: Commission
    members: tuple[CommissionMember, ...]
    missing: tuple[MemberQuality, ...]
    obstacle: str
    ranks: tuple[CommissionOpinion, ...]
    others: tuple[tuple[Candidate, CommissionOpinion | None], ...]


def commission_of(actor: Actor, commission_id: uuid.UUID) -> Commission:
    """Return one commission of the scope; any other does not exist (404)."""
    commissions = visible(
        Commission.objects.select_related("campaign__faculty", "campaign__agency", "minutes"), actor
    )
    return get_object_or_404(commissions, id=commission_id)


def commission_of_campaign(campaign: Campaign) -> Commission | None:
    """Return the commission of a campaign, if it is prepared."""
    return Commission.objects.filter(campaign=campaign).first()


def member_of(actor: Actor, member_id: uuid.UUID) -> CommissionMember:
    """Return one member of a commission of the scope; any other does not exist (404)."""
    member = get_object_or_404(CommissionMember, id=member_id)
    commission_of(actor, member.commission_id)
    return member


def meeting_of(commission: Commission) -> Meeting:
    """Return the members, what is missing, and every candidate of the campaign: ranked first, then the others.

    Each of the others carries ``judged``, how many members have given an opinion of their own.
    """
    members = tuple(commission.members.all())
    seats = [Seat(one.quality, one.is_chair, one.is_present) for one in members]
    opinions = {opinion.candidate_id: opinion for opinion in commission.opinions.select_related("candidate")}
    closed = commission.status == CommissionStatus.CLOSED
    ranks = sorted(
        (
            opinion
            for opinion in opinions.values()
            if opinion.kind and (closed or opinion.candidate.withdrawn_at is None)
        ),
        key=lambda opinion: (opinion.kind != "principale", opinion.rank),
    )
    listed = {opinion.candidate_id for opinion in ranks}
    candidates = (
        commission.campaign.candidates.filter(withdrawn_at__isnull=True)
        .annotate(judged=Count("member_opinions"))
        .order_by("search_name", "id")
    )
    return Meeting(
        commission=commission,
        members=members,
        missing=missing_qualities(commission.campaign.agency.region_code, seats),
        obstacle=what_prevents_deciding(seats, commission.quorum),
        ranks=tuple(ranks),
        others=tuple((one, opinions.get(one.id)) for one in candidates if one.id not in listed),
    )


def principal_size(campaign: Campaign) -> int:
    """Return how many people the principal list holds: what the commission says, or the contracts expected.

    Those are the places of the year, or of the year before while this year's order is not published.
    """
    commission = commission_of_campaign(campaign)
    if commission is not None and commission.principal is not None:
        return commission.principal
    places = campaign.places.filter(withdrawn_at__isnull=True).count()
    if places:
        return places
    before = Campaign.objects.filter(
        faculty_id=campaign.faculty_id, stream=campaign.stream, academic_year__lt=campaign.academic_year
    ).order_by("-academic_year")
    last = before.first()
    return last.places.filter(withdrawn_at__isnull=True).count() if last else 0


def ranked(commission: Commission) -> QuerySet[CommissionOpinion]:
    """Return the opinions that hold a rank, principal list first; until the closing, without those who withdrew."""
    held = commission.opinions.exclude(kind="").order_by("-kind", "rank")
    if commission.status == CommissionStatus.CLOSED:
        return held
    return held.filter(candidate__withdrawn_at__isnull=True)
