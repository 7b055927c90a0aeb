"""Candidates of a scope, and a person's own candidatures with their steps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import ListKind, ListStatus, OfferStatus
from contracts.models import Candidate, Contract, ListEntry, Offer
from contracts.policies.selection import of_person, visible
from contracts.rules.deadlines import extended_last_day
from contracts.selectors.contracts import other_commitment_of
from contracts.selectors.places import is_called, places_of


def candidates_for(actor: Actor) -> QuerySet[Candidate]:
    """Return the candidates of an office's scope, by name."""
    return visible(Candidate.objects.select_related("campaign__faculty", "agency"), actor)


def candidate_of(actor: Actor, candidate_id: uuid.UUID) -> Candidate:
    """Return one candidate of the scope; any other does not exist (404)."""
    return get_object_or_404(candidates_for(actor), id=candidate_id)


def open_offer_of(candidate: Candidate) -> Offer | None:
    """Return the offer that waits for the person's answer, if any."""
    return candidate.offers.filter(status=OfferStatus.SENT).first()


def my_candidates(actor: Actor) -> QuerySet[Candidate]:
    """Return the person's own candidatures, latest campaign first."""
    mine = of_person(
        Candidate.objects.select_related("campaign__faculty", "faculty", "agency"), actor, "user_id"
    )
    return mine.order_by("-campaign__academic_year", "id")


def my_candidate(actor: Actor, candidate_id: uuid.UUID) -> Candidate:
    """Return one of the person's candidatures; any other does not exist (404)."""
    return get_object_or_404(my_candidates(actor), id=candidate_id)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of an offer's delay, seen from a day: ``days_left`` is negative once it is past.

    ``extended_to`` is the working day that follows a last day that was not one; None when there is no question.
    """

    last_day: dt.date
    days_left: int
    extended_to: dt.date | None

    @property
    def is_past(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Candidature:
    """A candidature as its page shows it: where it stands, and what the person has to do and by when.

    ``listed`` tells that the faculty's list is in, with the person or not; ``commitment`` is a contract of another
    campaign.
    """

    candidate: Candidate
    entry: ListEntry | None
    offer: Offer | None
    contract: Contract | None
    ahead: int
    places: int
    listed: bool
    deadline: Deadline | None
    commitment: Contract | None

    @property
    def state(self) -> str:
        """Stable code of what the page explains."""
        if self.contract is not None:
            return "signed"
        if self.offer is not None and self.offer.status == OfferStatus.SENT:
            return "to_sign" if self.offer.received_on else "to_open"
        if self.candidate.withdrawn_at is not None:
            return "withdrawn"
        if self.offer is not None:
            return str(self.offer.status)
        if self.entry is not None:
            return "waiting"
        return "not_listed" if self.listed else "filed"

    @property
    def can_withdraw(self) -> bool:
        return self.state in ("filed", "not_listed", "waiting", "to_open", "to_sign")

    @property
    def step(self) -> int:
        """Number of the current step: 1 filed, 2 ranked, 3 offered, 4 signed."""
        if self.state == "withdrawn":
            return 3 if self.offer else 2 if self.entry else 1
        return {"filed": 1, "not_listed": 2, "waiting": 2, "signed": 4}.get(self.state, 3)


def my_candidatures(actor: Actor, on: dt.date) -> list[Candidature]:
    """Return the person's candidatures with rank, offer and contract, as they stand on a day."""
    return [_candidature(candidate, on) for candidate in my_candidates(actor)]


def _candidature(candidate: Candidate, on: dt.date) -> Candidature:
    entry = (
        ListEntry.objects.filter(candidate=candidate, list__status=ListStatus.CURRENT)
        .select_related("list")
        .first()
    )
    offer = candidate.offers.that_call().select_related("place").order_by("-sent_at").first()
    return Candidature(
        candidate=candidate,
        entry=entry,
        offer=offer,
        contract=Contract.objects.filter(candidate=candidate).select_related("agency").first(),
        ahead=_people_ahead(entry) if entry else 0,
        places=places_of(candidate.campaign),
        listed=candidate.campaign.lists.filter(status=ListStatus.CURRENT).exists(),
        deadline=deadline_of(offer, on) if offer else None,
        commitment=other_commitment_of(candidate),
    )


def _people_ahead(entry: ListEntry) -> int:
    """Count the people of the list who are to be called before this one."""
    others = ListEntry.objects.filter(
        ~is_called("candidate"), list=entry.list, candidate__withdrawn_at__isnull=True
    )
    better = others.filter(kind=entry.kind, rank__lt=entry.rank).count()
    if entry.kind == ListKind.COMPLEMENTAIRE:
        better += others.filter(kind=ListKind.PRINCIPALE).count()
    return better


def deadline_of(offer: Offer, on: dt.date) -> Deadline | None:
    """Return the deadline of an offer; None before its receipt."""
    if offer.last_day is None:
        return None
    extended = extended_last_day(offer.last_day)
    return Deadline(
        offer.last_day, (offer.last_day - on).days, None if extended == offer.last_day else extended
    )
