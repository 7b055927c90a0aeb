"""Offers: one person asked to sign for one place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from contracts.enums import FREED, HOLDING, OfferStatus, SignatureChannel
from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate
from contracts.models.lists import ListEntry
from contracts.models.quotas import Place


class OfferSet(models.QuerySet["Offer"]):
    """Offers, filtered."""

    def that_call(self) -> "OfferSet":
        """Keep the offers by which a person was called; one that a mistaken withdrawal closed calls nobody any more."""
        return self.exclude(status=OfferStatus.WITHDRAWN, candidate__withdrawn_at__isnull=True)


class Offer(PublicModel):
    """A proposal of contract; while it is sent or signed nobody else can hold its place, whatever the code does.

    ``last_day`` is the last day on which the signed contract may arrive. ``refill_due_at`` says from when the next
    person is to be called on the freed place; it is emptied once done. ``follows`` is the offer that freed the place.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="offers", verbose_name="campagne"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offers", verbose_name="place")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="offers", verbose_name="candidat"
    )
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", verbose_name="rang")
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="suit la proposition",
    )
    status = models.CharField("état", max_length=10, choices=OfferStatus, default=OfferStatus.SENT)
    sent_at = models.DateTimeField("envoyée à")
    sent_on = models.DateField("envoyée le")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    received_on = models.DateField("reçue par la personne le", null=True, blank=True)
    last_day = models.DateField("dernier jour pour signer", null=True, blank=True)
    signed_on = models.DateField("contrat signé reçu le", null=True, blank=True)
    channel = models.CharField("voie", max_length=10, choices=SignatureChannel, blank=True)
    conditions_acknowledged = models.JSONField("conditions lues et acceptées", default=list, blank=True)
    late_reason = models.TextField("motif de la saisie tardive", blank=True)
    closed_at = models.DateTimeField("close à", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="close par",
    )
    refill_due_at = models.DateTimeField("suivant à appeler à partir de", null=True, blank=True)

    objects = OfferSet.as_manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ("-sent_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("place",),
                condition=Q(status__in=HOLDING),
                name="offer_holds_its_place_alone",
                violation_error_message="Cette place vient d'être proposée à une autre personne.",
            ),
            models.UniqueConstraint(
                fields=("candidate",),
                condition=Q(status__in=HOLDING),
                name="offer_one_live_per_candidate",
                violation_error_message="Cette personne a déjà une proposition en cours ou un contrat signé.",
            ),
            models.UniqueConstraint(fields=("follows",), name="offer_followed_once"),
            models.CheckConstraint(
                name="offer_last_day_comes_with_receipt",
                condition=Q(received_on__isnull=True, last_day__isnull=True)
                | Q(received_on__isnull=False, last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="offer_received_after_sending",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                violation_error_message="La proposition ne peut pas être reçue avant d'être envoyée.",
            ),
            models.CheckConstraint(
                name="offer_last_day_after_receipt",
                condition=Q(last_day__isnull=True) | Q(last_day__gt=F("received_on")),
            ),
            models.CheckConstraint(
                name="offer_closed_has_its_instant",
                condition=Q(status=OfferStatus.SENT, closed_at__isnull=True)
                | (~Q(status=OfferStatus.SENT) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="offer_signed_has_its_day_and_channel",
                condition=(Q(status=OfferStatus.SIGNED, signed_on__isnull=False) & ~Q(channel=""))
                | (~Q(status=OfferStatus.SIGNED) & Q(signed_on__isnull=True, channel="")),
            ),
            models.CheckConstraint(
                name="offer_lapsed_had_a_last_day",
                condition=~Q(status=OfferStatus.LAPSED) | Q(last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="offer_refill_only_once_freed",
                condition=Q(refill_due_at__isnull=True) | Q(status__in=FREED),
            ),
        )
        indexes = (
            models.Index(
                fields=("agency", "sent_on", "id"),
                condition=Q(status=OfferStatus.SENT),
                name="offer_waiting_by_agency",
            ),
            models.Index(
                fields=("last_day",), condition=Q(status=OfferStatus.SENT), name="offer_deadlines_to_sweep"
            ),
            models.Index(
                fields=("refill_due_at",),
                condition=Q(refill_due_at__isnull=False),
                name="offer_refills_to_sweep",
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidate} : {self.get_status_display()}"
