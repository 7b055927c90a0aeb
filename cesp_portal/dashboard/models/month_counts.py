"""Months of practice counted by department and year, contract by contract: what the steering figures add up."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.dashboard.enums import MonthKind
from contracts.models import Contract


class MonthCount(models.Model):
    """Months of one contract in one department and one year, as its statement gave them on the day of the count.

    ``year`` is absent for months that are due without a day. ``months`` is rounded to the hundredth.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="+", verbose_name="contrat")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    department = models.CharField("département", max_length=5)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    kind = models.CharField("sorte", max_length=10, choices=MonthKind)
    months = models.DecimalField("mois", max_digits=7, decimal_places=2, validators=(MinValueValidator(0),))

    class Meta:
        verbose_name = "mois comptés"
        verbose_name_plural = "mois comptés"
        constraints = (
            models.UniqueConstraint(
                fields=("contract", "department", "year", "kind"),
                nulls_distinct=False,
                name="month_count_once",
            ),
            models.CheckConstraint(name="month_count_is_something", condition=Q(months__gt=0)),
            models.CheckConstraint(
                name="month_count_without_year_is_undated",
                condition=Q(year__isnull=True, kind=MonthKind.UNDATED)
                | (Q(year__isnull=False) & ~Q(kind=MonthKind.UNDATED)),
            ),
        )
        indexes = (
            models.Index(fields=("agency", "department", "year", "kind"), name="month_count_by_agency"),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.department}, {self.year or 'sans date'} : {self.months}"


class MonthCounting(PublicModel):
    """When the months of an agency were last counted, as of which day and after which change.

    ``revision`` grows each time that some of its files are counted apart, after they changed.
    """

    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    counted_on = models.DateField("comptés au")
    counted_at = models.DateTimeField("comptés à")
    mark = models.CharField("dernier changement compté", max_length=60)
    revision = models.PositiveIntegerField("dossiers recomptés depuis", default=0)

    class Meta:
        verbose_name = "comptage des mois"
        verbose_name_plural = "comptages des mois"

    def __str__(self) -> str:
        return f"{self.agency} : {self.counted_on:%d/%m/%Y}"


class ChangedFile(models.Model):
    """A contract of which a fact changed since its months were counted, written by the database in that transaction.

    A file that changes twice has two rows: nobody waits for anybody to write one.
    """

    # Without constraint: the rows of a contract that is being erased are noted too.
    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, db_constraint=False, related_name="+", verbose_name="contrat"
    )

    class Meta:
        verbose_name = "dossier à recompter"
        verbose_name_plural = "dossiers à recompter"

    def __str__(self) -> str:
        return str(self.contract)
