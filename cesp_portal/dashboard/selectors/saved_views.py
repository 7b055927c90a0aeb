"""Views of the signatories in reach: one's own and those that the agency shares."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.dashboard.models import DossierVisit, SavedView


def saved_views_for(actor: Actor) -> QuerySet[SavedView]:
    """Return one's own views and the shared ones of the agency, by name."""
    if actor.agency_id is None or actor.user_id is None:
        return SavedView.objects.none()
    return SavedView.objects.filter(agency_id=actor.agency_id).filter(
        Q(owner_id=actor.user_id) | Q(is_shared=True)
    )


def saved_view_of(actor: Actor, view_id: uuid.UUID) -> SavedView:
    """Return one view in reach; any other does not exist (404)."""
    return get_object_or_404(saved_views_for(actor), id=view_id)


def read_until(actor: Actor, contract_id: uuid.UUID) -> dt.datetime | None:
    """Return the instant up to which the actor has read a dossier, None when never."""
    visits = DossierVisit.objects.filter(user_id=actor.person_id, contract_id=contract_id).order_by()
    return visits.values_list("seen_at", flat=True).first()
