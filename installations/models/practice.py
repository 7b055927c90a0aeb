"""Practice: where, from when to when, for which share, and how sure we are; and the spells that decisions granted."""

import datetime as dt
from fractions import Fraction

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel, folded_index
from installations.enums import DECLARED_STATUSES, PeriodStatus, PracticeKind, PracticeMode, SpellKind
from installations.models.decisions import Decision


class PracticePeriod(PublicModel):
    """Days of practice at one place. ``days`` is half-open, without end while it goes on.

    ``share`` is the exact part of a full time, between 0 (excluded) and 1; ``place_key`` tells two places apart.
    """

    contract = models.ForeignKey(
        "contracts.Contract",
        on_delete=models.PROTECT,
        related_name="practice_periods",
        verbose_name="contrat",
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_periods",
        verbose_name="décision",
    )
    kind = models.CharField("nature", max_length=14, choices=PracticeKind, default=PracticeKind.INSTALLATION)
    commune_code = models.CharField("code de la commune", max_length=5)
    commune_name = models.CharField("commune", max_length=120)
    structure = models.CharField("structure", max_length=160)
    place_key = models.CharField("clé du lieu", max_length=180)
    mode = models.CharField("mode d'exercice", max_length=10, choices=PracticeMode)
    days = DateRangeField("jours")
    share_numerator = models.PositiveSmallIntegerField("part d'un temps plein, numérateur")
    share_denominator = models.PositiveSmallIntegerField("part d'un temps plein, dénominateur")
    is_eligible = models.BooleanField("en zone éligible", null=True)
    status = models.CharField("état", max_length=10, choices=PeriodStatus)
    created_at = models.DateTimeField("enregistrée à")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="saisie par",
    )
    supported_at = models.DateTimeField("justifiée à", null=True, blank=True)
    document = models.ForeignKey(
        "documents.StoredDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="justificatif",
    )
    verified_at = models.DateTimeField("vérifiée à", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vérifiée par",
    )
    verified_until = models.DateField("vérifiée jusqu'au (exclu)", null=True, blank=True)
    rejected_reason = models.TextField("raison de l'écarter", max_length=500, blank=True)

    class Meta:
        verbose_name = "période d'exercice"
        verbose_name_plural = "périodes d'exercice"
        ordering = ("days", "id")
        constraints = (
            ExclusionConstraint(
                name="practice_declared_once_per_place",
                expressions=(
                    ("contract", RangeOperators.EQUAL),
                    ("place_key", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ),
                condition=Q(status__in=DECLARED_STATUSES),
            ),
            ExclusionConstraint(
                name="practice_planned_once_per_place",
                expressions=(
                    ("contract", RangeOperators.EQUAL),
                    ("place_key", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ),
                condition=Q(status=PeriodStatus.PLANNED),
            ),
            models.CheckConstraint(
                name="practice_share_is_a_part",
                condition=Q(share_numerator__gt=0, share_numerator__lte=models.F("share_denominator")),
            ),
            models.CheckConstraint(
                name="practice_has_a_first_day",
                condition=Q(days__isempty=False, days__lower_inf=False),
            ),
            models.CheckConstraint(
                name="practice_verified_has_its_agent",
                condition=Q(
                    status=PeriodStatus.VERIFIED,
                    verified_at__isnull=False,
                    verified_by__isnull=False,
                    verified_until__isnull=False,
                    is_eligible__isnull=False,
                )
                | (~Q(status=PeriodStatus.VERIFIED) & Q(verified_at__isnull=True, verified_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="practice_supported_has_its_instant",
                condition=~Q(status=PeriodStatus.SUPPORTED) | Q(supported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="practice_rejected_says_why",
                condition=~Q(status=PeriodStatus.REJECTED) | ~Q(rejected_reason=""),
            ),
        )
        indexes = (
            models.Index(fields=("agency", "status"), name="practice_by_agency"),
            models.Index(
                fields=("agency", "created_at", "id"),
                condition=Q(status__in=(PeriodStatus.DECLARED, PeriodStatus.SUPPORTED)),
                name="practice_waiting_by_agency",
            ),
            folded_index("commune_name", name="practice_commune_trigram"),
        )

    def __str__(self) -> str:
        return f"{self.structure}, {self.commune_name}"

    @property
    def share(self) -> Fraction:
        """The part of a full time, exact."""
        return Fraction(self.share_numerator, self.share_denominator)

    @property
    def last_day(self) -> dt.date | None:
        """The last day, included, as people write it; None while it goes on."""
        return self.days.upper - dt.timedelta(days=1) if self.days.upper else None

    @property
    def last_verified_day(self) -> dt.date | None:
        """The last day that an agent verified, included."""
        return self.verified_until - dt.timedelta(days=1) if self.verified_until else None


class EmployerLink(PublicModel):
    """A one-use link by which an employer confirms a period; only the fingerprint of its secret is kept."""

    period = models.ForeignKey(
        PracticePeriod, on_delete=models.CASCADE, related_name="employer_links", verbose_name="période"
    )
    token_sha256 = models.CharField("empreinte du lien", max_length=64, unique=True)
    recipient_email = models.EmailField("adresse de l'employeur", max_length=254)
    created_at = models.DateTimeField("créé à")
    expires_at = models.DateTimeField("expire à")
    used_at = models.DateTimeField("utilisé à", null=True, blank=True)
    is_confirmed = models.BooleanField("confirmée", null=True, blank=True)
    comment = models.TextField("observations", max_length=500, blank=True)

    class Meta:
        verbose_name = "lien d'employeur"
        verbose_name_plural = "liens d'employeur"
        constraints = (
            models.CheckConstraint(
                name="employer_link_used_has_its_answer",
                condition=Q(used_at__isnull=True, is_confirmed__isnull=True)
                | Q(used_at__isnull=False, is_confirmed__isnull=False),
            ),
            models.CheckConstraint(
                name="employer_link_expires_after_creation",
                condition=Q(expires_at__gt=models.F("created_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} – {self.recipient_email}"


class GrantedSpell(PublicModel):
    """Days of deferral or of suspended practice that a decision granted; two of them never share a day."""

    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, related_name="granted_spells", verbose_name="contrat"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="granted_spells", verbose_name="décision"
    )
    kind = models.CharField("nature", max_length=20, choices=SpellKind)
    days = DateRangeField("jours")
    is_revoked = models.BooleanField("annulé par une autre décision", default=False)

    class Meta:
        verbose_name = "report ou suspension accordés"
        verbose_name_plural = "reports et suspensions accordés"
        ordering = ("days", "id")
        constraints = (
            ExclusionConstraint(
                name="granted_spells_never_overlap",
                expressions=(("contract", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)),
                condition=Q(is_revoked=False),
            ),
            models.CheckConstraint(
                name="granted_spell_has_both_ends",
                condition=Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.days}"
