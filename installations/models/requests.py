"""Requests of the signatories: one lifecycle for all kinds, facts frozen when they are sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.db import PublicModel
from installations.enums import (
    OPEN_REQUESTS,
    SETTLED_CLAIMS,
    DistrictClaim,
    PracticeMode,
    RequestKind,
    RequestStatus,
)


class Request(PublicModel):
    """One request. ``facts`` is what was declared, frozen at each submission; ``ends_on`` is the last day, included."""

    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, related_name="requests", verbose_name="contrat"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    kind = models.CharField("nature", max_length=20, choices=RequestKind)
    status = models.CharField("état", max_length=16, choices=RequestStatus, default=RequestStatus.DRAFT)
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    cause = models.CharField("motif", max_length=30, blank=True)
    explanation = models.TextField("explications", max_length=2000, blank=True)
    target_agency = models.ForeignKey(
        "accounts.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agence d'arrivée",
    )
    facts = models.JSONField("faits déclarés", null=True, blank=True)
    created_at = models.DateTimeField("ouverte à")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="ouverte par"
    )
    submitted_at = models.DateTimeField("envoyée à", null=True, blank=True)
    correction_asked_at = models.DateTimeField("correction demandée à", null=True, blank=True)
    correction_message = models.TextField("correction demandée", max_length=1000, blank=True)
    correction_fields = models.JSONField("champs à corriger", default=list, blank=True)
    decided_at = models.DateTimeField("décidée à", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée à", null=True, blank=True)

    class Meta:
        verbose_name = "demande"
        ordering = ("-created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("contract", "kind"),
                condition=Q(status__in=OPEN_REQUESTS),
                name="request_one_open_of_its_kind",
            ),
            models.CheckConstraint(
                name="request_sent_has_its_facts",
                condition=Q(status=RequestStatus.WITHDRAWN)
                | Q(status=RequestStatus.DRAFT, submitted_at__isnull=True, facts__isnull=True)
                | (
                    ~Q(status__in=(RequestStatus.DRAFT, RequestStatus.WITHDRAWN))
                    & Q(submitted_at__isnull=False, facts__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="request_correction_is_worded",
                condition=~Q(status=RequestStatus.CORRECTION_ASKED)
                | (Q(correction_asked_at__isnull=False) & ~Q(correction_message="")),
            ),
            models.CheckConstraint(
                name="request_decided_has_its_instant",
                condition=Q(status=RequestStatus.DECIDED, decided_at__isnull=False)
                | (~Q(status=RequestStatus.DECIDED) & Q(decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_withdrawn_has_its_instant",
                condition=Q(status=RequestStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=RequestStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_ends_after_start",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="request_target_for_transfer_only",
                condition=Q(kind=RequestKind.TRANSFER) | Q(target_agency__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("agency", "status", "submitted_at"), name="request_by_agency"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.contract}"


class RequestSite(PublicModel):
    """One place of a request: half-days per week when liberal, hours per week when salaried.

    ``district_code`` is the quartier prioritaire (QPV) that the person names; an agent confirms or refuses it.
    """

    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="sites", verbose_name="demande"
    )
    position = models.PositiveSmallIntegerField("rang")
    commune_code = models.CharField("code de la commune", max_length=5)
    commune_name = models.CharField("commune", max_length=120)
    address = models.CharField("adresse", max_length=200, blank=True)
    structure = models.CharField("structure ou employeur", max_length=160)
    mode = models.CharField("mode d'exercice", max_length=10, choices=PracticeMode)
    half_days = models.DecimalField(
        "demi-journées par semaine", max_digits=4, decimal_places=2, null=True, blank=True
    )
    hours = models.DecimalField("heures par semaine", max_digits=5, decimal_places=2, null=True, blank=True)
    district_code = models.CharField("code du quartier prioritaire", max_length=9, blank=True)
    district_name = models.CharField("quartier prioritaire", max_length=160, blank=True)
    district_status = models.CharField("quartier confirmé", max_length=9, choices=DistrictClaim, blank=True)
    district_settled_at = models.DateTimeField("quartier confirmé ou écarté à", null=True, blank=True)
    district_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quartier confirmé ou écarté par",
    )

    class Meta:
        verbose_name = "lieu demandé"
        verbose_name_plural = "lieux demandés"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("request", "position"), name="request_site_position_once"),
            models.CheckConstraint(
                name="request_site_time_fits_mode",
                condition=Q(mode=PracticeMode.LIBERAL, half_days__isnull=False, hours__isnull=True)
                | Q(mode=PracticeMode.SALARIE, half_days__isnull=True, hours__isnull=False),
            ),
            models.CheckConstraint(
                name="request_site_half_days_in_a_week",
                condition=Q(half_days__isnull=True) | Q(half_days__gt=0, half_days__lte=14),
            ),
            models.CheckConstraint(
                name="request_site_hours_in_a_week",
                condition=Q(hours__isnull=True) | Q(hours__gt=0, hours__lte=60),
            ),
            models.CheckConstraint(
                name="request_site_district_has_its_claim",
                condition=Q(district_code="", district_status="")
                | (~Q(district_code="") & Q(district_status__in=DistrictClaim.values)),
            ),
            models.CheckConstraint(
                name="request_site_district_settled_by_somebody",
                condition=Q(
                    district_status__in=SETTLED_CLAIMS,
                    district_settled_at__isnull=False,
                    district_settled_by__isnull=False,
                )
                | (
                    ~Q(district_status__in=SETTLED_CLAIMS)
                    & Q(district_settled_at__isnull=True, district_settled_by__isnull=True)
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure}, {self.commune_name} ({self.commune_code})"


class RequestDocument(PublicModel):
    """A document joined to a request."""

    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="documents", verbose_name="demande"
    )
    kind = models.CharField("pièce", max_length=40)
    document = models.ForeignKey(
        "documents.StoredDocument", on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    added_at = models.DateTimeField("jointe à")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return f"{self.kind} : {self.document}"
