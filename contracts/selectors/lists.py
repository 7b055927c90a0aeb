"""Lists as received, and the ranks of the one in force."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import ListStatus
from contracts.models import Campaign, ListEntry, ListUpload, SelectionList
from contracts.policies.selection import visible
from contracts.rules.list_differences import Ranked


def lists_for(actor: Actor) -> QuerySet[SelectionList]:
    """Return the transmitted lists of the actor's scope, latest first."""
    return visible(SelectionList.objects.select_related("campaign__faculty", "received_by"), actor)


def list_of(actor: Actor, list_id: uuid.UUID) -> SelectionList:
    """Return one list of the scope; any other does not exist (404)."""
    return get_object_or_404(lists_for(actor).select_related("document"), id=list_id)


def upload_of(actor: Actor, upload_id: uuid.UUID) -> ListUpload:
    """Return one file of the scope; any other does not exist (404)."""
    uploads = visible(
        ListUpload.objects.select_related("campaign__faculty", "campaign__agency", "document"), actor
    )
    return get_object_or_404(uploads, id=upload_id)


def current_entries(campaign: Campaign) -> QuerySet[ListEntry]:
    """Return the ranks of the list in force: principal list first."""
    return (
        ListEntry.objects.filter(list__campaign=campaign, list__status=ListStatus.CURRENT)
        .select_related("candidate")
        .order_by("-kind", "rank")
    )


def current_ranks(campaign: Campaign) -> list[Ranked]:
    """Return the list in force as people at ranks, for comparison with a new one."""
    return [
        Ranked(
            entry.candidate.ine,
            f"{entry.candidate.last_name} {entry.candidate.first_name}",
            entry.kind,
            entry.rank,
        )
        for entry in current_entries(campaign)
    ]
