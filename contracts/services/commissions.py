"""Commissions: prepared, convened, held, closed with their minutes; their lists then leave like any other file."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import CommissionStatus, ListKind, MemberQuality
from contracts.models import Campaign, Candidate, Commission, CommissionMember, CommissionOpinion
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_hold_commission, may_send_list
from contracts.rules.commissions import MARKS, Marks, Seat, order_of, what_prevents_deciding
from contracts.selectors.commissions import principal_size
from contracts.selectors.convenings import LETTER, MEETING, convening_letter, meeting_event
from contracts.services.candidates import list_file
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
    _record(actor, "contracts.commission_prepared", commission, at, starts_at=starts_at.isoformat())
    order = [str(one) for one in ranked(commission).values_list("candidate_id", flat=True)]
    _write_ranks(commission, order, principal_size(campaign))
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
    commission = _locked(actor, commission_id)
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
    _record(actor, "contracts.member_added", commission, at, quality=str(quality))
    return member


@transaction.atomic
def remove_member(*, actor: Actor, member_id: uuid.UUID, at: dt.datetime) -> None:
    """Take a seat away."""
    member = CommissionMember.objects.select_related("user").get(id=member_id)
    commission = _locked(actor, member.commission_id)
    close_seats([member], actor=actor, at=at)
    _record(actor, "contracts.member_removed", commission, at, quality=member.quality)
    member.delete()


@transaction.atomic
def convene(*, actor: Actor, commission_id: uuid.UUID, at: dt.datetime) -> Commission:
    """Write to every member and open the seats on the portal. Raises Refusal without members or chair."""
    commission = _locked(actor, commission_id)
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
    _record(actor, "contracts.commission_convened", commission, at, members=len(members))
    open_seats(commission, actor=actor, at=at)
    joined = _convening_files(commission, members, actor=actor, at=at)
    notifications.tell_convened(commission, members, joined, at=at, again=again)
    return commission


@transaction.atomic
def record_attendance(
    *, actor: Actor, commission_id: uuid.UUID, present: Sequence[uuid.UUID], at: dt.datetime
) -> None:
    """Note who is present; everybody else is absent."""
    commission = _locked(actor, commission_id)
    commission.members.update(is_present=False)
    noted = commission.members.filter(id__in=present).update(is_present=True)
    _record(actor, "contracts.attendance_noted", commission, at, present=noted)


@transaction.atomic
def record_opinion(
    *,
    actor: Actor,
    candidate_id: uuid.UUID,
    values: Mapping[str, Any],
    at: dt.datetime,
) -> CommissionOpinion:
    """Record the marks (0 to 20) and the opinion on one candidate.

    A person no longer favoured leaves the lists, and those who follow move up.
    """
    candidate = Candidate.objects.get(id=candidate_id)
    commission = _locked(actor, Commission.objects.only("id").get(campaign_id=candidate.campaign_id).id)
    opinion, _ = CommissionOpinion.objects.get_or_create(commission=commission, candidate=candidate)
    for name in (*MARKS, "is_favourable", "comment"):
        setattr(opinion, name, values[name])
    if not opinion.is_favourable:
        opinion.kind, opinion.rank = "", None
    opinion.save()
    _close_gaps(commission)
    _record(actor, "contracts.opinion_recorded", commission, at, candidate=str(candidate.id))
    return opinion


@transaction.atomic
def rank_by_marks(*, actor: Actor, commission_id: uuid.UUID, principal: int, at: dt.datetime) -> None:
    """Propose the order that the criteria give: the first ``principal`` people, then the complementary list."""
    commission = _locked(actor, commission_id)
    favoured = list(commission.opinions.filter(is_favourable=True).order_by("candidate__search_name"))
    unmarked = [opinion for opinion in favoured if any(getattr(opinion, mark) is None for mark in MARKS)]
    if unmarked:
        raise Refusal(
            "MARKS_MISSING",
            f"Il manque des notes pour {len(unmarked)} personne(s).",
            "Complétez les notes, ou donnez les rangs à la main.",
        )
    marks = [
        Marks(str(one.candidate_id), one.project_mark or 0, one.results_mark or 0, one.social_mark or 0)
        for one in favoured
    ]
    _write_ranks(commission, order_of(marks), principal)
    _record(actor, "contracts.candidates_ranked", commission, at, people=len(marks), by="marks")


@transaction.atomic
def move_rank(*, actor: Actor, candidate_id: uuid.UUID, steps: int, principal: int, at: dt.datetime) -> None:
    """Move one person down by ``steps`` ranks (up when negative), at most to the end of the ranking.

    The limit between the two lists stays after ``principal`` people.
    """
    opinion = CommissionOpinion.objects.get(candidate_id=candidate_id)
    commission = _locked(actor, opinion.commission_id)
    order = [str(one) for one in ranked(commission).values_list("candidate_id", flat=True)]
    if str(candidate_id) not in order:
        raise Refusal(
            "NOT_RANKED",
            "Cette personne n'est plus classée.",
            "Rechargez la page pour voir le classement tel qu'il est.",
        )
    here = order.index(str(candidate_id))
    there = min(max(here + steps, 0), len(order) - 1)
    if there != here:
        order.insert(there, order.pop(here))
        _write_ranks(commission, order, principal)
        _record(actor, "contracts.candidates_ranked", commission, at, moved=str(candidate_id), to=there + 1)


def ranked(commission: Commission) -> QuerySet[CommissionOpinion]:
    """Return the opinions that hold a rank, principal list first; until the closing, without those who withdrew."""
    held = commission.opinions.exclude(kind="").order_by("-kind", "rank")
    if commission.status == CommissionStatus.CLOSED:
        return held
    return held.filter(candidate__withdrawn_at__isnull=True)


def _close_gaps(commission: Commission) -> None:
    """Number each list from 1 again, in its order, after somebody left it."""
    kinds: dict[str, list[str]] = {ListKind.PRINCIPALE: [], ListKind.COMPLEMENTAIRE: []}
    for kind, candidate in ranked(commission).values_list("kind", "candidate_id"):
        kinds[kind].append(str(candidate))
    order = kinds[ListKind.PRINCIPALE] + kinds[ListKind.COMPLEMENTAIRE]
    _write_ranks(commission, order, len(kinds[ListKind.PRINCIPALE]))


def _write_ranks(commission: Commission, order: Sequence[str], principal: int) -> None:
    places = {
        key: (ListKind.PRINCIPALE, number)
        if number <= principal
        else (ListKind.COMPLEMENTAIRE, number - principal)
        for number, key in enumerate(order, start=1)
    }
    opinions = list(commission.opinions.all())
    for opinion in opinions:
        opinion.kind, opinion.rank = places.get(str(opinion.candidate_id), ("", None))
    CommissionOpinion.objects.bulk_update(opinions, ["kind", "rank"])


@transaction.atomic
def close_commission(
    *, actor: Actor, commission_id: uuid.UUID, casting_vote: str, at: dt.datetime
) -> Commission:
    """Close the meeting: chair and quorum present, somebody ranked; the minutes are kept. Raises Refusal."""
    commission = _locked(actor, commission_id)
    members = list(commission.members.select_related("user"))
    seats = [Seat(one.quality, one.is_chair, one.is_present) for one in members]
    obstacle = what_prevents_deciding(seats, commission.quorum)
    if obstacle:
        raise Refusal(
            "CANNOT_DECIDE",
            f"La commission ne peut pas délibérer : {obstacle}.",
            "Notez les présences, ou fixez une autre date.",
        )
    _close_gaps(commission)
    ranks = list(ranked(commission).select_related("candidate"))
    if not ranks:
        raise Refusal(
            "NOBODY_RANKED", "Aucune personne n'est classée.", "Établissez le classement, puis clôturez."
        )
    commission.casting_vote = casting_vote.strip()
    commission.minutes = store_document(
        actor=actor,
        content=render_pdf(_minutes(commission, members, ranks, at)),
        filename=f"proces-verbal-{commission.campaign.academic_year}-{commission.campaign.stream}.pdf",
        content_type="application/pdf",
        at=at,
    )
    commission.status = CommissionStatus.CLOSED
    commission.closed_at = at
    commission.save(update_fields=["status", "closed_at", "minutes", "casting_vote"])
    close_seats(members, actor=actor, at=at)
    _record(actor, "contracts.commission_closed", commission, at, people=len(ranks))
    return commission


def _minutes(
    commission: Commission,
    members: Sequence[CommissionMember],
    ranks: Sequence[CommissionOpinion],
    at: dt.datetime,
) -> str:
    listed = {opinion.candidate_id for opinion in ranks}
    opinions = {opinion.candidate_id: opinion for opinion in commission.opinions.all()}
    others = [one for one in commission.campaign.candidates.all() if one.id not in listed]
    facts = {
        "commission": commission,
        "members": members,
        "present": sum(bool(member.is_present) for member in members),
        "ranks": ranks,
        "others": [(one, opinions.get(one.id)) for one in others],
        "at": at,
    }
    return render_to_string("contracts/pdf/minutes.html", facts)


def list_of_ranks(commission: Commission) -> bytes:
    """Return the two lists as the file that the office would have sent by hand. Raises Refusal before the closing."""
    if commission.status != CommissionStatus.CLOSED:
        raise Refusal(
            "COMMISSION_OPEN",
            "La commission n'est pas close : ses listes ne peuvent pas partir.",
            "Notez les présences, établissez le classement, puis clôturez.",
        )
    return list_file(
        [
            (opinion.candidate, opinion.kind, opinion.rank or 0)
            for opinion in ranked(commission).select_related("candidate")
        ]
    )


def _locked(actor: Actor, commission_id: uuid.UUID) -> Commission:
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


def _record(actor: Actor, action: str, commission: Commission, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor, action=action, obj=commission, at=at, agency_id=commission.agency_id, facts=facts
    )
