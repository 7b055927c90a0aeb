"""Places that nobody holds, and people who may still be called."""

from django.db.models import Exists, OuterRef, QuerySet

from contracts.enums import HOLDING, ListStatus
from contracts.models import Campaign, ListEntry, Offer, Place


def free_places(campaign: Campaign) -> QuerySet[Place]:
    """Return the places of a campaign that no live offer holds, by number."""
    held = Offer.objects.filter(place=OuterRef("pk"), status__in=HOLDING)
    return Place.objects.filter(~Exists(held), campaign=campaign, withdrawn_at__isnull=True).order_by(
        "number"
    )


def places_of(campaign: Campaign) -> int:
    """Return how many contracts the published orders open to a campaign now, held or not."""
    return campaign.places.filter(withdrawn_at__isnull=True).count()


def is_called(candidate: str) -> Exists:
    """Return the condition that the person at this path was called already."""
    return Exists(Offer.objects.that_call().filter(candidate=OuterRef(candidate)))


def callable_entries(campaign: Campaign) -> QuerySet[ListEntry]:
    """Return the ranks of the list in force whose person was never called and has not withdrawn, in rank order."""
    return (
        ListEntry.objects.filter(
            ~is_called("candidate"),
            list__campaign=campaign,
            list__status=ListStatus.CURRENT,
            called_at__isnull=True,
            candidate__withdrawn_at__isnull=True,
        )
        .select_related("candidate")
        .order_by("-kind", "rank")
    )
