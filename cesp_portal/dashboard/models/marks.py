"""Marks that the database leaves when a fact that the figures count has changed."""

from django.db import models


class ChangeMark(models.Model):
    """One statement that changed contracts, leaves, spells or practice; ``weight`` counts those folded into one row.

    Triggers write the rows in the transaction of the change. The pair (sum of weights, last identifier) is therefore
    never the same before and after a change that a reader sees, whichever transaction commits first.
    """

    weight = models.PositiveBigIntegerField("changements", default=1, db_default=1)

    class Meta:
        verbose_name = "marque de changement"
        verbose_name_plural = "marques de changement"

    def __str__(self) -> str:
        return f"{self.pk} ({self.weight})"
