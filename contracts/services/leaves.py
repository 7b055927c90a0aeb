"""Suspension requests: sent by the signatory, decided by the authority, recorded by the referent."""

import datetime as dt
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.errors import FactError, TransitionRefused
from contracts.enums import ContractStatus, LeaveMotive, LeaveRequestKind, LeaveRequestStatus, Outcome
from contracts.models import Contract, LeaveRequest, ThirdCycleSuspension, TrainingSuspension
from contracts.notifications.leaves import tell_leave_decided
from contracts.policies.files import is_the_signatory, may_follow
from contracts.rules.leave_requests import (
    LEAVE_REQUEST,
    EarlyReturnFacts,
    LeaveExamination,
    examine_early_return,
    examine_leave,
)
from contracts.rules.third_cycle import ThirdCycleSuspension as ThirdCycleAnswer
from contracts.selectors.leaves import leave_facts, third_cycle_answer
from contracts.services.leave_grants import OVERLAP, grant_suspension

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def ask_leave(
    *,
    actor: Actor,
    contract: Contract,
    motive: LeaveMotive,
    starts_on: dt.date,
    last_day: dt.date,
    phd: bool,
    evidence: StoredDocument | None,
    on: dt.date,
    at: dt.datetime,
) -> LeaveRequest:
    """Send a request to suspend the contract during a leave. ``last_day`` is inclusive.

    Raises BadInput when the rules refuse it, when a document is missing or when another leave overlaps.
    """
    contract = _own(actor, contract)
    if evidence is None:
        raise BadInput(
            "EVIDENCE_MISSING",
            "Il manque le justificatif.",
            "Joignez-le (certificat, acte, arrêté), puis envoyez.",
        )
    examination = examination_of(contract, motive, starts_on, last_day, on, phd=phd, evidence=True)
    _demand_open(examination.outcome, [finding.sentence for finding in examination.findings])
    ends_until = last_day + ONE_DAY
    with refusing({"leave_requests_never_overlap": OVERLAP}):
        request = LeaveRequest.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            kind=LeaveRequestKind.LEAVE,
            motive=motive,
            starts_on=starts_on,
            ends_until=ends_until,
            evidence=evidence,
            findings=_kept(examination.findings),
            submitted_at=at,
        )
    _record(actor, "leave_asked", request, at, outcome=examination.outcome.value)
    return request


def examination_of(
    contract: Contract,
    motive: LeaveMotive,
    starts_on: dt.date,
    last_day: dt.date,
    on: dt.date,
    *,
    phd: bool,
    evidence: bool,
) -> LeaveExamination:
    """Return what the rules say of a leave, before it is sent.

    Raises BadInput on contradictory days, and on days that another request or suspension holds already.
    """
    try:
        examination = examine_leave(
            leave_facts(contract, motive, starts_on, last_day, on, phd=phd, evidence=evidence)
        )
    except FactError as error:
        raise BadInput(
            "LEAVE_DATES",
            f"Ces dates se contredisent : {error.message}.",
            "Le dernier jour est compris dans le congé.",
        ) from error
    days = {"starts_on__lte": last_day, "ends_until__gt": starts_on}
    asked = contract.leave_requests.filter(
        kind=LeaveRequestKind.LEAVE, status=LeaveRequestStatus.SUBMITTED, **days
    )
    if asked.exists() or contract.training_suspensions.filter(**days).exists():
        raise OVERLAP
    return examination


@transaction.atomic
def ask_third_cycle(*, actor: Actor, contract: Contract, on: dt.date, at: dt.datetime) -> LeaveRequest:
    """Ask to suspend the contract for the third cycle. Raises BadInput out of its window, Refusal if already asked."""
    contract = _own(actor, contract)
    if contract.internship_started_on is None:
        raise BadInput(
            "INTERNSHIP_UNKNOWN",
            "Le début de votre internat n'est pas au dossier : le délai de la demande part de ce jour.",
            "Déclarez-le depuis votre espace, « Internat et diplômes », puis demandez la suspension.",
        )
    answer: ThirdCycleAnswer = third_cycle_answer(contract, on)
    _demand_open(answer.outcome, [finding.sentence for finding in answer.findings])
    asked = Refusal(
        "THIRD_CYCLE_ASKED", "Cette suspension est déjà demandée ou accordée.", "Suivez-la dans vos demandes."
    )
    if ThirdCycleSuspension.objects.filter(contract=contract).exists():
        raise asked
    with refusing({"leave_request_one_open_for_the_third_cycle": asked}):
        request = LeaveRequest.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            kind=LeaveRequestKind.THIRD_CYCLE,
            findings=_kept(answer.findings),
            submitted_at=at,
        )
    _record(actor, "third_cycle_asked", request, at, outcome=answer.outcome.value)
    return request


@transaction.atomic
def ask_early_return(
    *, actor: Actor, suspension: TrainingSuspension, last_day: dt.date, on: dt.date, at: dt.datetime
) -> LeaveRequest:
    """Ask that a suspension end sooner. ``last_day`` is the last suspended day wanted, inclusive.

    Raises BadInput for a day out of the suspension or gone by, Refusal when a return is already asked.
    """
    contract = _own(actor, suspension.contract)
    if last_day < on:
        raise BadInput(
            "EARLY_RETURN_PAST", "Ce jour est passé.", "Choisissez un dernier jour à partir d'aujourd'hui."
        )
    examination = return_of(suspension, last_day, on)
    asked = Refusal(
        "EARLY_RETURN_ASKED",
        "Un retour anticipé est déjà demandé pour cette suspension.",
        "Retirez-le d'abord si la date a changé.",
    )
    with refusing({"leave_request_one_open_return": asked}):
        request = LeaveRequest.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            kind=LeaveRequestKind.EARLY_RETURN,
            suspension=suspension,
            ends_until=last_day + ONE_DAY,
            findings=_kept(examination.findings),
            submitted_at=at,
        )
    _record(actor, "early_return_asked", request, at, outcome=examination.outcome.value)
    return request


def return_of(suspension: TrainingSuspension, last_day: dt.date, on: dt.date) -> LeaveExamination:
    """Return what a return before the planned end would change. Raises BadInput for a day out of the suspension."""
    facts = EarlyReturnFacts(
        LeaveMotive(suspension.motive), suspension.starts_on, suspension.ends_until - ONE_DAY, last_day, on
    )
    try:
        return examine_early_return(facts)
    except FactError as error:
        raise BadInput(
            "EARLY_RETURN_DAY",
            "Le retour se demande pour un jour de la suspension, avant sa fin prévue.",
            "Choisissez un dernier jour entre le premier et l'avant-dernier.",
        ) from error


@transaction.atomic
def withdraw_leave_request(*, actor: Actor, request: LeaveRequest, at: dt.datetime) -> None:
    """Take back a request that is not decided."""
    request, after = _step(request, "withdraw")
    if not is_the_signatory(actor, request.contract):
        raise Forbidden
    request.status = LeaveRequestStatus(after)
    request.save(update_fields=["status"])
    _record(actor, "leave_request_withdrawn", request, at)


@transaction.atomic
def record_leave_decision(
    *,
    actor: Actor,
    request: LeaveRequest,
    granted: bool,
    decided_on: dt.date,
    reason: str,
    on: dt.date,
    at: dt.datetime,
) -> LeaveRequest:
    """Record what the authority decided; granted, the suspension is written in the contract.

    Raises BadInput for a refusal without reason or a decision to come, Refusal when it was decided already.
    """
    request, after = _step(request, "grant" if granted else "refuse")
    if not may_follow(actor, request.contract):
        raise Forbidden
    if not granted and not reason.strip():
        raise BadInput("REASON_MISSING", "Un refus se motive.", "Écrivez le motif donné par l'autorité.")
    if decided_on > on:
        raise BadInput(
            "DECISION_IN_FUTURE", "Cette décision est datée d'un jour à venir.", "Corrigez la date."
        )
    if granted:
        grant_suspension(request)
    request.status, request.reason = LeaveRequestStatus(after), reason.strip()
    request.decided_on, request.decided_at = decided_on, at
    request.save(update_fields=["status", "reason", "decided_on", "decided_at"])
    tell_leave_decided(request, at=at)
    _record(actor, f"leave_request_{after}", request, at, decided_on=decided_on.isoformat())
    return request


def _own(actor: Actor, contract: Contract) -> Contract:
    """Lock the contract of the person who asks. Raises Refusal once the contract is over."""
    contract = Contract.objects.select_for_update().get(id=contract.id)
    if not is_the_signatory(actor, contract):
        raise Forbidden
    if contract.status != ContractStatus.ACTIVE:
        raise Refusal(
            "CONTRACT_OVER",
            "Ce contrat est terminé : il n'y a plus rien à suspendre.",
            "Écrivez à votre référent si vous pensez que c'est une erreur.",
        )
    return contract


def _step(request: LeaveRequest, action: str) -> tuple[LeaveRequest, str]:
    request = (
        LeaveRequest.objects.select_for_update(of=("self",))
        .select_related("contract__user", "contract__agency", "suspension")
        .get(id=request.id)
    )
    try:
        return request, LEAVE_REQUEST.after(request.status, action)
    except TransitionRefused as refused:
        raise Refusal("LEAVE_STEP_REFUSED", str(refused), "Rechargez la page de la demande.") from refused


def _demand_open(outcome: Outcome, sentences: list[str]) -> None:
    if outcome == Outcome.REFUSED:
        raise BadInput(
            "LEAVE_NOT_OPEN",
            " ".join(sentences) or "Les règles ne permettent pas cette suspension.",
            "Corrigez la demande, ou écrivez à votre référent si votre situation est particulière.",
        )


def _kept(findings: Any) -> list[dict[str, str]]:
    return [{"code": one.code, "verdict": one.verdict.value, "sentence": one.sentence} for one in findings]


def _record(actor: Actor, what: str, request: LeaveRequest, at: dt.datetime, **facts: Any) -> None:
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=request,
        at=at,
        agency_id=request.agency_id,
        subject_id=request.contract.candidate_id,
        facts=facts,
    )
