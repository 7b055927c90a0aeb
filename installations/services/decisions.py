"""Preparing a decision: freeze the findings, write the grounds, propose to the signature."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from installations import notifications, policies
from installations.enums import DecisionStatus, Outcome, RequestStatus
from installations.models import Decision, Request
from installations.rules.assessment import goes_against
from installations.rules.lifecycles import DECISION
from installations.selectors.decisions import asks_second_look
from installations.selectors.examinations import effect_of, examination_of, frozen_findings, snapshots_of
from installations.selectors.letter_texts import unfit_titles

ANOTHER_IS_PREPARED = Refusal(
    "DECISION_ALREADY_PREPARED",
    "Une décision est déjà en préparation sur cette demande.",
    "Ouvrez-la dans la liste des décisions pour la modifier.",
)


@dataclass(frozen=True, slots=True)
class DecisionAnswers:
    """What an agent decides and writes; ``clauses`` are codes of the library in force."""

    outcome: Outcome
    grounds: str = ""
    conditions: str = ""
    clauses: Sequence[str] = ()
    against_findings_reason: str = ""


@transaction.atomic
def prepare_decision(
    *,
    actor: Actor,
    request: Request,
    answers: DecisionAnswers,
    on: dt.date,
    at: dt.datetime,
    corrects: Decision | None = None,
    correction_reason: str = "",
) -> Decision:
    """Write the draft of a decision on a request that waits for one, its findings frozen as of ``on``.

    ``corrects`` is the signed decision that this one will replace, with ``correction_reason``. Raises BadInput for
    missing grounds, conditions or reason; Refusal when a draft exists or the request is not waiting.
    """
    policies.must(policies.may_examine(actor, request))
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    _check_waiting(request, corrects)
    decision = Decision(
        request=request,
        agency_id=request.agency_id,
        supersedes=corrects,
        correction_reason=correction_reason.strip(),
    )
    if corrects is not None and not decision.correction_reason:
        raise BadInput(
            "CORRECTION_REASON_MISSING",
            "La raison de la correction manque.",
            "Dites ce que la décision avait de faux.",
        )
    _write(decision, answers, on)
    decision.prepared_at = at
    decision.prepared_by_id = actor.user_id
    with refusing({"decision_one_in_preparation": ANOTHER_IS_PREPARED}):
        decision.save(force_insert=True)
    _record(actor, decision, "installations.decision_prepared", at, outcome=decision.outcome)
    return decision


@transaction.atomic
def revise_decision(
    *, actor: Actor, decision: Decision, answers: DecisionAnswers, on: dt.date, at: dt.datetime
) -> Decision:
    """Rewrite a draft, with the findings of that day."""
    policies.must(policies.may_examine(actor, decision.request))
    decision = locked_decision(decision)
    decision.status = after(decision, "revise")
    _write(decision, answers, on)
    decision.prepared_at = at
    decision.prepared_by_id = actor.user_id
    decision.save()
    _record(actor, decision, "installations.decision_revised", at, outcome=decision.outcome)
    return decision


@transaction.atomic
def propose_decision(*, actor: Actor, decision: Decision, on: dt.date, at: dt.datetime) -> Decision:
    """Send a draft to the signature, through a second pair of eyes where the region asks for one."""
    policies.must(policies.may_examine(actor, decision.request))
    decision = locked_decision(decision)
    asks_review = asks_second_look(decision.agency_id, decision.request.kind, on)
    decision.status = after(decision, "send_to_review" if asks_review else "propose")
    decision.returned_reason = ""
    decision.save(update_fields=["status", "returned_reason"])
    _record(actor, decision, "installations.decision_proposed", at, status=decision.status)
    return decision


@transaction.atomic
def approve_decision(*, actor: Actor, decision: Decision, at: dt.datetime) -> Decision:
    """Approve a draft as its second reader; the person who wrote it may not."""
    policies.must(policies.may_review(actor, decision))
    decision = locked_decision(decision)
    decision.status = after(decision, "approve")
    decision.reviewed_at = at
    decision.reviewed_by_id = actor.user_id
    decision.save(update_fields=["status", "reviewed_at", "reviewed_by"])
    _record(actor, decision, "installations.decision_approved", at)
    return decision


@transaction.atomic
def return_decision(*, actor: Actor, decision: Decision, reason: str, at: dt.datetime) -> Decision:
    """Send a draft back to its author, with the reason. Raises BadInput without one."""
    policies.must(policies.may_sign(actor, decision) or policies.may_review(actor, decision))
    decision = locked_decision(decision)
    decision.status = after(decision, "return")
    if not reason.strip():
        raise BadInput("REASON_MISSING", "La raison du renvoi manque.", "Dites ce qu'il faut reprendre.")
    decision.returned_reason = reason.strip()
    decision.reviewed_at = None
    decision.reviewed_by = None
    decision.save(update_fields=["status", "returned_reason", "reviewed_at", "reviewed_by"])
    _record(actor, decision, "installations.decision_returned", at)
    notifications.decision_returned(decision, at)
    return decision


@transaction.atomic
def abandon_decision(*, actor: Actor, decision: Decision, at: dt.datetime) -> Decision:
    """Throw a draft away; the request waits again."""
    policies.must(policies.may_examine(actor, decision.request))
    decision = locked_decision(decision)
    decision.status = after(decision, "abandon")
    decision.save(update_fields=["status"])
    _record(actor, decision, "installations.decision_abandoned", at)
    return decision


def locked_decision(decision: Decision) -> Decision:
    """Lock the request first, then its decision, and return the decision as it is now."""
    Request.objects.select_for_update(of=("self",)).get(pk=decision.request_id)
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "agency",
            "prepared_by",
            "supersedes",
            "request__agency",
            "request__target_agency",
            "request__contract__candidate",
            "request__contract__user",
            "request__contract__referent",
            "request__contract__backup",
        )
        .get(pk=decision.pk)
    )


def after(decision: Decision, action: str) -> DecisionStatus:
    """Return the status that follows. Raises Refusal saying what is possible instead."""
    try:
        return DecisionStatus(DECISION.after(decision.status, action))
    except TransitionRefused as error:
        raise Refusal(
            "DECISION_STATUS",
            f"Cette décision est dans l'état « {decision.get_status_display()} ».",
            str(error),
        ) from error


def _check_waiting(request: Request, corrects: Decision | None) -> None:
    waiting = RequestStatus.DECIDED if corrects is not None else RequestStatus.SUBMITTED
    if request.status != waiting:
        raise Refusal(
            "REQUEST_NOT_WAITING",
            f"Cette demande est dans l'état « {request.get_status_display()} » : elle n'attend pas de décision.",
            "Une décision signée se corrige ou se retire, elle ne se reprend pas.",
        )


def _write(decision: Decision, answers: DecisionAnswers, on: dt.date) -> None:
    assessment = examination_of(decision.request, on)
    against = goes_against(answers.outcome, assessment.verdict)
    decision.outcome = answers.outcome
    decision.grounds = answers.grounds.strip()
    decision.conditions = answers.conditions.strip()
    decision.clauses = list(answers.clauses)
    decision.is_against_findings = against
    decision.against_findings_reason = answers.against_findings_reason.strip() if against else ""
    decision.regime = decision.request.contract.regime
    decision.findings = frozen_findings(assessment)
    decision.snapshots = snapshots_of(assessment)
    decision.effect = effect_of(decision.request, assessment, Outcome(answers.outcome))
    _check_written(decision)


def _check_written(decision: Decision) -> None:
    if decision.is_against_findings and not decision.against_findings_reason:
        raise BadInput(
            "AGAINST_FINDINGS_NEEDS_REASON",
            "Cette réponse est contraire aux constats.",
            "Écrivez pourquoi l'agence s'en écarte, ou changez la réponse.",
        )
    unfit = unfit_titles(decision.agency_id, decision.clauses, decision.outcome)
    if unfit:
        raise BadInput(
            "CLAUSE_UNFIT",
            f"Une clause ne va pas avec cette réponse : {', '.join(unfit)}.",
            "Décochez-la, ou changez la réponse.",
        )
    if decision.outcome in (Outcome.REFUSED, Outcome.ADJOURNED) and not decision.grounds:
        raise BadInput(
            "GROUNDS_MISSING",
            "Une réponse défavorable ou un ajournement doit être motivé.",
            "Écrivez les raisons de fait et de droit.",
        )
    if decision.outcome == Outcome.GRANTED_WITH_CONDITIONS and not decision.conditions:
        raise BadInput(
            "CONDITIONS_MISSING",
            "Les conditions ne sont pas écrites.",
            "Dites ce qui doit être envoyé, et avant quand.",
        )


def _record(actor: Actor, decision: Decision, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=decision,
        at=at,
        agency_id=decision.agency_id,
        subject_id=decision.request.contract.candidate_id,
        facts=facts,
    )
