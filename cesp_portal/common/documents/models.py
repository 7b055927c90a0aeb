"""Stored files and numbers without holes."""

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel


class StoredDocument(PublicModel):
    """A file kept byte for byte; ``sha256`` is its fingerprint (64 hexadecimal digits)."""

    sha256 = models.CharField("empreinte", max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    size = models.PositiveBigIntegerField("taille en octets")
    content_type = models.CharField("type", max_length=100)
    filename = models.CharField("nom du fichier", max_length=200)
    file = models.FileField("fichier", max_length=200)
    stored_at = models.DateTimeField("reçu à")
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "document"
        constraints = (
            models.CheckConstraint(
                name="document_sha256_is_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        )
        indexes = (models.Index(fields=("sha256",), name="document_by_sha256"),)
        triggers = (pgtrigger.Protect(name="document_never_changes", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return self.filename


class NumberSequence(models.Model):
    """The last number given in a series (for example ``76-2026``): one row, locked while a number is taken."""

    series = models.CharField("série", max_length=60, unique=True)
    last_number = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"

    def __str__(self) -> str:
        return f"{self.series} : {self.last_number}"
