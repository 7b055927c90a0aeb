"""The claim of a file by somebody whose address is dead."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from contracts.enums import ClaimStatus, IdentityCheck
from contracts.models.contracts import Contract

OPEN = (ClaimStatus.ASKED, ClaimStatus.WAITING)
DECIDED = (ClaimStatus.LINKED, ClaimStatus.REFUSED)


class FileClaim(PublicModel):
    """What a stranger says of themselves, and what the referent concluded. Nothing here proves anything.

    ``expires_at`` (exclusive) ends the link that confirms the address; only its hash is kept.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    last_name = models.CharField("nom", max_length=100)
    first_name = models.CharField("prénom", max_length=100)
    born_on = models.DateField("date de naissance")
    contract_number = models.CharField("numéro de contrat indiqué", max_length=30, blank=True)
    explanation = models.TextField("explication", blank=True)
    email = models.EmailField("nouvelle adresse", max_length=254)
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandée à")
    expires_at = models.DateTimeField("lien valable jusqu'à")
    confirmed_at = models.DateTimeField("adresse confirmée à", null=True, blank=True)
    status = models.CharField("état", max_length=8, choices=ClaimStatus, default=ClaimStatus.ASKED)
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="contrat",
    )
    identity_check = models.CharField("identité vérifiée", max_length=10, choices=IdentityCheck, blank=True)
    reason = models.CharField("motif du refus", max_length=300, blank=True)
    decided_at = models.DateTimeField("examinée à", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="examinée par",
    )

    class Meta:
        verbose_name = "dossier réclamé"
        verbose_name_plural = "dossiers réclamés"
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("email",), condition=Q(status__in=OPEN), name="claim_one_open_per_address"
            ),
            models.CheckConstraint(name="claim_address_is_in_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="claim_link_expires_after_asking", condition=Q(expires_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="claim_examined_once_its_address_is_confirmed",
                condition=Q(status=ClaimStatus.ASKED, confirmed_at__isnull=True)
                | (~Q(status=ClaimStatus.ASKED) & Q(confirmed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="claim_linked_says_to_what_and_how",
                condition=(Q(status=ClaimStatus.LINKED, contract__isnull=False) & ~Q(identity_check=""))
                | (~Q(status=ClaimStatus.LINKED) & Q(contract__isnull=True, identity_check="")),
            ),
            models.CheckConstraint(
                name="claim_decided_has_its_instant",
                condition=Q(status__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(status__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True)),
            ),
        )
        indexes = (models.Index(fields=("agency", "status", "asked_at"), name="claim_by_agency"),)

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
