"""A campaign ready for its offers: places, a list in force, and the people who act on it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import ListKind
from contracts.models import Campaign, Candidate, Offer
from tests.factories.accounts import MembershipFactory, UserFactory, make_actor
from tests.factories.contracts import (
    CampaignFactory,
    CandidateFactory,
    ListEntryFactory,
    PlaceFactory,
    QuotaLineFactory,
    SelectionListFactory,
)

SENT_ON = dt.date(2026, 6, 1)


def noon(day: dt.date) -> dt.datetime:
    """Return noon of that day, in UTC."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def moment(day: dt.date) -> dict[str, Any]:
    """Return the day and its noon, as services ask for them."""
    return {"on": day, "at": noon(day)}


@dataclass
class Selection:
    """A campaign, its people in calling order, and its referent."""

    campaign: Campaign
    people: list[Candidate]
    referent: Actor

    def actor_of(self, candidate: Candidate) -> Actor:
        """Return the candidate as an actor."""
        assert candidate.user is not None
        return Actor(user_id=candidate.user_id, name=str(candidate.user), role=Role.CANDIDAT)

    def live(self) -> list[Candidate]:
        """Return who holds a place now, in the order of the offers."""
        offers = Offer.objects.filter(campaign=self.campaign, status__in=("sent", "signed"))
        return [
            offer.candidate for offer in offers.select_related("candidate").order_by("sent_at", "entry__rank")
        ]


def make_selection(
    *, places: int = 1, principal: int = 2, complementary: int = 2, **campaign: Any
) -> Selection:
    """Build a campaign with that many places and people, as a published order and a confirmed list leave it."""
    row = CampaignFactory(**campaign)
    line = QuotaLineFactory(faculty=row.faculty, stream=row.stream, places=max(places, 1))
    for number in range(1, places + 1):
        PlaceFactory(campaign=row, number=number, quota_line=line)
    ranked = SelectionListFactory(campaign=row, rows=principal + complementary)
    people = []
    for kind, size in ((ListKind.PRINCIPALE, principal), (ListKind.COMPLEMENTAIRE, complementary)):
        for rank in range(1, size + 1):
            user = UserFactory()
            MembershipFactory(user=user, role=Role.CANDIDAT)
            candidate = CandidateFactory(campaign=row, user=user, email=user.email)
            ListEntryFactory(list=ranked, candidate=candidate, kind=kind, rank=rank)
            people.append(candidate)
    return Selection(row, people, make_actor(Role.REFERENT, agency=row.agency))
