"""The wishes of the sixth year: an agency's spring campaign, and one wish per signatory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from contracts.enums import MedicalSpecialty, Subdivision, WishStatus
from contracts.models.contracts import Contract

ANSWERED = (WishStatus.AGREED, WishStatus.DECLINED)


class WishCampaign(PublicModel):
    """The days, both included, on which an agency gathers the wishes of a spring.

    ``sent_on`` is the day on which the nominative list left for the ministry: wishes no longer change.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="wish_campaigns", verbose_name="agence"
    )
    year = models.PositiveSmallIntegerField("année")
    opens_on = models.DateField("premier jour")
    closes_on = models.DateField("dernier jour")
    opened_at = models.DateTimeField("créée à")
    sent_on = models.DateField("liste envoyée au ministère le", null=True, blank=True)

    class Meta:
        verbose_name = "campagne de vœux"
        verbose_name_plural = "campagnes de vœux"
        ordering = ("-year", "id")
        constraints = (
            models.UniqueConstraint(fields=("agency", "year"), name="wish_campaign_once_a_year"),
            models.CheckConstraint(
                name="wish_campaign_ends_after_start", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="wish_list_sent_after_opening",
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("opens_on")),
            ),
        )

    def __str__(self) -> str:
        return f"Vœux de {self.year}"


class SpecialtyWish(PublicModel):
    """What a signatory wishes, the other agency's answer when one is needed, and what the choice gave.

    ``receiving`` is the agency of the region of the subdivision when it is another one and uses the portal;
    ``findings`` are those of the day of the wish.
    """

    campaign = models.ForeignKey(
        WishCampaign, on_delete=models.PROTECT, related_name="wishes", verbose_name="campagne"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="wishes", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    specialty = models.CharField("spécialité", max_length=40, choices=MedicalSpecialty)
    subdivision = models.CharField("subdivision", max_length=20, choices=Subdivision)
    receiving = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agence d'accueil",
    )
    status = models.CharField("état", max_length=20, choices=WishStatus, default=WishStatus.FILED)
    findings = models.JSONField("constats", default=list, blank=True)
    filed_at = models.DateTimeField("déposé à")
    answered_at = models.DateTimeField("réponse de l'autre agence à", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réponse donnée par",
    )
    reason = models.CharField("motif de la réponse", max_length=500, blank=True)
    result_specialty = models.CharField(
        "spécialité obtenue", max_length=40, choices=MedicalSpecialty, blank=True
    )
    result_subdivision = models.CharField(
        "subdivision obtenue", max_length=20, choices=Subdivision, blank=True
    )
    result_at = models.DateTimeField("résultat enregistré à", null=True, blank=True)

    class Meta:
        verbose_name = "vœu"
        verbose_name_plural = "vœux"
        ordering = ("contract__candidate__search_name", "id")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "contract"), name="wish_once_per_campaign"),
            models.CheckConstraint(
                name="wish_agreement_is_of_another_agency",
                condition=(
                    Q(status=WishStatus.FILED, receiving__isnull=True)
                    | (~Q(status=WishStatus.FILED) & (Q(receiving__isnull=True) | ~Q(receiving=F("agency"))))
                ),
            ),
            models.CheckConstraint(
                name="wish_answered_has_its_instant",
                condition=Q(status__in=ANSWERED, answered_at__isnull=False, answered_by__isnull=False)
                | (~Q(status__in=ANSWERED) & Q(answered_at__isnull=True, answered_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="wish_declined_says_why",
                condition=~Q(status=WishStatus.DECLINED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="wish_result_is_whole",
                condition=Q(result_at__isnull=True, result_specialty="", result_subdivision="")
                | (Q(result_at__isnull=False) & ~Q(result_specialty="") & ~Q(result_subdivision="")),
            ),
        )
        indexes = (
            models.Index(
                fields=("receiving", "filed_at"),
                condition=Q(status=WishStatus.AGREEMENT_ASKED),
                name="wish_agreement_to_give",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_specialty_display()}, {self.get_subdivision_display()}"
