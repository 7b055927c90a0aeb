"""Offers of a scope or of a person."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from contracts.models import Offer
from contracts.policies.selection import of_person, visible


def offers_for(actor: Actor) -> QuerySet[Offer]:
    """Return the offers of an office's scope, latest first."""
    return visible(_offers(), actor)


def offer_of(actor: Actor, offer_id: uuid.UUID) -> Offer:
    """Return one offer of the scope; any other does not exist (404)."""
    return get_object_or_404(offers_for(actor), id=offer_id)


def my_offers(actor: Actor) -> QuerySet[Offer]:
    """Return the offers made to the person."""
    return of_person(_offers(), actor, "candidate__user_id")


def my_offer(actor: Actor, offer_id: uuid.UUID) -> Offer:
    """Return one offer made to the person; any other does not exist (404)."""
    return get_object_or_404(my_offers(actor), id=offer_id)


def _offers() -> QuerySet[Offer]:
    related = ("candidate", "campaign__faculty", "agency", "entry", "place", "contract")
    return Offer.objects.select_related(*related)
