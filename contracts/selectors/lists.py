"""Lists as received, and the ranks of the one in force."""

import datetime as dt
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
        ranked(
            ine=entry.candidate.ine,
            last_name=entry.candidate.last_name,
            first_name=entry.candidate.first_name,
            born_on=entry.candidate.born_on,
            email=entry.candidate.email,
            cycle=entry.candidate.cycle,
            year=entry.candidate.year_of_study,
            specialty=entry.candidate.specialty,
            kind=entry.kind,
            rank=entry.rank,
        )
        for entry in current_entries(campaign)
    ]


def ranked(
    *,
    ine: str,
    last_name: str,
    first_name: str,
    born_on: dt.date | None,
    email: str,
    cycle: int | None,
    year: int | None,
    specialty: str,
    kind: str,
    rank: int,
) -> Ranked:
    """Return one person at one rank, described by what both a list and the portal say of the person."""
    details = {
        "nom": last_name,
        "prénom": first_name,
        "naissance": f"{born_on:%d/%m/%Y}" if born_on else "",
        "courriel": email.lower(),
        "cycle": str(cycle or ""),
        "année": str(year or ""),
        "spécialité": specialty,
    }
    return Ranked(ine, f"{last_name} {first_name}", kind, rank, details)
