"""Studies of a zoning: the people whose project or place it touches, and what was done about each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from installations.enums import ImpactOutcome, ImpactSubject, RppsOutcome


class ImpactStudy(PublicModel):
    """The study of one published snapshot; a study without line says that nobody is touched."""

    snapshot = models.OneToOneField(
        "zonage.Snapshot", on_delete=models.PROTECT, related_name="impact_study", verbose_name="zonage"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="agence"
    )
    made_at = models.DateTimeField("faite à")

    class Meta:
        verbose_name = "étude d'impact"
        verbose_name_plural = "études d'impact"
        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return f"Étude de {self.snapshot}"


class ImpactLine(PublicModel):
    """One place of one person, before and after."""

    study = models.ForeignKey(
        ImpactStudy, on_delete=models.CASCADE, related_name="lines", verbose_name="étude"
    )
    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, related_name="impact_lines", verbose_name="contrat"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    subject = models.CharField("objet", max_length=10, choices=ImpactSubject)
    commune_code = models.CharField("code de la commune", max_length=5)
    commune_name = models.CharField("commune", max_length=120)
    before = models.CharField("niveau avant", max_length=120, blank=True)
    after = models.CharField("niveau après", max_length=120, blank=True)
    outcome = models.CharField("conséquence", max_length=12, choices=ImpactOutcome)
    handled_at = models.DateTimeField("traitée à", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="traitée par",
    )

    class Meta:
        verbose_name = "personne concernée"
        verbose_name_plural = "personnes concernées"
        ordering = ("outcome", "commune_code", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("study", "contract", "subject", "commune_code"), name="impact_line_once_per_place"
            ),
            models.CheckConstraint(
                name="impact_line_handled_has_its_agent",
                condition=Q(handled_at__isnull=True, handled_by__isnull=True)
                | Q(handled_at__isnull=False, handled_by__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("agency", "handled_at"), name="impact_line_by_agency"),)

    def __str__(self) -> str:
        return f"{self.contract} – {self.commune_name} : {self.get_outcome_display().lower()}"


class RppsReading(PublicModel):
    """What one published extract of the RPPS says of one declared period."""

    period = models.ForeignKey(
        "installations.PracticePeriod",
        on_delete=models.CASCADE,
        related_name="rpps_readings",
        verbose_name="période",
    )
    extract = models.CharField("extraction", max_length=120)
    outcome = models.CharField("réponse", max_length=12, choices=RppsOutcome)
    communes = models.JSONField("communes du RPPS", default=list, blank=True)
    read_at = models.DateTimeField("lue à")

    class Meta:
        verbose_name = "lecture du RPPS"
        verbose_name_plural = "lectures du RPPS"
        ordering = ("-read_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("period", "extract"), name="rpps_read_once_per_extract"),
        )

    def __str__(self) -> str:
        return f"{self.period} : {self.get_outcome_display().lower()}"
