"""Places that change hands: between the streams of a university, or between faculties, in dated windows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.db import PublicModel
from contracts.enums import ReallocationKind
from contracts.models.campaigns import ACADEMIC_YEAR, Campaign
from contracts.models.quotas import Place


class ReallocationWindow(PublicModel):
    """Days, both included, during which places may change hands in a year. National: no agency owns it."""

    academic_year = models.CharField("année universitaire", max_length=9)
    kind = models.CharField("nature", max_length=20, choices=ReallocationKind)
    opens_on = models.DateField("du")
    closes_on = models.DateField("au")
    source = models.CharField("texte ou décision", max_length=200)

    class Meta:
        verbose_name = "période de transfert"
        verbose_name_plural = "périodes de transfert"
        ordering = ("-academic_year", "kind", "opens_on")
        constraints = (
            models.CheckConstraint(
                name="window_closes_after_opening",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="La fin de la période suit son début.",
            ),
            models.CheckConstraint(
                name="window_year_is_written_in_full",
                condition=Q(academic_year__regex=ACADEMIC_YEAR),
                violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, du {self.opens_on:%d/%m/%Y} au {self.closes_on:%d/%m/%Y}"


class PlaceTransfer(PublicModel):
    """One free place that went from a campaign to another."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="transfers", verbose_name="place")
    origin = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="de")
    target = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="vers")
    kind = models.CharField("nature", max_length=20, choices=ReallocationKind)
    moved_at = models.DateTimeField("transférée à")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "transfert de place"
        verbose_name_plural = "transferts de places"
        ordering = ("-moved_at", "id")
        constraints = (
            models.CheckConstraint(name="transfer_goes_elsewhere", condition=~Q(origin=F("target"))),
        )

    def __str__(self) -> str:
        return f"{self.place} : {self.origin} → {self.target}"
