"""Letters of some days as one file for posting: asked by an agent, made in the background."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.db import PublicModel
from installations.models.letters import Letter


class LetterBatch(PublicModel):
    """The letters of an agency dated from ``first_on`` to ``last_on``, both included; its file once all are made."""

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    first_on = models.DateField("du")
    last_on = models.DateField("au (inclus)")
    letters = models.ManyToManyField(Letter, related_name="batches", verbose_name="courriers")
    asked_at = models.DateTimeField("demandé à")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    ready_at = models.DateTimeField("prêt à", null=True, blank=True)
    document = models.ForeignKey(
        "documents.StoredDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier",
    )

    class Meta:
        verbose_name = "lot de courriers"
        verbose_name_plural = "lots de courriers"
        ordering = ("-asked_at", "id")
        constraints = (
            models.CheckConstraint(
                name="letter_batch_ends_after_start", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="letter_batch_ready_has_its_file",
                condition=Q(document__isnull=True, ready_at__isnull=True)
                | Q(document__isnull=False, ready_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Courriers du {self.first_on:%d/%m/%Y} au {self.last_on:%d/%m/%Y}"
