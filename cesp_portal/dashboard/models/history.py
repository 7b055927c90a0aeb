"""Spreadsheets from before the portal, and what became of each of their rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.models import Contract


class HistoryImport(PublicModel):
    """A referent's own spreadsheet, applied once. ``mapping`` says which column gives each field.

    Between ``asked_at`` and ``applied_at`` its rows are taken, some at a time, under the name of who asked.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    filename = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    headers = models.JSONField("colonnes")
    mapping = models.JSONField("correspondance", default=dict, blank=True)
    uploaded_at = models.DateTimeField("déposé à")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    asked_at = models.DateTimeField("reprise demandée à", null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="reprise demandée par",
    )
    row_count = models.PositiveIntegerField("lignes à reprendre", default=0)
    applied_at = models.DateTimeField("repris à", null=True, blank=True)

    class Meta:
        verbose_name = "reprise d'historique"
        verbose_name_plural = "reprises d'historique"
        ordering = ("-uploaded_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("agency", "sha256"), name="history_file_taken_once"),
            models.CheckConstraint(
                name="history_asked_by_somebody",
                condition=Q(asked_at__isnull=True, asked_by__isnull=True)
                | Q(asked_at__isnull=False, asked_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.filename


class HistoryLine(PublicModel):
    """One row: the file that it became, and the doubts that an agent has to settle."""

    history = models.ForeignKey(
        HistoryImport, on_delete=models.PROTECT, related_name="lines", verbose_name="reprise"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    line = models.PositiveIntegerField("ligne")
    name = models.CharField("personne", max_length=210, blank=True)
    contract = models.OneToOneField(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="history_line",
        verbose_name="contrat",
    )
    doubts = models.JSONField("doutes", default=list, blank=True)
    taken_at = models.DateTimeField("lue à")
    settled_at = models.DateTimeField("levés à", null=True, blank=True)
    settled_reason = models.CharField("ce qui a été fait", max_length=300, blank=True)

    class Meta:
        verbose_name = "ligne reprise"
        verbose_name_plural = "lignes reprises"
        ordering = ("history", "line")
        constraints = (
            models.UniqueConstraint(fields=("history", "line"), name="history_line_once"),
            models.CheckConstraint(
                name="history_line_is_a_file_or_a_doubt",
                condition=Q(contract__isnull=False) | ~Q(doubts=[]),
            ),
            models.CheckConstraint(
                name="history_settled_says_how",
                condition=Q(settled_at__isnull=True, settled_reason="")
                | (Q(settled_at__isnull=False) & ~Q(settled_reason="")),
            ),
        )
        indexes = (
            models.Index(
                fields=("agency", "taken_at", "id"),
                condition=Q(settled_at__isnull=True) & ~Q(doubts=[]),
                name="history_doubts_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.history}, ligne {self.line}"
