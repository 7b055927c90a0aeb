"""Commissions: prepared, composed, convened; what happens at the sitting is in its own module."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import CommissionStatus, MemberQuality
from contracts.models import Campaign, Commission, CommissionMember
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_hold_commission, may_send_list
from contracts.selectors.commissions import principal_size, ranked
from contracts.selectors.convenings import LETTER, MEETING, convening_letter, meeting_event
from contracts.services.commission_ranks import write_ranks
from contracts.services.seats import close_seats, open_seats

_MEMBERS = {
    "member_sits_once": BadInput(
        "MEMBER_TWICE", "Cette adresse siège déjà à la commission.", "Donnez une adresse par personne."
    ),
    "member_one_chair": BadInput(
        "TWO_CHAIRS", "La commission a déjà un président.", "Retirez d'abord le président actuel."
    ),
    "member_chair_is_the_dean": BadInput(
        "CHAIR_IS_THE_DEAN", "La commission est présidée par le doyen.", "Choisissez la qualité « Doyen »."
    ),
}


@transaction.atomic
def prepare_commission(
    *,
    actor: Actor,
    campaign_id: uuid.UUID,
    starts_at: dt.datetime,
    place: str,
    quorum: int,
    at: dt.datetime,
    principal: int | None = None,
) -> Commission:
    """Set the day, the place and the quorum of a campaign's commission, or change them before it is closed.

    Members already convened are told of a new day or place at once. ``principal`` is the length of the principal list,
    None for the number of contracts expected; people already ranked keep their order.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).get(id=campaign_id)
    demand(may_send_list(actor, campaign))
    commission = Commission.objects.filter(campaign=campaign).first() or Commission(
        campaign=campaign, agency_id=campaign.agency_id, faculty_id=campaign.faculty_id
    )
    _demand_open(commission)
    if quorum < 1:
        raise BadInput("QUORUM_TOO_LOW", "Le quorum est au moins d'une personne.", "Corrigez le quorum.")
    moved = (commission.starts_at, commission.place) != (starts_at, place)
    commission.starts_at, commission.place, commission.quorum = starts_at, place, quorum
    commission.principal = principal
    commission.save()
    record_step(actor, "contracts.commission_prepared", commission, at, starts_at=starts_at.isoformat())
    order = [str(one) for one in ranked(commission).values_list("candidate_id", flat=True)]
    write_ranks(commission, order, principal_size(campaign))
    if moved and commission.status == CommissionStatus.CONVENED:
        _convene_again(commission, actor=actor, at=at)
    return commission


def _convene_again(commission: Commission, *, actor: Actor, at: dt.datetime) -> None:
    """Tell the new day or place to the members who were convened for another."""
    commission.convened_at = at
    commission.save(update_fields=["convened_at"])
    members = list(commission.members.filter(user__isnull=False))
    joined = _convening_files(commission, members, actor=actor, at=at)
    notifications.tell_convened(commission, members, joined, at=at, again=True)


def _convening_files(
    commission: Commission, members: Sequence[CommissionMember], *, actor: Actor, at: dt.datetime
) -> dict[int | uuid.UUID, tuple[StoredDocument, ...]]:
    """Keep what each member receives: the letter as printed that day, and the meeting for the calendar."""

    def kept(content: bytes, name: str, kind: str) -> StoredDocument:
        return store_document(actor=actor, content=content, filename=name, content_type=kind, at=at)

    meeting, day = kept(meeting_event(commission, at), *MEETING), paris_day(at)
    return {
        member.id: (kept(convening_letter(member, commission, day), *LETTER), meeting) for member in members
    }


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    commission_id: uuid.UUID,
    quality: MemberQuality,
    name: str,
    email: str,
    is_chair: bool,
    at: dt.datetime,
) -> CommissionMember:
    """Give a person a seat. Raises BadInput."""
    commission = locked_commission(actor, commission_id)
    if commission.campaign.candidates.filter(email=email.lower(), withdrawn_at__isnull=True).exists():
        raise BadInput(
            "MEMBER_IS_CANDIDATE",
            "Cette adresse est celle d'une personne candidate dans la même campagne.",
            "Une personne candidate ne juge pas les autres : désignez quelqu'un d'autre.",
        )
    with refusing(_MEMBERS):
        member = CommissionMember.objects.create(
            commission=commission, quality=quality, name=name, email=email.lower(), is_chair=is_chair
        )
    record_step(actor, "contracts.member_added", commission, at, quality=str(quality))
    return member


@transaction.atomic
def remove_member(*, actor: Actor, member_id: uuid.UUID, at: dt.datetime) -> None:
    """Take a seat away."""
    member = CommissionMember.objects.select_related("user").get(id=member_id)
    commission = locked_commission(actor, member.commission_id)
    close_seats([member], actor=actor, at=at)
    record_step(actor, "contracts.member_removed", commission, at, quality=member.quality)
    member.delete()


@transaction.atomic
def convene(*, actor: Actor, commission_id: uuid.UUID, at: dt.datetime) -> Commission:
    """Write to every member and open the seats on the portal. Raises Refusal without members or chair."""
    commission = locked_commission(actor, commission_id)
    members = list(commission.members.all())
    if not any(member.is_chair for member in members):
        raise Refusal(
            "NO_CHAIR",
            "La commission n'a pas encore de président.",
            "Ajoutez le doyen comme président, puis convoquez.",
        )
    again = commission.convened_at is not None
    commission.status = CommissionStatus.CONVENED
    commission.convened_at = at
    commission.save(update_fields=["status", "convened_at"])
    record_step(actor, "contracts.commission_convened", commission, at, members=len(members))
    open_seats(commission, actor=actor, at=at)
    joined = _convening_files(commission, members, actor=actor, at=at)
    notifications.tell_convened(commission, members, joined, at=at, again=again)
    return commission


def locked_commission(actor: Actor, commission_id: uuid.UUID) -> Commission:
    """Lock a commission that is not closed; only the office that holds it may act. Raises Forbidden, Refusal."""
    commission = (
        Commission.objects.select_for_update(of=("self",))
        .select_related("campaign__faculty", "campaign__agency")
        .get(id=commission_id)
    )
    demand(may_hold_commission(actor, commission))
    _demand_open(commission)
    return commission


def _demand_open(commission: Commission) -> None:
    if commission.status == CommissionStatus.CLOSED:
        raise Refusal(
            "COMMISSION_CLOSED",
            "La commission est close et son procès-verbal est établi.",
            "Pour corriger la liste, envoyez-en une nouvelle version avant le dernier jour.",
        )


def record_step(actor: Actor, action: str, commission: Commission, at: dt.datetime, **facts: object) -> None:
    """Leave a line in the journal about a commission."""
    journal.record(
        actor=actor, action=action, obj=commission, at=at, agency_id=commission.agency_id, facts=facts
    )
