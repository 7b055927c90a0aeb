"""Contracts that are over: why they broke, and where people practise afterwards."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept_files import Files, kept_by_file, one_value
from cesp_portal.dashboard.enums import After
from cesp_portal.dashboard.selectors.departments import beginning_of
from cesp_portal.dashboard.selectors.reach import by_file, counted_for, whose
from contracts.enums import Cause, ContractStatus
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, RequestKind, RequestStatus, RppsOutcome
from installations.models import PracticePeriod, Request, RppsReading

NO_CAUSE = "inconnue"
CAUSES = (*Cause.choices, (NO_CAUSE, "Cause non connue du portail"))


def cause_by_file(actor: Actor) -> Files[str]:
    """Return the cause of each terminated contract in reach."""
    return kept_by_file(
        f"causes:{whose(actor)}",
        lambda files: [broken(by_file(counted_for(actor), files)).values_list("file", "cause")],
        one_value,
    )


def after_by_file(actor: Actor) -> Files[str]:
    """Return where the register found each person in reach whose commitment is accomplished."""
    return kept_by_file(
        f"afters:{whose(actor)}",
        lambda files: [accomplished(by_file(counted_for(actor), files)).values_list("file", "after")],
        one_value,
    )


def broken(contracts: QuerySet[Contract]) -> QuerySet[Any]:
    """Return the terminated contracts, each with its ``cause``: that of the decided termination."""
    decided = Request.objects.filter(
        contract=OuterRef("pk"), kind=RequestKind.TERMINATION, status=RequestStatus.DECIDED
    ).order_by("-decided_at")
    known = Case(
        *(When(found=cause, then=Value(cause)) for cause in Cause.values),
        default=Value(NO_CAUSE),
        output_field=CharField(max_length=30),
    )
    found = Coalesce(Subquery(decided.values("cause")[:1]), Value(""))
    return contracts.filter(status=ContractStatus.TERMINATED).alias(found=found).annotate(cause=known)


def accomplished(contracts: QuerySet[Contract]) -> QuerySet[Any]:
    """Return the accomplished contracts, each with ``after``: what the last reading of the RPPS since the end says."""
    served = PracticePeriod.objects.filter(
        contract=OuterRef("period__contract"), status__in=DECLARED_STATUSES
    )
    last = served.order_by("-days__startswith", "pk").values("commune_code")
    # The reading itself is asked what it says: each choice between cases would look for it again.
    readings = (
        RppsReading.objects.filter(period__contract=OuterRef("pk"), read_at__date__gt=OuterRef("closed_on"))
        .alias(
            read_department=beginning_of(KeyTextTransform("0", "communes")),
            last_department=beginning_of(Subquery(last[:1])),
        )
        .annotate(
            says=Case(
                When(outcome=RppsOutcome.CONFIRMED, then=Value(After.SAME_COMMUNE)),
                When(
                    outcome=RppsOutcome.CONTRADICTED,
                    read_department=F("last_department"),
                    then=Value(After.SAME_DEPARTMENT),
                ),
                When(outcome=RppsOutcome.CONTRADICTED, then=Value(After.ELSEWHERE)),
                default=Value(After.UNKNOWN),
                output_field=CharField(max_length=20),
            )
        )
        .order_by("-read_at", "pk")
    )
    return contracts.filter(status=ContractStatus.COMPLETED).annotate(
        after=Coalesce(
            Subquery(readings.values("says")[:1]),
            Value(After.UNKNOWN),
            output_field=CharField(max_length=20),
        )
    )
