"""Who holds a piece of work, and until when it is set aside."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel


class WorkNote(PublicModel):
    """What an agency noted on one row of a pile (``kind``, ``object_id``): a holder, or a day to come back to it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    kind = models.CharField("sorte de travail", max_length=30)
    object_id = models.UUIDField("objet")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pris par",
    )
    snoozed_until = models.DateField("mis de côté jusqu'au", null=True, blank=True)
    reason = models.CharField("raison", max_length=300, blank=True)
    noted_at = models.DateTimeField("noté à")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="noté par",
    )

    class Meta:
        verbose_name = "note de travail"
        verbose_name_plural = "notes de travail"
        constraints = (
            models.UniqueConstraint(fields=("agency", "kind", "object_id"), name="work_note_once_per_row"),
            models.CheckConstraint(
                name="work_note_set_aside_says_why",
                condition=Q(snoozed_until__isnull=True) | ~Q(reason=""),
                violation_error_message="Dites pourquoi vous mettez cette ligne de côté.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
