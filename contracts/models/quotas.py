"""Quota orders, and the places that they open: one row each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import PublicModel
from contracts.enums import OrderKind, Stream
from contracts.models.campaigns import ACADEMIC_YEAR, Campaign


class QuotaOrder(PublicModel):
    """An order that opens contracts for a year; several may follow one another. National: no agency owns it."""

    academic_year = models.CharField("année universitaire", max_length=9)
    number = models.CharField("référence de l'arrêté", max_length=60)
    signed_on = models.DateField("signé le")
    kind = models.CharField("nature", max_length=20, choices=OrderKind)
    created_at = models.DateTimeField("saisi à")
    published_at = models.DateTimeField("publié à", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="publié par",
    )

    class Meta:
        verbose_name = "arrêté de répartition"
        verbose_name_plural = "arrêtés de répartition"
        ordering = ("-academic_year", "-signed_on", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("academic_year", "number"),
                name="quota_order_once_per_year",
                violation_error_message="Un arrêté de cette année porte déjà cette référence.",
            ),
            models.CheckConstraint(
                name="quota_order_year_is_written_in_full",
                condition=Q(academic_year__regex=ACADEMIC_YEAR),
                violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} du {self.signed_on:%d/%m/%Y}"


class QuotaLine(models.Model):
    """What an order gives (or, in a redistribution, takes back) to a faculty in a stream."""

    order = models.ForeignKey(
        QuotaOrder, on_delete=models.CASCADE, related_name="lines", verbose_name="arrêté"
    )
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    stream = models.CharField("filière", max_length=20, choices=Stream)
    places = models.SmallIntegerField("places")

    class Meta:
        verbose_name = "ligne d'arrêté"
        verbose_name_plural = "lignes d'arrêté"
        ordering = ("faculty__name", "stream")
        constraints = (
            models.UniqueConstraint(
                fields=("order", "faculty", "stream"),
                name="quota_line_once_per_faculty_stream",
                violation_error_message="Cette faculté figure deux fois pour cette filière.",
            ),
            models.CheckConstraint(
                name="quota_line_stays_plausible",
                condition=Q(places__gte=-500, places__lte=500),
                violation_error_message="Le nombre de places est invraisemblable.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.faculty}, {self.get_stream_display()} : {self.places}"


class Place(PublicModel):
    """One contract that may be signed. ``campaign`` is where it is used now; ``quota_line`` where it comes from."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="places", verbose_name="campagne"
    )
    number = models.PositiveSmallIntegerField("numéro")
    quota_line = models.ForeignKey(
        QuotaLine, on_delete=models.PROTECT, related_name="opened_places", verbose_name="ligne d'arrêté"
    )
    withdrawn_at = models.DateTimeField("retirée à", null=True, blank=True)

    class Meta:
        verbose_name = "place"
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="place_number_once_per_campaign"),
        )

    def __str__(self) -> str:
        return f"place n° {self.number}"
