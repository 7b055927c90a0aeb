"""When each periodic sweep last went by: what tells that the clock and the worker are alive."""

from django.db import models


class SweepPass(models.Model):
    """The last pass of one sweep, and the last one that went to its end. One row per sweep, written over."""

    sweep = models.CharField("balayage", max_length=80, primary_key=True)
    passed_at = models.DateTimeField("passé à")
    succeeded_at = models.DateTimeField("réussi à", null=True, blank=True)

    class Meta:
        verbose_name = "passage d'un balayage"
        verbose_name_plural = "passages des balayages"
        constraints = (
            models.CheckConstraint(
                name="sweep_succeeds_when_it_passes",
                condition=models.Q(succeeded_at__isnull=True)
                | models.Q(succeeded_at__lte=models.F("passed_at")),
            ),
        )

    def __str__(self) -> str:
        return self.sweep
