"""What an agency decides where the texts leave it the choice: dated values, each with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel


class RegionalValue(PublicModel):
    """A value of a parameter for one region, from ``starts_on`` until the next one. Withdrawn ones are kept.

    ``words`` are the words that the parameter depends on, in its order; ``value`` is an integer, a truth or a code.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    parameter = models.CharField("règle", max_length=60)
    words = models.JSONField("mots", default=list, blank=True)
    value = models.JSONField("valeur")
    starts_on = models.DateField("à partir du")
    source = models.CharField("source", max_length=250)
    recorded_at = models.DateTimeField("enregistrée à")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="enregistrée par"
    )
    withdrawn_at = models.DateTimeField("retirée à", null=True, blank=True)
    withdrawn_reason = models.CharField("raison du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "règle régionale"
        verbose_name_plural = "règles régionales"
        ordering = ("parameter", "words", "starts_on")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "parameter", "words", "starts_on"),
                condition=Q(withdrawn_at__isnull=True),
                name="regional_value_once_per_day",
            ),
            models.CheckConstraint(name="regional_value_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="regional_value_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.parameter} au {self.starts_on:%d/%m/%Y}"
