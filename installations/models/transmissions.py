"""Transmissions: to whom each letter goes, and whether it got there."""

from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from installations.enums import RecipientKind, TransmissionStatus
from installations.models.letters import Letter


class Transmission(PublicModel):
    """One letter to one recipient, under its cover when it goes to an office.

    ``reference`` is the number of a registered letter when it left by post.
    """

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="transmissions", verbose_name="courrier"
    )
    cover = models.OneToOneField(
        Letter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="covered",
        verbose_name="bordereau",
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    recipient_kind = models.CharField("destinataire", max_length=16, choices=RecipientKind)
    recipient_agency = models.ForeignKey(
        "accounts.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agence destinataire",
    )
    recipient_name = models.CharField("nom du destinataire", max_length=200)
    recipient_email = models.EmailField("adresse électronique", max_length=254, blank=True)
    status = models.CharField(
        "état", max_length=14, choices=TransmissionStatus, default=TransmissionStatus.PENDING
    )
    reference = models.CharField("référence postale", max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("demandée à")
    sent_at = models.DateTimeField("transmise à", null=True, blank=True)
    acknowledged_at = models.DateTimeField("reçue à", null=True, blank=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "transmission"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("letter", "recipient_kind", "recipient_agency"),
                name="transmission_once_per_recipient",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="transmission_sent_has_its_instant",
                condition=Q(
                    status__in=(TransmissionStatus.SENT, TransmissionStatus.ACKNOWLEDGED),
                    sent_at__isnull=False,
                )
                | Q(status__in=(TransmissionStatus.PENDING, TransmissionStatus.FAILED), sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="transmission_received_has_its_instant",
                condition=Q(status=TransmissionStatus.ACKNOWLEDGED, acknowledged_at__isnull=False)
                | (~Q(status=TransmissionStatus.ACKNOWLEDGED) & Q(acknowledged_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="transmission_failed_says_why",
                condition=~Q(status=TransmissionStatus.FAILED) | ~Q(last_error=""),
            ),
            models.CheckConstraint(
                name="transmission_agency_for_agencies_only",
                condition=Q(recipient_kind=RecipientKind.OTHER_AGENCY, recipient_agency__isnull=False)
                | (~Q(recipient_kind=RecipientKind.OTHER_AGENCY) & Q(recipient_agency__isnull=True)),
            ),
        )
        indexes = (
            models.Index(fields=("agency", "status", "created_at"), name="transmission_by_agency"),
            models.Index(fields=("agency", "-created_at", "id"), name="transmission_register"),
        )

    def __str__(self) -> str:
        return f"{self.letter.number} → {self.get_recipient_kind_display()}"
