"""The agency's side: requests to examine, decisions to prepare, read, sign, correct, take back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from installations.enums import IN_PREPARATION, DecisionStatus, RequestStatus
from installations.forms.decisions import CorrectionForm, DecisionForm, HearingForm, ReasonForm
from installations.models import Decision, Request
from installations.rules.clauses import clauses_for
from installations.rules.documents import catalogue
from installations.rules.letters.decisions import decision_letter
from installations.rules.lifecycles import DECISION
from installations.selectors.cases import competing_requests, hearing_of
from installations.selectors.decisions import decisions_for, decisions_to_sign, signatory_of
from installations.selectors.examinations import examination_of
from installations.selectors.printed_facts import decision_facts
from installations.selectors.requests import requests_for, requests_to_examine
from installations.services import cases, signing
from installations.services import decisions as services
from installations.services import requests as request_services
from installations.views.forms_sent import posted

AGENTS = (Role.REFERENT, Role.DIRECTION)
SEEN_BY_BOTH = "Un projet de décision est déjà en préparation : il est ouvert ci-dessous."


@for_roles(*AGENTS)
@require_safe
def decisions_home(request: PortalRequest) -> HttpResponse:
    """Show what waits, in the order of the work: to examine, in preparation, to sign, signed."""
    decisions = decisions_for(request.actor)
    context = {
        "title": "Décisions",
        "to_examine": requests_to_examine(request.actor),
        "in_preparation": decisions.filter(status__in=(DecisionStatus.DRAFT, DecisionStatus.TO_REVIEW)),
        "to_sign": decisions_to_sign(request.actor),
        "signed": decisions.filter(status__in=("signed", "superseded", "retracted")).order_by("-signed_at")[
            :50
        ],
        "today": clock.today(),
    }
    return render(request, "installations/agency/decisions.html", context)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def examine_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a request beside its findings; prepare the decision."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    prepared = found.decisions.filter(status__in=IN_PREPARATION).first()
    form = _decision_form(request, found)
    if request.method == "POST":
        if prepared is not None:
            messages.info(request, SEEN_BY_BOTH)
            return redirect("show_decision", prepared.id)
        if form.is_valid():
            try:
                decision = services.prepare_decision(
                    actor=request.actor,
                    request=found,
                    answers=form.answers(),
                    on=clock.today(),
                    at=clock.instant(),
                )
            except Refusal as refusal:
                form.add_error(None, f"{refusal.message} {refusal.advice}")
            else:
                messages.success(
                    request, "Le projet de décision est prêt. Relisez la lettre avant de la proposer."
                )
                return redirect("show_decision", decision.id)
    context = _examination(found) | {
        "title": f"{found.get_kind_display()} – {found.contract.number}",
        "form": form,
        "correction_form": CorrectionForm(),
        "prepared": prepared,
        "may_decide": request.actor.is_a(Role.REFERENT)
        and found.agency_id == request.actor.agency_id
        and found.status == RequestStatus.SUBMITTED,
    }
    return render(request, "installations/agency/request.html", context, status=422 if form.errors else 200)


@for_roles(Role.REFERENT)
@require_POST
def ask_correction(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Send a request back for named fields."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cochez au moins un champ et dites ce qu'il faut corriger.")
        return redirect("examine_request", found.id)
    request_services.ask_correction(
        actor=request.actor,
        request=found,
        fields=form.cleaned_data["fields_to_correct"],
        message=form.cleaned_data["message"],
        at=clock.instant(),
    )
    messages.success(request, "La correction est demandée ; la personne est prévenue.")
    return redirect("decisions_home")


@for_roles(Role.REFERENT)
@require_POST
def record_hearing(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Record the hearing of those who want the same place."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = HearingForm(request.POST, requests=[found, *competing_requests(found)])
    if not form.is_valid():
        messages.error(request, "Indiquez le jour de l'audition, le choix et ses raisons.")
        return redirect("examine_request", found.id)
    cases.record_hearing(
        actor=request.actor,
        request=found,
        heard_on=form.cleaned_data["heard_on"],
        choice=form.choice,
        chosen_id=form.chosen_id,
        grounds=form.cleaned_data["grounds"],
        at=clock.instant(),
    )
    messages.success(request, "L'audition est enregistrée ; les constats en tiennent compte.")
    return redirect("examine_request", found.id)


@for_roles(Role.REFERENT)
@require_POST
def give_opinion(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Give my agency's opinion on a transfer."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    cases.give_opinion(
        actor=request.actor,
        request=found,
        is_favourable=request.POST.get("opinion") == "favourable",
        text=request.POST.get("text", ""),
        on=clock.today(),
        at=clock.instant(),
    )
    messages.success(request, "L'avis de votre agence est enregistré ; l'autre agence le voit.")
    return redirect("examine_request", found.id)


@for_roles(Role.REFERENT)
@require_POST
def write_case_message(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Write to the other agency of a transfer."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    cases.write_message(
        actor=request.actor, request=found, text=request.POST.get("text", ""), at=clock.instant()
    )
    messages.success(request, "Votre message est dans le fil que les deux agences lisent.")
    return redirect("examine_request", found.id)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def show_decision(request: PortalRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Show a decision beside its facts, with the text of its letter; rewrite it while it is a draft."""
    decision = get_object_or_404(decisions_for(request.actor), id=decision_id)
    is_draft = decision.status == DecisionStatus.DRAFT
    form = _decision_form(request, decision.request, decision)
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_decision(
                actor=request.actor,
                decision=decision,
                answers=form.answers(),
                on=clock.today(),
                at=clock.instant(),
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "Le projet est modifié, sur les constats d'aujourd'hui.")
            return redirect("show_decision", decision.id)
    letter = getattr(decision, "letter", None)
    context = {
        "title": str(decision),
        "decision": decision,
        "found": decision.request,
        "form": form if is_draft else None,
        "reason_form": ReasonForm(),
        "letter": letter,
        "preview": letter.facts if letter else _preview(decision),
        "actions": DECISION.actions_from(decision.status),
        "may_sign": signatory_of(request.actor, decision.agency_id, clock.today()) is not None,
        "is_author": decision.prepared_by_id == request.actor.user_id,
        "transmissions": letter.transmissions.order_by("recipient_kind") if letter else (),
    }
    return render(request, "installations/agency/decision.html", context, status=422 if form.errors else 200)


@for_roles(*AGENTS)
@require_POST
def act_on_decision(request: PortalRequest, decision_id: uuid.UUID, action: str) -> HttpResponse:
    """Propose, approve, return, abandon, sign or take back a decision."""
    decision = get_object_or_404(decisions_for(request.actor), id=decision_id)
    act = ACTIONS.get(action)
    if act is None:
        raise Http404
    messages.success(request, act(request, decision))
    return redirect("show_decision", decision.id)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_decision(request: PortalRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Prepare the decision that will replace a signed one."""
    decision = get_object_or_404(decisions_for(request.actor).in_force(), id=decision_id)
    form = _decision_form(request, decision.request, decision)
    reason_form = ReasonForm(posted(request))
    if request.method == "POST" and all([form.is_valid(), reason_form.is_valid()]):
        try:
            corrected = services.prepare_decision(
                actor=request.actor,
                request=decision.request,
                answers=form.answers(),
                on=clock.today(),
                at=clock.instant(),
                corrects=decision,
                correction_reason=reason_form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(
                request,
                "La correction est préparée : la décision d'avant reste en vigueur jusqu'à la signature.",
            )
            return redirect("show_decision", corrected.id)
    context = _examination(decision.request) | {
        "title": f"Corriger la décision n° {decision.number}",
        "decision": decision,
        "form": form,
        "reason_form": reason_form,
    }
    status = 422 if form.errors or (request.method == "POST" and reason_form.errors) else 200
    return render(request, "installations/agency/correct_decision.html", context, status=status)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def decisions_to_be_signed(request: PortalRequest) -> HttpResponse:
    """List what waits for a signature; sign those that are ticked, one by one."""
    waiting = decisions_to_sign(request.actor)
    if request.method == "POST":
        ticked = [decision for decision in waiting if str(decision.id) in request.POST.getlist("decision")]
        if not ticked:
            messages.error(request, "Aucune décision n'est cochée : rien n'a été signé.")
            return redirect("decisions_to_be_signed")
        signed, refused = signing.sign_decisions(
            actor=request.actor, decisions=ticked, on=clock.today(), at=clock.instant()
        )
        if signed:
            messages.success(
                request, f"Décisions signées : {', '.join(decision.number for decision in signed)}."
            )
        for decision, refusal in refused:
            messages.error(request, f"{decision} : {refusal.message} {refusal.advice}")
        return redirect("decisions_to_be_signed")
    context = {
        "title": "À signer",
        "waiting": waiting,
        "signatory": signatory_of(request.actor, request.actor.agency_id, clock.today()),
    }
    return render(request, "installations/agency/to_sign.html", context)


def _propose(request: PortalRequest, decision: Decision) -> str:
    decision = services.propose_decision(
        actor=request.actor, decision=decision, on=clock.today(), at=clock.instant()
    )
    if decision.status == DecisionStatus.TO_REVIEW:
        return "Le projet est envoyé en relecture."
    return "Le projet est proposé à la signature."


def _approve(request: PortalRequest, decision: Decision) -> str:
    services.approve_decision(actor=request.actor, decision=decision, at=clock.instant())
    return "Le projet est approuvé ; il attend la signature."


def _return(request: PortalRequest, decision: Decision) -> str:
    services.return_decision(
        actor=request.actor, decision=decision, reason=request.POST.get("reason", ""), at=clock.instant()
    )
    return "Le projet est renvoyé à son auteur, qui est prévenu."


def _abandon(request: PortalRequest, decision: Decision) -> str:
    services.abandon_decision(actor=request.actor, decision=decision, at=clock.instant())
    return "Le projet est abandonné ; la demande attend de nouveau."


def _sign(request: PortalRequest, decision: Decision) -> str:
    decision = signing.sign_decision(
        actor=request.actor, decision=decision, on=clock.today(), at=clock.instant()
    )
    return f"La décision n° {decision.number} est signée. La lettre est en cours de mise en page, puis transmise."


def _retract(request: PortalRequest, decision: Decision) -> str:
    signing.retract_decision(
        actor=request.actor,
        decision=decision,
        reason=request.POST.get("reason", ""),
        on=clock.today(),
        at=clock.instant(),
    )
    return f"La décision n° {decision.number} est retirée ; la demande attend de nouveau."


ACTIONS = {
    "proposer": _propose,
    "approuver": _approve,
    "renvoyer": _return,
    "abandonner": _abandon,
    "signer": _sign,
    "retirer": _retract,
}


def _decision_form(request: PortalRequest, found: Request, decision: Decision | None = None) -> DecisionForm:
    clauses = [(clause.code, clause.title) for clause in clauses_for(found.kind, clock.today())]
    initial = (
        {
            "outcome": decision.outcome,
            "grounds": decision.grounds,
            "conditions": decision.conditions,
            "clauses": decision.clauses,
            "against_findings_reason": decision.against_findings_reason,
        }
        if decision is not None
        else None
    )
    return DecisionForm(posted(request), clauses=clauses, initial=initial)


def _examination(found: Request) -> dict[str, Any]:
    labels = catalogue()
    return {
        "found": found,
        "assessment": examination_of(found, clock.today()),
        "joined": [
            (labels[piece.kind].label if piece.kind in labels else piece.kind, piece)
            for piece in found.documents.select_related("document").order_by("added_at")
        ],
        "competing": (others := competing_requests(found)),
        "hearing": hearing_of(found),
        "hearing_form": HearingForm(requests=[found, *others]) if others else None,
        "opinions": found.opinions.select_related("agency", "given_by"),
        "thread": found.messages.select_related("agency", "author"),
        "earlier": found.decisions.exclude(status__in=IN_PREPARATION).order_by("prepared_at"),
    }


def _preview(decision: Decision) -> dict[str, Any]:
    return decision_letter(decision_facts(decision, code="", verification_url="", on=clock.today())).as_json()
