"""Views of the signatories in reach: one's own and those that the agency shares."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.selectors import roles_in_force
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.models import DossierVisit, SavedView


def saved_views_for(actor: Actor, on: dt.date) -> QuerySet[Any]:
    """Return one's own views and the shared ones of the agency, by name.

    Each has ``is_mine``, and ``is_left`` when whoever shared it works there no more.
    """
    if actor.agency_id is None or actor.user_id is None:
        return SavedView.objects.none()
    here = roles_in_force(on, user=OuterRef("owner"), agency=OuterRef("agency"))
    return (
        SavedView.objects.filter(agency_id=actor.agency_id)
        .filter(Q(owner_id=actor.user_id) | Q(is_shared=True))
        .annotate(is_mine=Q(owner_id=actor.user_id), is_left=~Exists(here))
        .select_related("owner")
    )


def views_shown(actor: Actor, on: dt.date) -> list[Any]:
    """Return the same views, kept until one of them, a role or a name changes."""
    key = f"views:{actor.agency_id}:{actor.user_id}:{on}"
    return kept(key, lambda: list(saved_views_for(actor, on)))


def saved_view_of(actor: Actor, view_id: uuid.UUID, on: dt.date) -> Any:
    """Return one view in reach; any other does not exist (404)."""
    return get_object_or_404(saved_views_for(actor, on), id=view_id)


def read_until(actor: Actor, contract_id: uuid.UUID) -> dt.datetime | None:
    """Return the instant up to which the actor has read a dossier, None when never."""
    visits = DossierVisit.objects.filter(user_id=actor.person_id, contract_id=contract_id).order_by()
    return visits.values_list("seen_at", flat=True).first()
