"""Campaigns of a scope, with the funnel from candidates to signatures."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, Min, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from contracts.enums import ListStatus, OfferStatus
from contracts.models import Campaign, ListEntry, Offer, Place, SelectionList
from contracts.policies.selection import visible
from contracts.rules.survey_figures import SMALLEST_SHOWN, publishable
from contracts.selectors.places import is_called

WARNED_DAYS_BEFORE = 14
DAYS_FOLLOWED_AFTER = 365


@dataclass(frozen=True, slots=True)
class Funnel:
    """One campaign in figures. ``free`` counts places that nobody holds; ``waiting`` people still to call.

    ``buffered`` counts the free places of a lapse so recent that a contract arrived in time may still be typed.

    ``news`` counts what happened since the reader declared the campaign read; None for who never did.
    """

    campaign: Campaign
    current_list: SelectionList | None
    listed: int
    places: int
    sent: int
    signed: int
    refused: int
    lapsed: int
    withdrawn: int
    waiting: int
    buffered: int
    next_last_day: dt.date | None
    days_to_transmit: int
    news: int | None = None

    @property
    def free(self) -> int:
        return self.places - self.sent - self.signed

    @property
    def is_of_the_past(self) -> bool:
        return self.days_to_transmit < -DAYS_FOLLOWED_AFTER

    @property
    def list_is_late(self) -> bool:
        return self.current_list is None and -DAYS_FOLLOWED_AFTER <= self.days_to_transmit < 0

    @property
    def list_is_urgent(self) -> bool:
        return self.current_list is None and 0 <= self.days_to_transmit <= WARNED_DAYS_BEFORE


def campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """Return the campaigns of the actor's scope; supervision sees all of them, as figures."""
    campaigns = Campaign.objects.select_related("faculty", "agency")
    if actor.is_a(Role.SUPERVISION):
        return campaigns
    return visible(campaigns, actor)


def campaign_of(actor: Actor, campaign_id: uuid.UUID) -> Campaign:
    """Return one campaign of the scope; any other does not exist (404)."""
    return get_object_or_404(campaigns_for(actor), id=campaign_id)


def academic_years_for(actor: Actor) -> list[str]:
    """Return the academic years that have a campaign in the scope, latest first."""
    years = campaigns_for(actor).order_by("-academic_year").values_list("academic_year", flat=True)
    return list(dict.fromkeys(years))


def funnels_for(actor: Actor, *, on: dt.date, academic_year: str = "") -> list[Funnel]:
    """Return the funnel of every campaign of the scope (of one year if given), in a fixed number of queries.

    Supervision reads one whole year at a time: two tables that share campaigns would not hide the same counts.
    """
    if actor.is_a(Role.SUPERVISION):
        years = academic_years_for(actor)
        academic_year = academic_year if academic_year in years else next(iter(years), "")
    key = f"funnels:{actor.role}:{actor.agency_id}:{actor.faculty_id}:{on}:{academic_year}"
    return kept(key, lambda: _funnels(actor, on, academic_year))


def _funnels(actor: Actor, on: dt.date, academic_year: str) -> list[Funnel]:
    campaigns = campaigns_for(actor)
    if academic_year:
        campaigns = campaigns.filter(academic_year=academic_year)
    return funnels_of(campaigns, on=on)


def funnels_of(campaigns: Iterable[Campaign], *, on: dt.date) -> list[Funnel]:
    """Return the funnels of these campaigns."""
    campaigns = list(campaigns)
    in_force = SelectionList.objects.filter(campaign__in=campaigns, status=ListStatus.CURRENT)
    lists = {one.campaign_id: one for one in in_force}
    made = Offer.objects.filter(campaign__in=campaigns)
    offers: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for campaign_id, status, count in made.values_list("campaign", "status").annotate(Count("id")):
        offers[campaign_id][status] = count
    places = _by_campaign(
        Place.objects.filter(campaign__in=campaigns, withdrawn_at__isnull=True), Count("id")
    )
    buffered = _by_campaign(made.filter(refill_due_at__isnull=False), Count("id"))
    last_days = _by_campaign(made.filter(status=OfferStatus.SENT), Min("last_day"))
    uncalled = ListEntry.objects.filter(
        ~is_called("candidate"), list__in=lists.values(), candidate__withdrawn_at__isnull=True
    )
    waiting = _by_campaign(uncalled, Count("id"), campaign="list__campaign")
    return [
        Funnel(
            campaign=campaign,
            current_list=lists.get(campaign.id),
            listed=lists[campaign.id].rows if campaign.id in lists else 0,
            places=places.get(campaign.id, 0),
            sent=offers[campaign.id][OfferStatus.SENT],
            signed=offers[campaign.id][OfferStatus.SIGNED],
            refused=offers[campaign.id][OfferStatus.REFUSED],
            lapsed=offers[campaign.id][OfferStatus.LAPSED],
            withdrawn=offers[campaign.id][OfferStatus.WITHDRAWN],
            waiting=waiting.get(campaign.id, 0),
            buffered=buffered.get(campaign.id, 0),
            next_last_day=last_days.get(campaign.id),
            days_to_transmit=(campaign.transmit_by_on - on).days,
        )
        for campaign in campaigns
    ]


def _by_campaign(rows: QuerySet[Any], figure: Aggregate, campaign: str = "campaign") -> dict[uuid.UUID, Any]:
    return dict(rows.order_by().values_list(campaign).annotate(figure))


@dataclass(frozen=True, slots=True)
class RankLine:
    """One rank of the list in force, and what became of it."""

    entry: ListEntry
    offer: Offer | None

    @property
    def state(self) -> str:
        if self.offer is not None:
            return str(self.offer.get_status_display())
        if self.entry.candidate.withdrawn_at is not None:
            return "Candidature retirée"
        return "En attente"


def rank_lines(campaign: Campaign) -> list[RankLine]:
    """Return the list in force in calling order, each rank with its latest offer."""
    offers = {
        offer.candidate_id: offer
        for offer in Offer.objects.that_call()
        .filter(campaign=campaign)
        .select_related("contract")
        .order_by("sent_at")
    }
    entries = (
        ListEntry.objects.filter(list__campaign=campaign, list__status=ListStatus.CURRENT)
        .select_related("candidate")
        .order_by("-kind", "rank")
    )
    return [RankLine(entry, offers.get(entry.candidate_id)) for entry in entries]


Counts = dict[str, int | None]
FUNNEL = ("listed", "places", "sent", "signed", "refused", "lapsed", "withdrawn", "free", "waiting")
# Of a published order: no count of people.
PUBLIC = ("places",)
DEDUCED = "free"


def shown_counts(actor: Actor, funnels: Sequence[Funnel]) -> tuple[list[Counts], Counts]:
    """Return the counts of each funnel as the actor may read them, None when hidden, and their sums.

    Supervision sees no count of people from one to four, nor what would give one away.
    """
    counts: list[Counts] = [{name: getattr(funnel, name) for name in FUNNEL} for funnel in funnels]
    sums: Counts = {name: sum(getattr(funnel, name) for funnel in funnels) for name in FUNNEL}
    if not actor.is_a(Role.SUPERVISION):
        return counts, sums
    for name in (name for name in FUNNEL if name not in (*PUBLIC, DEDUCED)):
        column = {str(rank): getattr(funnel, name) for rank, funnel in enumerate(funnels)}
        for one, figure in zip(counts, publishable(column), strict=True):
            one[name] = figure.count
        if 0 < sum(column.values()) < SMALLEST_SHOWN:
            sums[name] = None
    # Places less those that are held.
    for one in (*counts, sums):
        if one["sent"] is None or one["signed"] is None:
            one[DEDUCED] = None
    return counts, sums
