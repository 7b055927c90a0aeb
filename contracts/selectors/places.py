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


def callable_entries(campaign: Campaign) -> QuerySet[ListEntry]:
    """Return the ranks of the list in force whose person was never called and has not withdrawn, in rank order."""
    called = Offer.objects.filter(candidate=OuterRef("candidate"))
    return (
        ListEntry.objects.filter(
            ~Exists(called),
            list__campaign=campaign,
            list__status=ListStatus.CURRENT,
            called_at__isnull=True,
            candidate__withdrawn_at__isnull=True,
        )
        .select_related("candidate")
        .order_by("-kind", "rank")
    )
