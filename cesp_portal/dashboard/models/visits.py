"""Until when an agent has read a dossier."""

from django.conf import settings
from django.db import models

from cesp_portal.common.db import PublicModel
from contracts.models import Contract


class DossierVisit(PublicModel):
    """What the agent declared as read: lines of the journal after ``seen_at`` are new to them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="agent"
    )
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="+", verbose_name="contrat")
    seen_at = models.DateTimeField("lu jusqu'à")

    class Meta:
        verbose_name = "lecture de dossier"
        verbose_name_plural = "lectures de dossiers"
        constraints = (
            models.UniqueConstraint(fields=("user", "contract"), name="dossier_visit_once_per_agent"),
        )

    def __str__(self) -> str:
        return f"{self.contract} : {self.seen_at:%d/%m/%Y}"
