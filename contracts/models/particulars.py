"""What a signatory says of their own situation, kept beside the contract."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from contracts.models.contracts import Contract


class Particulars(PublicModel):
    """Contact details and intentions, as declared and accepted; nothing here opens or closes a right.

    ``intended_share`` is a part of full time, from 0 to 1.
    """

    contract = models.OneToOneField(
        Contract, on_delete=models.PROTECT, related_name="particulars", verbose_name="contrat"
    )
    postal_address = models.TextField("adresse postale", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    intended_place = models.CharField("lieu d'exercice envisagé", max_length=160, blank=True)
    intended_share = models.DecimalField(
        "quotité envisagée", max_digits=4, decimal_places=3, null=True, blank=True
    )
    updated_at = models.DateTimeField("mis à jour à")

    class Meta:
        verbose_name = "situation déclarée"
        verbose_name_plural = "situations déclarées"
        constraints = (
            models.CheckConstraint(
                name="particulars_share_within_full_time",
                condition=Q(intended_share__isnull=True)
                | Q(intended_share__gt=Decimal(0), intended_share__lte=Decimal(1)),
            ),
        )

    def __str__(self) -> str:
        return str(self.contract)
