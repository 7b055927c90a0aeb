"""What the paying authority says that it paid, and how it differs from what the files say."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import PaymentGapKind, PaymentLineStatus
from contracts.models.contracts import MONTH, Contract


class PaymentFile(PublicModel):
    """A file of the paying authority, taken once. National: no agency owns it."""

    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    filename = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    received_at = models.DateTimeField("reçu à")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="envoyé par"
    )

    class Meta:
        verbose_name = "fichier de paiements"
        verbose_name_plural = "fichiers de paiements"
        ordering = ("-received_at", "id")
        constraints = (models.UniqueConstraint(fields=("sha256",), name="payment_file_taken_once"),)

    def __str__(self) -> str:
        return self.filename


class PaymentLine(PublicModel):
    """One line: a contract, a month, an amount in euros. What cannot be read or attached waits in the queue."""

    file = models.ForeignKey(
        PaymentFile, on_delete=models.PROTECT, related_name="lines", verbose_name="fichier"
    )
    line = models.PositiveIntegerField("ligne")
    number_given = models.CharField("numéro donné", max_length=60, blank=True)
    month_given = models.CharField("mois donné", max_length=40, blank=True)
    amount_given = models.CharField("montant donné", max_length=40, blank=True)
    status = models.CharField("état", max_length=10, choices=PaymentLineStatus)
    problem = models.CharField("ce qui ne va pas", max_length=300, blank=True)
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name="contrat",
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="agence"
    )
    month = models.CharField("mois payé", max_length=7, blank=True)
    amount = models.DecimalField("montant", max_digits=9, decimal_places=2, null=True, blank=True)
    settled_at = models.DateTimeField("traitée à")

    class Meta:
        verbose_name = "ligne de paiement"
        verbose_name_plural = "lignes de paiement"
        ordering = ("file", "line")
        constraints = (
            models.UniqueConstraint(fields=("file", "line"), name="payment_line_once_per_file"),
            models.UniqueConstraint(
                fields=("contract", "month"),
                condition=Q(status=PaymentLineStatus.APPLIED),
                name="payment_month_paid_once",
            ),
            models.CheckConstraint(
                name="payment_applied_is_complete",
                condition=~Q(status=PaymentLineStatus.APPLIED)
                | Q(
                    contract__isnull=False,
                    agency__isnull=False,
                    month__regex=MONTH,
                    amount__isnull=False,
                    problem="",
                ),
            ),
            models.CheckConstraint(
                name="payment_not_applied_says_why",
                condition=Q(status=PaymentLineStatus.APPLIED) | ~Q(problem=""),
            ),
            models.CheckConstraint(
                name="payment_amount_is_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)
            ),
        )
        indexes = (
            models.Index(
                fields=("file", "line"),
                condition=Q(status=PaymentLineStatus.TO_FIX),
                name="payment_line_to_fix",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file}, ligne {self.line}"


class PaymentGap(PublicModel):
    """A month on which the payments and the computed months disagree, until it goes away or somebody explains it."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="payment_gaps", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    month = models.CharField("mois", max_length=7)
    kind = models.CharField("écart", max_length=10, choices=PaymentGapKind)
    found_at = models.DateTimeField("trouvé à")
    closed_at = models.DateTimeField("clos à", null=True, blank=True)
    reason = models.CharField("explication", max_length=300, blank=True)

    class Meta:
        verbose_name = "écart de paiement"
        verbose_name_plural = "écarts de paiement"
        ordering = ("month", "id")
        constraints = (
            models.UniqueConstraint(fields=("contract", "month", "kind"), name="payment_gap_once"),
            models.CheckConstraint(name="payment_gap_is_about_a_month", condition=Q(month__regex=MONTH)),
            models.CheckConstraint(
                name="payment_gap_explained_is_closed",
                condition=Q(reason="") | Q(closed_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=("agency", "found_at", "id"),
                condition=Q(closed_at__isnull=True),
                name="payment_gap_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.month} : {self.get_kind_display()}"
