"""A campaign: one faculty, one stream, one academic year."""

from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from contracts.enums import Stream

ACADEMIC_YEAR = r"^20[0-9]{2}-20[0-9]{2}$"


class Campaign(PublicModel):
    """The selection of a faculty in a stream for a year; its row is the lock of its places.

    ``transmit_by_on`` is the last day on which the office may send its list. ``refill_delay_days`` is the time left
    after a lapse for a receipt dated in time to be typed, before the next person is called.
    """

    faculty = models.ForeignKey(
        Faculty, on_delete=models.PROTECT, related_name="campaigns", verbose_name="faculté"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="campaigns", verbose_name="agence"
    )
    academic_year = models.CharField("année universitaire", max_length=9)
    stream = models.CharField("filière", max_length=20, choices=Stream)
    opens_on = models.DateField("ouverture des candidatures")
    closes_on = models.DateField("clôture des candidatures")
    commission_on = models.DateField("commission", null=True, blank=True)
    transmit_by_on = models.DateField("dernier jour d'envoi de la liste")
    refill_delay_days = models.PositiveSmallIntegerField(
        "jours laissés avant d'appeler le suivant", default=0
    )

    class Meta:
        verbose_name = "campagne"
        ordering = ("-academic_year", "faculty__name", "stream")
        constraints = (
            models.UniqueConstraint(
                fields=("faculty", "academic_year", "stream"),
                name="campaign_once_per_faculty_year_stream",
                violation_error_message="Cette faculté a déjà une campagne pour cette année et cette filière.",
            ),
            models.CheckConstraint(
                name="campaign_year_is_written_in_full",
                condition=Q(academic_year__regex=ACADEMIC_YEAR),
                violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
            ),
            models.CheckConstraint(
                name="campaign_closes_after_opening",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="La clôture suit l'ouverture.",
            ),
            models.CheckConstraint(
                name="campaign_list_sent_after_opening",
                condition=Q(transmit_by_on__gte=F("opens_on")),
                violation_error_message="La liste s'envoie après l'ouverture des candidatures.",
            ),
            models.CheckConstraint(
                name="campaign_commission_after_opening",
                condition=Q(commission_on__isnull=True) | Q(commission_on__gte=F("opens_on")),
                violation_error_message="La commission se réunit après l'ouverture des candidatures.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.faculty} – {self.get_stream_display()} {self.academic_year}"
