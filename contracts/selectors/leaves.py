"""Suspension requests and the facts that the rules read about them."""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.enums import Profession
from contracts.enums import LeaveMotive, Regime, Track
from contracts.models import Contract, LeaveRequest, TrainingSuspension
from contracts.rules.commitment_facts import CommitmentFacts, DayRange
from contracts.rules.leave_requests import GROUNDS, LeaveFacts
from contracts.rules.suspended_months import population_at
from contracts.rules.third_cycle import ThirdCycleFacts, ThirdCycleSuspension, third_cycle_suspension
from contracts.selectors.files import followed_contracts

ONE_DAY = dt.timedelta(days=1)


def leave_requests_for(actor: Actor) -> QuerySet[LeaveRequest]:
    """Return the requests of the files that the actor may open, latest first."""
    return LeaveRequest.objects.filter(contract__in=followed_contracts(actor)).select_related(
        "contract__user", "contract__agency", "evidence", "suspension"
    )


def leave_request_of(actor: Actor, request_id: uuid.UUID) -> LeaveRequest:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(leave_requests_for(actor), id=request_id)


def suspension_of(actor: Actor, suspension_id: uuid.UUID) -> TrainingSuspension:
    """Return a suspension of the files that the actor may open; any other does not exist (404)."""
    suspensions = TrainingSuspension.objects.filter(contract__in=followed_contracts(actor))
    return get_object_or_404(suspensions.select_related("contract"), id=suspension_id)


def leave_facts(
    contract: Contract,
    motive: LeaveMotive,
    starts_on: dt.date,
    last_day: dt.date,
    on: dt.date,
    *,
    phd: bool,
    evidence: bool,
) -> LeaveFacts:
    """Return a leave as the rules read it, with those already had for the same ground."""
    milestones = CommitmentFacts(
        profession=Profession(contract.profession),
        track=Track(contract.track),
        regime=Regime(contract.regime),
        cycle_at_application=contract.cycle_at_application,
        internship_started_on=contract.internship_started_on,
        des_on=contract.des_on,
    )
    return LeaveFacts(
        motive=motive,
        start=starts_on,
        end=last_day,
        requested_on=on,
        population=population_at(milestones, starts_on),
        has_evidence=evidence,
        phd=phd,
        internship_started_on=contract.internship_started_on,
        earlier=_same_ground(contract, motive, starts_on),
    )


def _same_ground(contract: Contract, motive: LeaveMotive, before: dt.date) -> tuple[DayRange, ...]:
    ground = GROUNDS.get(motive)
    if ground is None:
        return ()
    motives = [one for one, its_ground in GROUNDS.items() if its_ground == ground]
    had = contract.training_suspensions.filter(motive__in=motives, ends_until__lte=before)
    return tuple(DayRange(one.starts_on, one.ends_until - ONE_DAY) for one in had)


def third_cycle_answer(contract: Contract, requested_on: dt.date) -> ThirdCycleSuspension:
    """Return what the rules say of the third-cycle suspension asked that day."""
    return third_cycle_suspension(
        ThirdCycleFacts(
            cycle_at_signature=contract.cycle_at_application,
            internship_started_on=contract.internship_started_on,
            requested_on=requested_on,
            region=contract.agency.region_code,
        )
    )


def evidence_of(actor: Actor, request_id: uuid.UUID) -> StoredDocument:
    """Return the evidence of a request; any other, or none, does not exist (404)."""
    request = get_object_or_404(leave_requests_for(actor).filter(evidence__isnull=False), id=request_id)
    assert request.evidence is not None  # noqa: S101  # filtered just above
    return request.evidence


def last_day_of(request: LeaveRequest) -> dt.date | None:
    """Return the last day of the leave, as people say it."""
    return request.ends_until - ONE_DAY if request.ends_until else None
