"""Contracts: what a signature creates, and the milestones that the rules read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.french import month_text
from contracts.enums import ContractStatus, Profession, Regime, SignatureChannel, Track
from contracts.models.campaigns import ACADEMIC_YEAR
from contracts.models.candidates import Candidate
from contracts.models.offers import Offer

MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"


class Contract(PublicModel):
    """A signed contract. The authority of a day, the months owed and what runs today come from the rules.

    ``number`` reads region-year-sequence. ``first_paid_month`` reads "2025-10", empty when no text gives it. ``ine`` is
    the person's at the signature: the same person may have two accounts, and still has one contract in progress.
    """

    number = models.CharField("numéro", max_length=30, unique=True)
    offer = models.OneToOneField(
        Offer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contract",
        verbose_name="proposition",
    )
    candidate = models.OneToOneField(
        Candidate, on_delete=models.PROTECT, related_name="contract", verbose_name="candidature"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name="signataire",
    )
    ine = models.CharField("INE à la signature", max_length=11, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="contracts", verbose_name="agence"
    )
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    profession = models.CharField("profession", max_length=20, choices=Profession)
    track = models.CharField("voie", max_length=10, choices=Track)
    regime = models.CharField("régime", max_length=10, choices=Regime)
    academic_year = models.CharField("année universitaire", max_length=9)
    applied_on = models.DateField("candidature du")
    concluded_on = models.DateField("conclu le")
    channel = models.CharField("voie de signature", max_length=10, choices=SignatureChannel)
    cycle_at_application = models.PositiveSmallIntegerField("cycle à la candidature", null=True, blank=True)
    first_paid_month = models.CharField("premier mois d'allocation", max_length=7, blank=True)
    expected_end_on = models.DateField("fin de formation prévue à la signature", null=True, blank=True)
    forecast_months = models.PositiveSmallIntegerField(
        "durée prévisionnelle de l'allocation (mois)", null=True, blank=True
    )
    specialty = models.CharField("spécialité", max_length=120, blank=True)
    project_at_signature = models.TextField("projet professionnel à la signature", blank=True)
    conditions_acknowledged = models.JSONField("conditions lues et acceptées", default=list, blank=True)
    status = models.CharField("état", max_length=10, choices=ContractStatus, default=ContractStatus.ACTIVE)
    closed_on = models.DateField("terminé le", null=True, blank=True)
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="référent",
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suppléant",
    )
    document = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="exemplaire daté",
    )
    internship_started_on = models.DateField("début de l'internat", null=True, blank=True)
    des_on = models.DateField("obtention du DES", null=True, blank=True)
    de_on = models.DateField("obtention du diplôme d'État", null=True, blank=True)
    training_completed_on = models.DateField("fin de la formation", null=True, blank=True)

    class Meta:
        verbose_name = "contrat"
        ordering = ("-concluded_on", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(status=ContractStatus.ACTIVE),
                name="contract_one_in_progress_per_account",
                violation_error_message="Cette personne a déjà un contrat en cours.",
            ),
            models.UniqueConstraint(
                fields=("ine",),
                condition=Q(status=ContractStatus.ACTIVE) & ~Q(ine=""),
                name="contract_one_in_progress_per_ine",
                violation_error_message="Un contrat en cours porte déjà cet INE.",
            ),
            models.CheckConstraint(
                name="contract_concluded_after_application",
                condition=Q(concluded_on__gte=F("applied_on")),
                violation_error_message="Un contrat se conclut après la candidature.",
            ),
            models.CheckConstraint(
                name="contract_first_paid_month_is_a_month",
                condition=Q(first_paid_month="") | Q(first_paid_month__regex=MONTH),
                violation_error_message="Le mois s'écrit par exemple 2025-10.",
            ),
            models.CheckConstraint(
                name="contract_forecast_comes_with_its_end",
                condition=Q(forecast_months__isnull=True)
                | Q(forecast_months__range=(1, 240), expected_end_on__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_year_is_written_in_full", condition=Q(academic_year__regex=ACADEMIC_YEAR)
            ),
            models.CheckConstraint(
                name="contract_cycle_is_one_two_three",
                condition=Q(cycle_at_application__isnull=True) | Q(cycle_at_application__in=(1, 2, 3)),
            ),
            models.CheckConstraint(
                name="contract_active_is_not_closed",
                condition=Q(status=ContractStatus.ACTIVE, closed_on__isnull=True)
                | (~Q(status=ContractStatus.ACTIVE) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="contract_from_offer_or_earlier",
                condition=Q(channel=SignatureChannel.EARLIER, offer__isnull=True)
                | (~Q(channel=SignatureChannel.EARLIER) & Q(offer__isnull=False)),
            ),
            models.CheckConstraint(
                name="contract_referent_is_not_the_backup",
                condition=Q(referent__isnull=True) | Q(backup__isnull=True) | ~Q(referent=F("backup")),
                violation_error_message="Le référent et son suppléant sont deux personnes.",
            ),
            models.CheckConstraint(
                name="contract_des_after_internship_start",
                condition=Q(des_on__isnull=True)
                | Q(internship_started_on__isnull=True)
                | Q(des_on__gt=F("internship_started_on")),
                violation_error_message="Le DES s'obtient après le début de l'internat.",
            ),
        )
        indexes = (
            models.Index(fields=("agency", "status"), name="contract_by_agency"),
            models.Index(
                fields=("agency", "concluded_on", "id"),
                condition=Q(status=ContractStatus.ACTIVE, regime=Regime.TO_CONFIRM),
                name="contract_regime_to_confirm",
            ),
            models.Index(
                fields=("agency", "concluded_on", "id"),
                condition=Q(status=ContractStatus.ACTIVE, referent__isnull=True),
                name="contract_without_referent",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def first_paid_month_in_words(self) -> str:
        """« octobre 2025 », or nothing when no text gives the month."""
        return month_text(Month.parse(self.first_paid_month)) if self.first_paid_month else ""
