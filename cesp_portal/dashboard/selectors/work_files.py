"""Work about the files of signatories: requests, decisions, practice, doubts."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.dashboard.selectors.history import open_doubts
from cesp_portal.dashboard.selectors.work_items import WorkItem, about
from contracts.enums import ContractStatus, ExchangeStatus, LeaveRequestStatus, Regime
from contracts.models import Contract, Exchange, LeaveRequest
from contracts.selectors.contracts import contracts_for
from contracts.selectors.files import without_referent
from contracts.selectors.payments import open_gaps
from contracts.selectors.surveys import pending_proposals
from installations.enums import DecisionStatus, TransmissionStatus
from installations.selectors.decisions import decisions_for, decisions_to_sign
from installations.selectors.impacts import impact_lines_for
from installations.selectors.letters import transmissions_for
from installations.selectors.practice import contradicted_periods, periods_to_verify
from installations.selectors.requests import requests_to_examine

SUMMONED_BEFORE = dt.timedelta(days=60)


def requests_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return (
        requests_to_examine(actor)
        .select_related("contract__candidate", "contract__referent")
        .prefetch_related(None)
    )


def request_item(request: Any) -> WorkItem:
    return about(
        request.contract,
        object_id=request.id,
        what=request.get_kind_display(),
        since=paris_day(request.submitted_at),
        due_on=request.starts_on,
        url=reverse("examine_request", args=[request.id]),
    )


def reviews_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    waiting = decisions_for(actor).filter(agency_id=actor.office_id, status=DecisionStatus.TO_REVIEW)
    return _with_file(waiting.exclude(prepared_by_id=actor.user_id))


def _with_file(decisions: QuerySet[Any]) -> QuerySet[Any]:
    return decisions.select_related(None).select_related(
        "request__contract__candidate", "request__contract__referent"
    )


def review_item(decision: Any) -> WorkItem:
    return about(
        decision.request.contract,
        object_id=decision.id,
        what=f"À relire : {decision.request.get_kind_display().lower()}",
        since=paris_day(decision.prepared_at),
        url=reverse("show_decision", args=[decision.id]),
    )


def signatures_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return _with_file(decisions_to_sign(actor))


def signature_item(decision: Any) -> WorkItem:
    return about(
        decision.request.contract,
        object_id=decision.id,
        what=f"{decision.request.get_kind_display()} : {decision.get_outcome_display().lower()}",
        since=paris_day(decision.prepared_at),
        due_on=decision.request.starts_on,
        url=reverse("show_decision", args=[decision.id]),
    )


def practice_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    waiting = periods_to_verify(actor).select_related(None)
    return waiting.select_related("contract__candidate", "contract__referent")


def practice_item(period: Any) -> WorkItem:
    return about(
        period.contract,
        object_id=period.id,
        what=f"{period.get_status_display()} : {period}",
        since=paris_day(period.created_at),
        url=f"{reverse('practice_to_verify')}?periode={period.id}#periode-{period.id}",
    )


def contradictions_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    found = contradicted_periods(actor).select_related(None).prefetch_related(None)
    return found.select_related("contract__candidate", "contract__referent")


def contradiction_item(period: Any) -> WorkItem:
    return about(
        period.contract,
        object_id=period.id,
        what=f"Le RPPS dit autre chose que {period}",
        since=paris_day(period.created_at),
        url=f"{reverse('practice_to_verify')}?periode={period.id}#periode-{period.id}",
    )


def impacts_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    waiting = impact_lines_for(actor).filter(handled_at__isnull=True)
    return waiting.select_related("contract__candidate", "contract__referent", "study")


def impact_item(line: Any) -> WorkItem:
    return about(
        line.contract,
        object_id=line.id,
        what=f"{line.commune_name} : {line.get_outcome_display().lower()}",
        since=paris_day(line.study.made_at),
        url=reverse("impact_list"),
    )


def transmissions_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    failed = transmissions_for(actor).filter(status=TransmissionStatus.FAILED)
    return failed.select_related("letter__contract__candidate", "letter__contract__referent")


def transmission_item(transmission: Any) -> WorkItem:
    return about(
        transmission.letter.contract,
        object_id=transmission.id,
        what=f"Lettre n° {transmission.letter.number} : {transmission.last_error}",
        since=paris_day(transmission.created_at),
        url=reverse("transmissions_sent"),
    )


def leaves_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    asked = LeaveRequest.objects.filter(agency_id=actor.office_id, status=LeaveRequestStatus.SUBMITTED)
    return asked.select_related("contract__candidate", "contract__referent")


def leave_item(request: Any) -> WorkItem:
    return about(
        request.contract,
        object_id=request.id,
        what=request.get_kind_display(),
        since=paris_day(request.submitted_at),
        due_on=request.starts_on,
        url=reverse("leave_request", args=[request.id]),
    )


def proposals_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return pending_proposals(actor).select_related("contract__candidate", "contract__referent")


def proposal_item(proposal: Any) -> WorkItem:
    return about(
        proposal.contract,
        object_id=proposal.id,
        what=f"Réponse à l'enquête : {proposal.get_fact_display().lower()}",
        since=paris_day(proposal.proposed_at),
        url=reverse("proposal_list"),
    )


def summons_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    due = Exchange.objects.filter(
        agency_id=actor.office_id, status=ExchangeStatus.DUE, due_on__lte=on + SUMMONED_BEFORE
    )
    return due.select_related("contract__candidate", "contract__referent")


def summons_item(exchange: Any) -> WorkItem:
    return about(
        exchange.contract,
        object_id=exchange.id,
        what="Échange annuel à convoquer",
        since=exchange.due_on - SUMMONED_BEFORE,
        due_on=exchange.due_on,
        url=reverse("exchange", args=[exchange.id]),
    )


def doubts_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return contracts_for(actor).filter(status=ContractStatus.ACTIVE, regime=Regime.TO_CONFIRM)


def doubt_item(contract: Any) -> WorkItem:
    return _file_item(contract, "Régime à confirmer : aucune conclusion automatique")


def without_referent_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return without_referent(contracts_for(actor), on)


def alone_item(contract: Any) -> WorkItem:
    left = "La personne désignée n'est plus référente de l'agence"
    return _file_item(contract, left if contract.referent_id else "Aucun référent désigné")


def _file_item(contract: Contract, what: str) -> WorkItem:
    return about(
        contract,
        object_id=contract.id,
        what=what,
        since=contract.concluded_on,
        url=reverse("dossier", args=[contract.id]),
    )


def payment_gaps_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return open_gaps(actor)


def payment_gap_item(gap: Any) -> WorkItem:
    return about(
        gap.contract,
        object_id=gap.id,
        what=f"{gap.get_kind_display()} : {gap.month}",
        since=paris_day(gap.found_at),
        url=f"{reverse('payment_gaps')}#ecart-{gap.id}",
    )


def history_rows(actor: Actor, on: dt.date) -> QuerySet[Any]:
    return open_doubts(actor)


def history_item(line: Any) -> WorkItem:
    what = f"{line.history}, ligne {line.line} : {line.doubts[0]}"
    url = reverse("history", args=[line.history_id])
    if line.contract is None:
        return WorkItem(line.id, line.name or "Personne non lue", what, paris_day(line.taken_at), url)
    return about(line.contract, object_id=line.id, what=what, since=paris_day(line.taken_at), url=url)
