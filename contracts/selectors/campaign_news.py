"""What happened in a campaign since the actor last declared it read."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import OfferStatus
from contracts.models import Campaign, CampaignVisit, Candidate, Commission, Offer, Place, SelectionList

CLOSINGS = {
    OfferStatus.SIGNED: ("contrat signé", "contrats signés"),
    OfferStatus.REFUSED: ("proposition refusée", "propositions refusées"),
    OfferStatus.LAPSED: ("délai dépassé", "délais dépassés"),
    OfferStatus.WITHDRAWN: ("proposition close par un retrait", "propositions closes par un retrait"),
}


@dataclass(frozen=True, slots=True)
class CampaignNews:
    """What is new in one campaign; ``seen_at`` is None for an agent who has never declared it read.

    ``candidates`` are the people whose line has changed since then.
    """

    seen_at: dt.datetime | None
    sentences: tuple[str, ...]
    candidates: frozenset[uuid.UUID]


def read_until(actor: Actor, campaigns: Iterable[Campaign]) -> dict[uuid.UUID, dt.datetime]:
    """Return until when the actor has read each campaign; those never read are absent."""
    visits = CampaignVisit.objects.filter(user_id=actor.person_id, campaign__in=list(campaigns))
    return dict(visits.values_list("campaign_id", "seen_at"))


def campaign_news(actor: Actor, campaign: Campaign) -> CampaignNews:
    """Return what happened in a campaign since the actor last declared it read, as sentences."""
    seen_at = read_until(actor, [campaign]).get(campaign.id)
    if seen_at is None:
        return CampaignNews(None, (), frozenset())
    moved = [
        *_sent(campaign, seen_at).values_list("candidate_id", flat=True),
        *_closed(campaign, seen_at).values_list("candidate_id", flat=True),
        *_withdrawn(campaign, seen_at).values_list("id", flat=True),
    ]
    return CampaignNews(seen_at, tuple(_sentences(campaign, seen_at)), frozenset(moved))


def news_counts(actor: Actor, campaigns: Iterable[Campaign]) -> dict[uuid.UUID, int]:
    """Return how many things happened in each campaign since it was read, in a fixed number of queries."""
    campaigns = list(campaigns)
    seen = read_until(actor, campaigns)
    if not seen:
        return {}
    since = Q(pk__in=())
    for campaign_id, seen_at in seen.items():
        since |= Q(campaign_id=campaign_id, happened_at__gt=seen_at)
    happened: Counter[uuid.UUID] = Counter()
    for rows in (
        Offer.objects.annotate(happened_at=F("sent_at")),
        Offer.objects.annotate(happened_at=F("closed_at")),
        Candidate.objects.annotate(happened_at=F("withdrawn_at")),
        SelectionList.objects.annotate(happened_at=F("received_at")),
        Commission.objects.annotate(happened_at=F("closed_at")),
        Place.objects.annotate(happened_at=F("quota_line__order__published_at")),
    ):
        counted = rows.filter(since).order_by().values_list("campaign_id").annotate(Count("pk"))
        happened.update(dict(counted))
    return {campaign_id: happened[campaign_id] for campaign_id in seen}


def _sentences(campaign: Campaign, since: dt.datetime) -> Iterable[str]:
    for version in campaign.lists.filter(received_at__gt=since).values_list("version", flat=True):
        yield f"La liste est reçue (version {version})."
    opened = Place.objects.filter(campaign=campaign, quota_line__order__published_at__gt=since).count()
    if opened:
        yield f"{_counted(opened, 'place ouverte', 'places ouvertes')} par un arrêté publié."
    if Commission.objects.filter(campaign=campaign, closed_at__gt=since).exists():
        yield "La commission est close, son procès-verbal est établi."
    sent = _sent(campaign, since).count()
    if sent:
        yield f"{_counted(sent, 'proposition envoyée', 'propositions envoyées')}."
    closed: Mapping[str, int] = Counter(_closed(campaign, since).values_list("status", flat=True))
    for status, (one, many) in CLOSINGS.items():
        if closed.get(status):
            yield f"{_counted(closed[status], one, many)}."
    withdrawn = _withdrawn(campaign, since).count()
    if withdrawn:
        yield f"{_counted(withdrawn, 'candidature retirée', 'candidatures retirées')}."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _sent(campaign: Campaign, since: dt.datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(campaign=campaign, sent_at__gt=since)


def _closed(campaign: Campaign, since: dt.datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(campaign=campaign, closed_at__gt=since)


def _withdrawn(campaign: Campaign, since: dt.datetime) -> QuerySet[Candidate]:
    return Candidate.objects.filter(campaign=campaign, withdrawn_at__gt=since)
