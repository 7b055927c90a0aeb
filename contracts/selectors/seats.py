"""What a commission member sees, from convening to closing, and what the members think of a candidate."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import CommissionStatus
from contracts.models import Candidate, CandidatePiece, Commission, CommissionMember, MemberOpinion
from contracts.policies.selection import of_person
from contracts.rules.commissions import MARKS, mean_mark
from contracts.selectors.candidate_files import CandidateFile, candidate_files


@dataclass(frozen=True, slots=True)
class MembersView:
    """What the members think of one candidate: each opinion, and the rounded means by criterion."""

    opinions: tuple[MemberOpinion, ...]
    favourable: int
    means: dict[str, int | None]


def my_seats(actor: Actor) -> QuerySet[CommissionMember]:
    """Return the seats of the actor in commissions that are convened and not yet closed."""
    seats = CommissionMember.objects.select_related(
        "commission__campaign__faculty", "commission__campaign__agency"
    )
    if actor.user_id is None or actor.faculty_id is None or not actor.is_a(Role.COMMISSION):
        return seats.none()
    return seats.filter(
        user_id=actor.user_id,
        commission__faculty_id=actor.faculty_id,
        commission__status=CommissionStatus.CONVENED,
    ).order_by("commission__starts_at")


def my_seat(actor: Actor, commission_id: uuid.UUID) -> CommissionMember:
    """Return the actor's seat in one open commission; any other does not exist (404)."""
    return get_object_or_404(my_seats(actor), commission_id=commission_id)


def people_before(member: CommissionMember) -> list[tuple[Candidate, MemberOpinion | None]]:
    """Return the candidates that the commission examines, each with the member's own opinion."""
    given = {opinion.candidate_id: opinion for opinion in member.opinions.all()}
    candidates = member.commission.campaign.candidates.filter(withdrawn_at__isnull=True)
    return [(candidate, given.get(candidate.id)) for candidate in candidates]


def seat_before(actor: Actor, candidate_id: uuid.UUID) -> tuple[CommissionMember, CandidateFile]:
    """Return the actor's seat and the file of a candidate examined there; any other does not exist (404)."""
    candidate = get_object_or_404(
        Candidate.objects.select_related("campaign__faculty", "agency"),
        id=candidate_id,
        withdrawn_at__isnull=True,
        campaign__commission__in=_judged_by(actor),
    )
    member = get_object_or_404(my_seats(actor), commission__campaign_id=candidate.campaign_id)
    return member, candidate_files([candidate])[0]


def piece_before(actor: Actor, piece_id: uuid.UUID) -> CandidatePiece:
    """Return a piece of a candidate examined by the actor's commission; any other does not exist (404)."""
    return get_object_or_404(
        CandidatePiece.objects.select_related("document"),
        id=piece_id,
        candidate__campaign__commission__in=_judged_by(actor),
    )


def _judged_by(actor: Actor) -> QuerySet[Commission]:
    """Return the open commissions where the actor sits without being a candidate there."""
    own = of_person(Candidate.objects.filter(withdrawn_at__isnull=True), actor, "user_id")
    return Commission.objects.filter(members__in=my_seats(actor)).exclude(campaign__in=own.values("campaign"))


def members_view(candidate: Candidate) -> MembersView:
    """Return what the members think of one candidate."""
    opinions: Sequence[MemberOpinion] = tuple(
        MemberOpinion.objects.filter(candidate=candidate).select_related("member").order_by("member__name")
    )
    means = {name: mean_mark([getattr(opinion, name) for opinion in opinions]) for name in MARKS}
    return MembersView(tuple(opinions), sum(opinion.is_favourable for opinion in opinions), means)
