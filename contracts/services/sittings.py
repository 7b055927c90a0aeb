"""The sitting of a commission: attendance, opinions, ranks, and the closing with its minutes."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.rules.french import count_text
from contracts.enums import CommissionStatus
from contracts.models import Candidate, Commission, CommissionMember, CommissionOpinion
from contracts.rules.commissions import MARKS, Marks, Seat, order_of, what_prevents_deciding
from contracts.selectors.commissions import ranked
from contracts.services.candidates import list_file
from contracts.services.commission_ranks import close_gaps, write_ranks
from contracts.services.commissions import locked_commission, record_step
from contracts.services.seats import close_seats


@transaction.atomic
def record_attendance(
    *, actor: Actor, commission_id: uuid.UUID, present: Sequence[uuid.UUID], at: dt.datetime
) -> None:
    """Note who is present; everybody else is absent."""
    commission = locked_commission(actor, commission_id)
    commission.members.update(is_present=False)
    noted = commission.members.filter(id__in=present).update(is_present=True)
    record_step(actor, "contracts.attendance_noted", commission, at, present=noted)


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
    commission = locked_commission(
        actor, Commission.objects.only("id").get(campaign_id=candidate.campaign_id).id
    )
    opinion, _ = CommissionOpinion.objects.get_or_create(commission=commission, candidate=candidate)
    for name in (*MARKS, "is_favourable", "comment"):
        setattr(opinion, name, values[name])
    if not opinion.is_favourable:
        opinion.kind, opinion.rank = "", None
    opinion.save()
    close_gaps(commission)
    record_step(actor, "contracts.opinion_recorded", commission, at, candidate=str(candidate.id))
    return opinion


@transaction.atomic
def rank_by_marks(*, actor: Actor, commission_id: uuid.UUID, principal: int, at: dt.datetime) -> None:
    """Propose the order that the criteria give: the first ``principal`` people, then the complementary list."""
    commission = locked_commission(actor, commission_id)
    favoured = list(commission.opinions.filter(is_favourable=True).order_by("candidate__search_name"))
    unmarked = [opinion for opinion in favoured if any(getattr(opinion, mark) is None for mark in MARKS)]
    if unmarked:
        raise Refusal(
            "MARKS_MISSING",
            f"Il manque des notes pour {count_text(len(unmarked), 'personne', 'personnes')}.",
            "Complétez les notes, ou donnez les rangs à la main.",
        )
    marks = [
        Marks(str(one.candidate_id), one.project_mark or 0, one.results_mark or 0, one.social_mark or 0)
        for one in favoured
    ]
    write_ranks(commission, order_of(marks), principal)
    record_step(actor, "contracts.candidates_ranked", commission, at, people=len(marks), by="marks")


@transaction.atomic
def move_rank(*, actor: Actor, candidate_id: uuid.UUID, steps: int, principal: int, at: dt.datetime) -> None:
    """Move one person down by ``steps`` ranks (up when negative), at most to the end of the ranking.

    The limit between the two lists stays after ``principal`` people.
    """
    opinion = CommissionOpinion.objects.get(candidate_id=candidate_id)
    commission = locked_commission(actor, opinion.commission_id)
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
        write_ranks(commission, order, principal)
        record_step(
            actor, "contracts.candidates_ranked", commission, at, moved=str(candidate_id), to=there + 1
        )


@transaction.atomic
def close_commission(
    *, actor: Actor, commission_id: uuid.UUID, casting_vote: str, at: dt.datetime
) -> Commission:
    """Close the meeting: chair and quorum present, somebody ranked; the minutes are kept. Raises Refusal."""
    commission = locked_commission(actor, commission_id)
    members = list(commission.members.select_related("user"))
    seats = [Seat(one.quality, one.is_chair, one.is_present) for one in members]
    obstacle = what_prevents_deciding(seats, commission.quorum)
    if obstacle:
        raise Refusal(
            "CANNOT_DECIDE",
            f"La commission ne peut pas délibérer : {obstacle}.",
            "Notez les présences, ou fixez une autre date.",
        )
    close_gaps(commission)
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
    record_step(actor, "contracts.commission_closed", commission, at, people=len(ranks))
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
