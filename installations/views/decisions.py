"""The agency's decisions: what waits, what is prepared, read, signed, corrected, taken back."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.kept import kept
from cesp_portal.common.paging import asked_page
from cesp_portal.common.refusals import Refusal
from installations import policies
from installations.enums import ONCE_SIGNED, DecisionStatus, LetterKind
from installations.forms.decisions import ReasonForm
from installations.models import Decision
from installations.rules.letters.decisions import decision_letter
from installations.rules.lifecycles import DECISION
from installations.selectors.decisions import (
    decision_in_full,
    decisions_for,
    decisions_to_sign,
    in_brief,
    signatory_of,
)
from installations.selectors.decisions_home import decisions_home_of, to_sign_of
from installations.selectors.printed_facts import decision_facts
from installations.services import decisions as services
from installations.services import signing
from installations.views.examinations import AGENTS, decision_form, examination_context
from installations.views.forms_sent import posted

PER_PAGE = 15


@for_roles(*AGENTS)
@require_safe
def decisions_home(request: PortalRequest) -> HttpResponse:
    """Show what waits, in the order of the work: to examine, in preparation, to sign, signed."""
    actor, number = request.actor, asked_page(request)

    def draw() -> str:
        home = decisions_home_of(actor, number, PER_PAGE)
        page = Paginator(range(home.waiting_count), PER_PAGE).get_page(number)
        facts = {"home": home, "page": page, "parameters": ""}
        return render_to_string("installations/agency/decisions_lists.html", facts)

    lists = kept(f"decisions:{actor.role}:{actor.agency_id}:{number}", draw)
    return render(request, "installations/agency/decisions.html", {"title": "Décisions", "lists": lists})


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def show_decision(request: PortalRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Show a decision beside its facts, with the text of its letter; rewrite it while it is a draft."""
    decision = get_object_or_404(in_brief(decisions_for(request.actor)), id=decision_id)
    note_reading(actor=request.actor, subject_id=decision.request.contract.candidate_id, at=clock.instant())
    may_write = policies.may_examine(request.actor, decision.request)
    is_draft = decision.status == DecisionStatus.DRAFT and may_write
    # A form that nobody can fill is not built: its clauses and its places are most of the page.
    wanted = is_draft or request.method == "POST"
    form = decision_form(posted(request), decision.request, decision) if wanted else None
    if request.method == "POST" and form is not None and form.is_valid():
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
    context = {
        "title": str(decision),
        "decision": decision,
        "told": _told(decision.pk, is_signed=decision.status in ONCE_SIGNED),
        "form": form if is_draft else None,
        "reason_form": ReasonForm(),
        "actions": DECISION.actions_from(decision.status)
        if decision.agency_id == request.actor.agency_id
        else (),
        "may_write": may_write,
        "may_sign": signatory_of(request.actor, decision.agency_id, clock.today()) is not None,
        "is_author": decision.prepared_by_id == request.actor.user_id,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "installations/agency/decision.html", context, status=status)


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
    form = decision_form(posted(request), decision.request, decision)
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
    context = examination_context(decision.request) | {
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
    if request.method == "POST":
        asked = set(request.POST.getlist("decision"))
        ticked = [decision for decision in decisions_to_sign(request.actor) if str(decision.id) in asked]
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
    waiting = to_sign_of(request.actor)
    context = {
        "title": "À signer",
        "waiting": waiting,
        "rows": kept(
            f"to-sign-rows:{request.actor.role}:{request.actor.agency_id}",
            lambda: render_to_string(
                "installations/agency/to_sign_rows.html", {"waiting": to_sign_of(request.actor)}
            ),
        ),
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


def _told(decision_id: uuid.UUID, *, is_signed: bool) -> dict[str, str]:
    """Return what a decision tells everybody: who and what, its letter, what it rests on; kept once it is signed."""

    def draw() -> dict[str, str]:
        decision = decision_in_full(decision_id)
        letter = getattr(decision, "letter", None)
        facts = {
            "decision": decision,
            "found": decision.request,
            "letter": letter,
            "preview": letter.facts if letter else _preview(decision),
            "retractions": decision.other_letters.filter(kind=LetterKind.RETRACTION, document__isnull=False),
            "transmissions": letter.transmissions.order_by("recipient_kind") if letter else (),
        }
        return {
            part: render_to_string(f"installations/agency/decision_{part}.html", facts)
            for part in ("heading", "letter", "basis")
        }

    return kept(f"decision-told:{decision_id}", draw) if is_signed else draw()


def _preview(decision: Decision) -> dict[str, Any]:
    return decision_letter(decision_facts(decision, code="", verification_url="", on=clock.today())).as_json()
