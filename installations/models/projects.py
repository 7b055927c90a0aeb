"""The project of a signatory: speciality, mode and place, with every change kept."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel, folded_index
from installations.enums import PracticeMode


class Project(PublicModel):
    """The project of one contract; what it says stands in its versions."""

    contract = models.OneToOneField(
        "contracts.Contract", on_delete=models.PROTECT, related_name="project", verbose_name="contrat"
    )
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, verbose_name="agence")

    class Meta:
        verbose_name = "projet"

    def __str__(self) -> str:
        return f"Projet de {self.contract}"


class ProjectVersion(PublicModel):
    """What a project said from the day it was filed (``filed_on``) until the next version. Never changed."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="versions", verbose_name="projet"
    )
    number = models.PositiveSmallIntegerField("version")
    specialty = models.CharField("spécialité", max_length=120, blank=True)
    mode = models.CharField("mode d'exercice", max_length=10, choices=PracticeMode)
    commune_code = models.CharField("code de la commune", max_length=5)
    commune_name = models.CharField("commune", max_length=120)
    address = models.CharField("adresse", max_length=200, blank=True)
    structure = models.CharField("structure", max_length=160, blank=True)
    filed_on = models.DateField("déposé le")
    filed_at = models.DateTimeField("enregistré à")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "version du projet"
        verbose_name_plural = "versions du projet"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="project_version_number_once"),
            models.CheckConstraint(
                name="project_version_has_a_commune",
                condition=Q(commune_code__regex=r"^[0-9][0-9AB][0-9]{3}$"),
            ),
        )
        indexes = (folded_index("commune_name", name="project_commune_trigram"),)
        triggers = (
            pgtrigger.Protect(
                name="project_version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune_name} ({self.commune_code}), {self.get_mode_display().lower()}"
