"""Suspensions of the contract during training, expressly asked."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import LeaveMotive, Outcome
from contracts.models.contracts import Contract


class DateRange(Func):
    """The half-open range of days that two columns make."""

    function = "DATERANGE"
    output_field = DateRangeField()


class TrainingSuspension(PublicModel):
    """A leave for which the suspension of the contract was asked; ``ends_until`` is exclusive.

    ``motive`` is shown to the referent only.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="training_suspensions", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    motive = models.CharField("motif", max_length=30, choices=LeaveMotive)
    starts_on = models.DateField("début")
    ends_until = models.DateField("fin (exclue)")
    requested_on = models.DateField("demandée le")
    evidence = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pièce",
    )

    class Meta:
        verbose_name = "suspension pendant la formation"
        verbose_name_plural = "suspensions pendant la formation"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="training_suspension_ends_after_start",
                condition=Q(ends_until__gt=F("starts_on")),
                violation_error_message="La fin suit le début.",
            ),
            ExclusionConstraint(
                name="training_suspensions_never_overlap",
                expressions=(
                    ("contract", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ),
                violation_error_message="Une autre suspension couvre déjà une partie de ces jours.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, à partir du {self.starts_on:%d/%m/%Y}"


class ThirdCycleSuspension(PublicModel):
    """The request to suspend the contract for the internship, once in a contract's life."""

    contract = models.OneToOneField(
        Contract, on_delete=models.PROTECT, related_name="third_cycle_suspension", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    requested_on = models.DateField("demandée le")
    outcome = models.CharField("suite", max_length=20, choices=Outcome)
    effective_on = models.DateField("effet le", null=True, blank=True)

    class Meta:
        verbose_name = "suspension de troisième cycle"
        verbose_name_plural = "suspensions de troisième cycle"
        constraints = (
            models.CheckConstraint(
                name="third_cycle_suspension_accepted_has_its_effect",
                condition=Q(outcome=Outcome.ACCEPTED, effective_on__isnull=False)
                | (~Q(outcome=Outcome.ACCEPTED) & Q(effective_on__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, demandée le {self.requested_on:%d/%m/%Y}"
