"""Statements that somebody printed: the figures of a day, frozen with a code that anybody can check."""

import pgtrigger
from django.conf import settings
from django.db import models

from cesp_portal.common.db import PublicModel


class DatedStatement(PublicModel):
    """A décompte as it was on ``as_of``; ``figures`` maps each label printed to its text."""

    contract = models.ForeignKey(
        "contracts.Contract",
        on_delete=models.PROTECT,
        related_name="dated_statements",
        verbose_name="contrat",
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    as_of = models.DateField("arrêté au")
    figures = models.JSONField("chiffres imprimés")
    verification_code = models.CharField("code de vérification", max_length=20, unique=True)
    document = models.ForeignKey(
        "documents.StoredDocument", on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    issued_at = models.DateTimeField("imprimé à")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="imprimé par",
    )

    class Meta:
        verbose_name = "décompte daté"
        verbose_name_plural = "décomptes datés"
        ordering = ("-issued_at", "id")
        triggers = (
            pgtrigger.Protect(
                name="statement_says_what_it_said", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, décompte au {self.as_of:%d/%m/%Y}"
