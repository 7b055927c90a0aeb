"""Searches that an agent keeps, for themselves or for the whole agency."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel


class SavedView(PublicModel):
    """A named search of the signatories; a shared one belongs to the agency and survives its author."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="enregistrée par",
    )
    name = models.CharField("nom", max_length=80)
    parameters = models.JSONField("critères", default=dict)
    is_shared = models.BooleanField("partagée avec l'agence", default=False)
    saved_at = models.DateTimeField("enregistrée à")

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "owner", "name"),
                name="saved_view_name_once",
                violation_error_message="Vous avez déjà une vue de ce nom.",
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        return self.name
