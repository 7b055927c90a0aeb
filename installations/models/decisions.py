"""Decisions: what was answered, on which findings, signed by whom. An act of law changes only by another act."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from installations.enums import IN_PREPARATION, ONCE_SIGNED, DecisionStatus, Outcome, RequestKind
from installations.models.requests import Request


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Filters of decisions."""

    def in_preparation(self) -> "DecisionQuerySet":
        """Those that nobody has signed yet."""
        return self.filter(status__in=IN_PREPARATION)

    def in_force(self) -> "DecisionQuerySet":
        """Those that are signed and that nothing has replaced or taken back."""
        return self.filter(status=DecisionStatus.SIGNED)


class Signatory(PublicModel):
    """Who may sign for an agency, in which quality, by delegation of whom, from ``since_on`` to ``ends_until``."""

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="personne"
    )
    quality = models.CharField("qualité", max_length=160)
    delegation = models.CharField("délégation", max_length=250, blank=True)
    since_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "délégation de signature"
        verbose_name_plural = "délégations de signature"
        ordering = ("since_on", "id")
        constraints = (
            models.CheckConstraint(
                name="signatory_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=models.F("since_on")),
            ),
        )

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None

    def __str__(self) -> str:
        return f"{self.user}, {self.quality}"


class SecondLook(PublicModel):
    """An agency's choice: drafts of this kind are read by a second agent before the signature, from ``since_on``."""

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    kind = models.CharField("nature de demande", max_length=20, choices=RequestKind)
    since_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "relecture demandée"
        verbose_name_plural = "relectures demandées"
        constraints = (
            models.CheckConstraint(
                name="second_look_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=models.F("since_on")),
            ),
        )

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None

    def __str__(self) -> str:
        return f"{self.agency} : {self.get_kind_display()}"


class Decision(PublicModel):
    """The answer to a request.

    ``findings``, ``snapshots`` and ``regime`` are what it rests on, frozen when it was prepared; ``effect`` holds the
    days and figures that it grants; ``number`` reads ``region-year-sequence`` and is given at signature.
    """

    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="decisions", verbose_name="demande"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    number = models.CharField("numéro", max_length=20, blank=True)
    status = models.CharField("état", max_length=10, choices=DecisionStatus, default=DecisionStatus.DRAFT)
    outcome = models.CharField("réponse", max_length=24, choices=Outcome)
    grounds = models.TextField("motifs", max_length=4000, blank=True)
    conditions = models.TextField("conditions", max_length=2000, blank=True)
    clauses = models.JSONField("clauses retenues", default=list, blank=True)
    is_against_findings = models.BooleanField("contraire aux constats", default=False)
    against_findings_reason = models.TextField(
        "raison de s'écarter des constats", max_length=2000, blank=True
    )
    regime = models.CharField("régime", max_length=10)
    findings = models.JSONField("constats")
    snapshots = models.JSONField("zonages", default=list, blank=True)
    effect = models.JSONField("effet")
    prepared_at = models.DateTimeField("préparée à")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="préparée par",
    )
    reviewed_at = models.DateTimeField("relue à", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="relue par",
    )
    returned_reason = models.TextField("raison du renvoi", max_length=1000, blank=True)
    signed_at = models.DateTimeField("signée à", null=True, blank=True)
    signed_on = models.DateField("signée le", null=True, blank=True)
    signed_by = models.ForeignKey(
        Signatory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="signée par",
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="remplace",
    )
    correction_reason = models.TextField("raison de la correction", max_length=1000, blank=True)
    retracted_at = models.DateTimeField("retirée à", null=True, blank=True)
    retraction_reason = models.TextField("raison du retrait", max_length=1000, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        ordering = ("-prepared_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="decision_number_once"),
            models.UniqueConstraint(
                fields=("request",), condition=Q(status=DecisionStatus.SIGNED), name="decision_one_in_force"
            ),
            models.UniqueConstraint(
                fields=("request",),
                condition=Q(status__in=IN_PREPARATION),
                name="decision_one_in_preparation",
            ),
            models.CheckConstraint(
                name="decision_signed_is_complete",
                condition=(
                    Q(status__in=ONCE_SIGNED)
                    & ~Q(number="")
                    & Q(signed_at__isnull=False, signed_on__isnull=False, signed_by__isnull=False)
                )
                | (
                    ~Q(status__in=ONCE_SIGNED)
                    & Q(number="", signed_at__isnull=True, signed_on__isnull=True, signed_by__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="decision_against_findings_says_why",
                condition=Q(is_against_findings=False) | ~Q(against_findings_reason=""),
            ),
            models.CheckConstraint(
                name="decision_refusal_has_grounds",
                condition=~Q(outcome__in=(Outcome.REFUSED, Outcome.ADJOURNED)) | ~Q(grounds=""),
            ),
            models.CheckConstraint(
                name="decision_conditions_are_written",
                condition=~Q(outcome=Outcome.GRANTED_WITH_CONDITIONS) | ~Q(conditions=""),
            ),
            models.CheckConstraint(
                name="decision_retraction_says_why",
                condition=(
                    Q(status=DecisionStatus.RETRACTED, retracted_at__isnull=False) & ~Q(retraction_reason="")
                )
                | (~Q(status=DecisionStatus.RETRACTED) & Q(retracted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="decision_correction_says_why",
                condition=Q(supersedes__isnull=True) | ~Q(correction_reason=""),
            ),
            models.CheckConstraint(
                name="decision_reviewed_has_its_reviewer",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("agency", "status"), name="decision_by_agency"),
            models.Index(
                fields=("agency", "-signed_at"),
                name="decision_last_signed",
                condition=Q(status__in=ONCE_SIGNED),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="decision_signed_stays_as_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=ONCE_SIGNED)
                & (
                    pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__outcome__df=pgtrigger.F("new__outcome"))
                    | pgtrigger.Q(old__grounds__df=pgtrigger.F("new__grounds"))
                    | pgtrigger.Q(old__conditions__df=pgtrigger.F("new__conditions"))
                    | pgtrigger.Q(old__findings__df=pgtrigger.F("new__findings"))
                    | pgtrigger.Q(old__effect__df=pgtrigger.F("new__effect"))
                    | pgtrigger.Q(old__signed_at__df=pgtrigger.F("new__signed_at"))
                ),
            ),
            pgtrigger.Protect(
                name="decision_signed_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=ONCE_SIGNED),
            ),
        )

    def __str__(self) -> str:
        return self.number or f"Projet de décision – {self.request}"
