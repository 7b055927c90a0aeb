"""Periods of practice that an actor may see."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus, RppsOutcome
from installations.models import PracticePeriod, RppsReading
from installations.policies import office_rows, own_rows

WAITING = (PeriodStatus.DECLARED, PeriodStatus.SUPPORTED)


def periods_for(actor: Actor) -> QuerySet[PracticePeriod]:
    """Return the periods in reach: one's own, or those of one's agency."""
    periods = PracticePeriod.objects.select_related(
        "contract__candidate", "contract__user", "decision", "document"
    )
    if actor.is_a(Role.SIGNATAIRE, Role.CANDIDAT):
        return periods.filter(own_rows(actor, "contract__user_id"))
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        return periods.filter(office_rows(actor))
    return periods.none()


def contradicted_periods(actor: Actor) -> QuerySet[PracticePeriod]:
    """Return the periods of the agency of which the last reading of the RPPS names another place."""
    later = RppsReading.objects.filter(
        Q(read_at__gt=OuterRef("read_at")) | Q(read_at=OuterRef("read_at"), id__lt=OuterRef("id")),
        period_id=OuterRef("period_id"),
    )
    contradicting = RppsReading.objects.filter(~Exists(later), outcome=RppsOutcome.CONTRADICTED)
    return (
        periods_for(actor)
        .filter(office_rows(actor), status__in=DECLARED_STATUSES, pk__in=contradicting.values("period_id"))
        .exclude(contract__status=ContractStatus.COMPLETED)  # a free person may go anywhere
        .prefetch_related("rpps_readings")
        .order_by("days", "id")
    )


def periods_to_show(actor: Actor, contract: Contract) -> list[PracticePeriod]:
    """Return the periods of a contract, the latest first, without the planned ones that were declared since."""
    periods = list(periods_for(actor).filter(contract=contract).order_by("-days", "id"))
    declared = [period for period in periods if period.status in DECLARED_STATUSES]
    return [
        one
        for one in periods
        if one.status != PeriodStatus.PLANNED
        or not any(it.place_key == one.place_key and it.days.lower >= one.days.lower for it in declared)
    ]


def periods_to_verify(actor: Actor) -> QuerySet[PracticePeriod]:
    """Return what waits for a verification in the actor's agency, oldest first."""
    return periods_for(actor).filter(office_rows(actor), status__in=WAITING).order_by("created_at", "id")
