"""Work of a selection: lists, places, offers, and the access of those who lost theirs."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.dashboard.selectors.work_items import WorkItem
from contracts.enums import HOLDING, ListStatus, OfferStatus
from contracts.models import ListEntry, Offer, Place, SelectionList
from contracts.selectors.campaigns import campaigns_for
from contracts.selectors.claims import claims_to_examine
from contracts.selectors.offers import offers_for
from contracts.selectors.places import is_called
from contracts.selectors.wishes import agreements_to_give

SOON = dt.timedelta(days=10)
RECEIPT_EXPECTED_WITHIN = dt.timedelta(days=7)
A_YEAR = dt.timedelta(days=365)


def lists_received_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    """Lists in force of the year whose campaign has no place."""
    places = Place.objects.filter(campaign=OuterRef("campaign_id"), withdrawn_at__isnull=True)
    listed = SelectionList.objects.filter(
        status=ListStatus.CURRENT, campaign__transmit_by_on__gt=on - A_YEAR, campaign__in=campaigns_for(actor)
    )
    return listed.filter(~Exists(places)).select_related("campaign__faculty")


def list_item(received: Any) -> WorkItem:
    campaign = received.campaign
    return WorkItem(
        object_id=received.id,
        who=str(campaign.faculty),
        what=f"{campaign.get_stream_display()} {campaign.academic_year} : "
        f"{received.rows} candidats, aucune place ouverte",
        since=paris_day(received.received_at),
        url=reverse("campaign_detail", args=[campaign.id]),
    )


def _counted(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = rows.order_by().values(path).annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def places_to_offer_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    """Campaigns with places that nobody holds, and people still to call."""
    here = OuterRef("pk")
    places = Place.objects.filter(campaign=here, withdrawn_at__isnull=True)
    held = Offer.objects.filter(campaign=here, status__in=HOLDING)
    waiting = ListEntry.objects.filter(
        ~is_called("candidate_id"),
        list__campaign=here,
        list__status=ListStatus.CURRENT,
        candidate__withdrawn_at__isnull=True,
    )
    return (
        campaigns_for(actor)
        .filter(Exists(places), Exists(waiting))
        .annotate(
            free=_counted(places, "campaign") - _counted(held, "campaign"),
            waiting=_counted(waiting, "list__campaign"),
        )
        .filter(free__gt=0)
    )


def places_item(campaign: Any) -> WorkItem:
    return WorkItem(
        object_id=campaign.id,
        who=str(campaign.faculty),
        what=f"{campaign.free} places libres, {campaign.waiting} personnes en attente",
        since=campaign.closes_on,
        url=reverse("campaign_detail", args=[campaign.id]),
    )


def offers_ending_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return offers_for(actor).filter(status=OfferStatus.SENT, last_day__lte=on + SOON)


def ending_item(offer: Any) -> WorkItem:
    return WorkItem(
        object_id=offer.id,
        who=str(offer.candidate),
        what=f"Proposition à signer, {offer.campaign.faculty}",
        since=offer.sent_on,
        due_on=offer.last_day,
        url=reverse("offer_detail", args=[offer.id]),
    )


def receipts_missing_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return offers_for(actor).filter(
        status=OfferStatus.SENT, received_on__isnull=True, sent_on__lte=on - RECEIPT_EXPECTED_WITHIN
    )


def receipt_item(offer: Any) -> WorkItem:
    return WorkItem(
        object_id=offer.id,
        who=str(offer.candidate),
        what="Jour de réception à enregistrer : le délai de trente jours ne court pas encore",
        since=offer.sent_on,
        url=reverse("offer_detail", args=[offer.id]),
    )


def claims_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return claims_to_examine(actor)


def claim_item(claim: Any) -> WorkItem:
    return WorkItem(
        object_id=claim.id,
        who=str(claim),
        what="Adresse perdue : vérifiez l'identité, puis rattachez le dossier",
        since=paris_day(claim.confirmed_at),
        url=reverse("claim", args=[claim.id]),
    )


def agreements_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return agreements_to_give(actor)


def agreement_item(wish: Any) -> WorkItem:
    return WorkItem(
        object_id=wish.id,
        who=str(wish.contract.candidate),
        what=f"{wish} : {wish.agency} attend votre accord",
        since=paris_day(wish.filed_at),
        due_on=wish.campaign.closes_on,
        url=reverse("wish_agreement", args=[wish.id]),
    )
