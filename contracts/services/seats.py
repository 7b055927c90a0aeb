"""Seats: from convening to closing, each member reads the sheets and gives an opinion of their own."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from contracts.enums import CommissionStatus
from contracts.models import Candidate, Commission, CommissionMember, MemberOpinion
from contracts.policies.selection import demand, holds_a_seat
from contracts.rules.commissions import MARKS


def open_seats(commission: Commission, *, actor: Actor, at: dt.datetime) -> None:
    """Give each convened member an account and the role, inside the transaction of the convening."""
    for member in commission.members.filter(user__isnull=True):
        member.user = accounts.ensure_person(
            actor=actor, email=member.email, first_name="", last_name=member.name, at=at
        )
        member.save(update_fields=["user"])
        accounts.grant_role(
            actor=actor,
            user=member.user,
            role=Role.COMMISSION,
            on=paris_day(at),
            at=at,
            faculty_id=commission.faculty_id,
        )


def close_seats(members: Iterable[CommissionMember], *, actor: Actor, at: dt.datetime) -> None:
    """Take the role back from members who sit in no other open commission."""
    for member in members:
        if member.user is None:
            continue
        others = CommissionMember.objects.filter(user=member.user).exclude(id=member.id)
        if not others.exclude(commission__status=CommissionStatus.CLOSED).exists():
            accounts.end_role(actor=actor, user=member.user, role=Role.COMMISSION, on=paris_day(at), at=at)


def _is_candidate(actor: Actor, commission: Commission) -> bool:
    """Tell whether the actor is judged by this commission, and so judges nobody in it."""
    return commission.campaign.candidates.filter(user_id=actor.person_id, withdrawn_at__isnull=True).exists()


@transaction.atomic
def record_member_opinion(
    *, actor: Actor, candidate_id: uuid.UUID, values: Mapping[str, Any], at: dt.datetime
) -> MemberOpinion:
    """Record what one member thinks of a candidate, marks from 0 to 20. Raises Refusal once the meeting is closed.

    The opinion of the commission itself stays the one that the office records during the meeting.
    """
    candidate = Candidate.objects.get(id=candidate_id)
    commission = Commission.objects.select_for_update(of=("self",)).get(campaign_id=candidate.campaign_id)
    member = next((one for one in commission.members.all() if holds_a_seat(actor, one)), None)
    demand(member is not None and not _is_candidate(actor, commission))
    if commission.status != CommissionStatus.CONVENED:
        raise Refusal(
            "SEAT_CLOSED",
            "La commission n'est pas ouverte : aucun avis ne peut être donné.",
            "Écrivez à la scolarité si elle devrait l'être.",
        )
    opinion, _ = MemberOpinion.objects.get_or_create(
        member=member,
        candidate=candidate,
        defaults={"given_at": at, "is_favourable": values["is_favourable"]},
    )
    for name in (*MARKS, "is_favourable", "comment"):
        setattr(opinion, name, values[name])
    opinion.given_at = at
    opinion.save()
    journal.record(
        actor=actor,
        action="contracts.member_opinion_given",
        obj=commission,
        at=at,
        agency_id=commission.agency_id,
        facts={"candidate": str(candidate.id)},
    )
    return opinion
