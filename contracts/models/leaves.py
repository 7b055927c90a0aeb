"""Requests of the training years: to suspend the contract for a leave or the third cycle, to come back sooner."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import LeaveMotive, LeaveRequestKind, LeaveRequestStatus
from contracts.models.contracts import Contract
from contracts.models.suspensions import DateRange, TrainingSuspension

DECIDED = (LeaveRequestStatus.GRANTED, LeaveRequestStatus.REFUSED)


class LeaveRequest(PublicModel):
    """A request as it was sent; ``findings`` is what the rules said that day, ``ends_until`` is exclusive.

    ``motive`` and ``evidence`` are shown to the referent only. ``suspension`` is the one that an early return shortens.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="leave_requests", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    kind = models.CharField("demande", max_length=12, choices=LeaveRequestKind)
    motive = models.CharField("motif", max_length=30, choices=LeaveMotive, blank=True)
    starts_on = models.DateField("premier jour", null=True, blank=True)
    ends_until = models.DateField("fin (exclue)", null=True, blank=True)
    suspension = models.ForeignKey(
        TrainingSuspension,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="early_returns",
        verbose_name="suspension",
    )
    evidence = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="justificatif",
    )
    findings = models.JSONField("constats", default=list)
    status = models.CharField(
        "état", max_length=10, choices=LeaveRequestStatus, default=LeaveRequestStatus.SUBMITTED
    )
    submitted_at = models.DateTimeField("envoyée à")
    decided_on = models.DateField("décision du", null=True, blank=True)
    decided_at = models.DateTimeField("décision enregistrée à", null=True, blank=True)
    reason = models.TextField("motif de la décision", blank=True)

    class Meta:
        verbose_name = "demande de suspension"
        verbose_name_plural = "demandes de suspension"
        ordering = ("-submitted_at", "id")
        constraints = (
            models.CheckConstraint(
                name="leave_request_has_what_its_kind_needs",
                condition=(
                    Q(
                        kind=LeaveRequestKind.LEAVE,
                        starts_on__isnull=False,
                        ends_until__gt=F("starts_on"),
                        evidence__isnull=False,
                        suspension__isnull=True,
                    )
                    & ~Q(motive="")
                    | Q(
                        kind=LeaveRequestKind.EARLY_RETURN,
                        starts_on__isnull=True,
                        ends_until__isnull=False,
                        suspension__isnull=False,
                        motive="",
                    )
                    | Q(
                        kind=LeaveRequestKind.THIRD_CYCLE,
                        starts_on__isnull=True,
                        ends_until__isnull=True,
                        suspension__isnull=True,
                        motive="",
                    )
                ),
            ),
            models.CheckConstraint(
                name="leave_request_decided_has_its_days",
                condition=Q(status__in=DECIDED, decided_on__isnull=False, decided_at__isnull=False)
                | (~Q(status__in=DECIDED) & Q(decided_on__isnull=True, decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="leave_request_refused_says_why",
                condition=~Q(status=LeaveRequestStatus.REFUSED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=("contract", "kind"),
                condition=Q(kind=LeaveRequestKind.THIRD_CYCLE, status=LeaveRequestStatus.SUBMITTED),
                name="leave_request_one_open_for_the_third_cycle",
            ),
            models.UniqueConstraint(
                fields=("suspension",),
                condition=Q(status=LeaveRequestStatus.SUBMITTED),
                name="leave_request_one_open_return",
            ),
            ExclusionConstraint(
                name="leave_requests_never_overlap",
                expressions=(
                    ("contract", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ),
                condition=Q(kind=LeaveRequestKind.LEAVE, status=LeaveRequestStatus.SUBMITTED),
            ),
        )
        indexes = (models.Index(fields=("agency", "status", "submitted_at"), name="leave_request_by_agency"),)

    def __str__(self) -> str:
        return f"{self.contract}, {self.get_kind_display()}"
