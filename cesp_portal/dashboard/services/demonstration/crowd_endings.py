"""How the contracts of a crowd ended: why some broke, and where people stayed once they were free."""

import datetime as dt
from collections.abc import Sequence

from cesp_portal.dashboard.services.demonstration.crowd_acts import BATCH, DAY, Member
from cesp_portal.dashboard.services.demonstration.days import morning
from cesp_portal.dashboard.services.demonstration.lives import Stage
from contracts.enums import Cause
from installations.enums import RequestKind, RequestStatus, RppsOutcome
from installations.models import PracticePeriod, Request, RppsReading

EXTRACT = "Extraction de démonstration"
CAUSES = (Cause.SIGNATAIRE, Cause.SIGNATAIRE, Cause.SIGNATAIRE, Cause.INCAPACITE, Cause.ZONAGE)
READ_AFTER = dt.timedelta(days=400)
# Of eight people: those who stayed, those who moved near, those who moved away, those whom nobody found.
STAYS = (RppsOutcome.CONFIRMED,) * 5 + (RppsOutcome.CONTRADICTED,) * 2 + (RppsOutcome.ABSENT,)


def write_endings(members: Sequence[Member], on: dt.date) -> None:
    """Write the decided terminations, and what the RPPS said of each free person a year after the end."""
    broken = [member for member in members if member.life.stage is Stage.TERMINATED]
    requests = [_termination(member, rank) for rank, member in enumerate(broken)]
    Request.objects.bulk_create(requests, batch_size=BATCH)
    free = {
        member.contract.pk: (member, rank)
        for rank, member in enumerate(members)
        if member.life.closed_on and member.life.stage is Stage.FULFILLED
    }
    served = PracticePeriod.objects.filter(contract__in=list(free)).order_by(
        "contract_id", "-days__startswith", "pk"
    )
    readings = [
        _reading(period, *free[period.contract_id])
        for period in served.distinct("contract_id")
        if (closed_on := free[period.contract_id][0].life.closed_on) and closed_on + READ_AFTER <= on
    ]
    RppsReading.objects.bulk_create(readings, batch_size=BATCH)


def _termination(member: Member, rank: int) -> Request:
    contract, closed_on = member.contract, member.life.closed_on
    assert closed_on is not None  # noqa: S101  # a broken contract has its day
    asked_at = morning(closed_on - 40 * DAY)
    cause = CAUSES[rank % len(CAUSES)]
    return Request(
        contract=contract,
        agency_id=contract.agency_id,
        kind=RequestKind.TERMINATION,
        status=RequestStatus.DECIDED,
        starts_on=closed_on,
        cause=cause,
        created_at=asked_at,
        created_by_id=contract.user_id,
        submitted_at=asked_at,
        decided_at=morning(closed_on),
        facts={
            "kind": RequestKind.TERMINATION,
            "submitted_on": (closed_on - 40 * DAY).isoformat(),
            "starts_on": closed_on.isoformat(),
            "ends_on": None,
            "cause": cause,
            "explanation": "",
            "target_agency": "",
            "person": {"name": contract.candidate.full_name, "email": contract.candidate.email},
            "contract": {
                "number": contract.number,
                "concluded_on": contract.concluded_on.isoformat(),
                "profession": contract.profession,
                "regime": contract.regime,
                "training_completed_on": None,
            },
            "project": [],
            "sites": [],
            "documents": [],
        },
    )


def _reading(period: PracticePeriod, member: Member, rank: int) -> RppsReading:
    assert member.life.closed_on is not None  # noqa: S101  # only free people are read
    outcome = STAYS[rank % len(STAYS)]
    towns = [town.code for town in member.office.towns if town.code != period.commune_code] or [
        period.commune_code
    ]
    moved = [towns[rank % len(towns)]] if outcome == RppsOutcome.CONTRADICTED else []
    return RppsReading(
        period=period,
        extract=EXTRACT,
        outcome=outcome,
        communes=[period.commune_code] if outcome == RppsOutcome.CONFIRMED else moved,
        read_at=morning(member.life.closed_on + READ_AFTER),
    )
