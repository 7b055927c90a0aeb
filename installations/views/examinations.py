"""A request beside what the rules find: prepare its decision, ask a correction, hear, give an opinion, write."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.refusals import Forbidden, Refusal
from installations import policies
from installations.enums import IN_PREPARATION, RequestKind, RequestStatus
from installations.forms.cases import CaseMessageForm, DistrictForm, HearingForm, OpinionForm
from installations.forms.decisions import CorrectionForm, DecisionForm
from installations.models import Decision, Request
from installations.rules.documents import catalogue
from installations.selectors.cases import competing_requests, hearing_of, owes_opinion
from installations.selectors.end_checks import end_checks
from installations.selectors.examinations import examination_of
from installations.selectors.letter_texts import clauses_to_choose
from installations.selectors.places import aids_of_sites
from installations.selectors.requests import requests_for
from installations.services import cases, districts
from installations.services import decisions as services
from installations.services import requests as request_services
from installations.views.forms_sent import posted

AGENTS = (Role.REFERENT, Role.DIRECTION)
SEEN_BY_BOTH = "Un projet de décision est déjà en préparation : il est ouvert ci-dessous."


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def examine_request(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a request beside its findings; prepare the decision."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    note_reading(actor=request.actor, subject_id=found.contract.candidate_id, at=clock.instant())
    form = decision_form(posted(request), found)
    if request.method == "POST":
        prepared = found.decisions.filter(status__in=IN_PREPARATION).first()
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
    return _page(request, found, form=form)


@for_roles(Role.REFERENT)
@require_POST
def ask_correction(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Send a request back for named fields."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = CorrectionForm(request.POST)

    def act() -> str:
        request_services.ask_correction(
            actor=request.actor,
            request=found,
            fields=form.cleaned_data["fields_to_correct"],
            message=form.cleaned_data["message"],
            at=clock.instant(),
        )
        return "La correction est demandée ; la personne est prévenue."

    return _act(request, found, "correction_form", form, act)


@for_roles(Role.REFERENT)
@require_POST
def settle_district(request: PortalRequest, request_id: uuid.UUID, position: int) -> HttpResponse:
    """Say whether a place is in the quartier prioritaire that the person named."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = DistrictForm(request.POST)

    def act() -> str:
        site = districts.settle_district(
            actor=request.actor,
            request=found,
            position=position,
            is_inside=form.is_inside,
            at=clock.instant(),
        )
        answer = site.get_district_status_display().lower()
        return f"Quartier {site.district_name} : {answer}. Les constats en tiennent compte."

    return _act(request, found, "district_form", form, act)


@for_roles(Role.REFERENT)
@require_POST
def record_hearing(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Record the hearing of those who want the same place."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = HearingForm(request.POST, requests=[found, *competing_requests(found)])

    def act() -> str:
        cases.record_hearing(
            actor=request.actor,
            request=found,
            heard_on=form.cleaned_data["heard_on"],
            choice=form.choice,
            chosen_id=form.chosen_id,
            grounds=form.cleaned_data["grounds"],
            on=clock.today(),
            at=clock.instant(),
        )
        return "L'audition est enregistrée ; les constats en tiennent compte."

    return _act(request, found, "hearing_form", form, act)


@for_roles(Role.REFERENT)
@require_POST
def give_opinion(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Give my agency's opinion on a transfer."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = OpinionForm(request.POST)

    def act() -> str:
        cases.give_opinion(
            actor=request.actor,
            request=found,
            is_favourable=form.cleaned_data["is_favourable"],
            text=form.cleaned_data["text"],
            on=clock.today(),
            at=clock.instant(),
        )
        return "L'avis de votre agence est enregistré ; l'autre agence le voit."

    return _act(request, found, "opinion_form", form, act)


@for_roles(Role.REFERENT)
@require_POST
def write_case_message(request: PortalRequest, request_id: uuid.UUID) -> HttpResponse:
    """Write to the other agency of a transfer."""
    found = get_object_or_404(requests_for(request.actor), id=request_id)
    form = CaseMessageForm(request.POST)

    def act() -> str:
        cases.write_message(
            actor=request.actor, request=found, text=form.cleaned_data["text"], at=clock.instant()
        )
        return "Votre message est dans le fil que les deux agences lisent."

    return _act(request, found, "message_form", form, act)


def decision_form(data: QueryDict | None, found: Request, decision: Decision | None = None) -> DecisionForm:
    """Return the form of a decision on a request: as it was sent, or filled from the decision when there is one."""
    clauses = clauses_to_choose(found.agency_id, found.kind, clock.today())
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
    return DecisionForm(data, clauses=clauses, initial=initial)


def examination_context(found: Request) -> dict[str, Any]:
    """Return what stands beside a request: its findings, its documents, those who want the place, the thread."""
    labels = catalogue()
    return {
        "found": found,
        "assessment": examination_of(found, clock.today()),
        "joined": [
            (labels[piece.kind].label if piece.kind in labels else piece.kind, piece)
            for piece in found.documents.select_related("document").order_by("added_at")
        ],
        "aids": aids_of_sites(found, clock.today()),
        "competing": competing_requests(found),
        "hearing": hearing_of(found),
        "opinions": found.opinions.select_related("agency", "given_by"),
        "thread": found.messages.select_related("agency", "author"),
        "checks": end_checks(found, clock.today()) if found.kind == RequestKind.END_OF_COMMITMENT else (),
        "earlier": found.decisions.exclude(status__in=IN_PREPARATION).order_by("prepared_at"),
    }


def _act(
    request: PortalRequest, found: Request, name: str, form: BaseForm, act: Callable[[], str]
) -> HttpResponse:
    """Do what a form of the page asks, or show the page again with what was typed and what is wrong."""
    if form.is_valid():
        try:
            done = act()
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, done)
            return redirect("examine_request", found.id)
    return _page(request, found, **{name: form})


def _page(request: PortalRequest, found: Request, **sent: BaseForm) -> HttpResponse:
    """Show the request with its forms; one that was sent and refused stands as it was typed, with its errors."""
    context = examination_context(found)
    waits = found.status == RequestStatus.SUBMITTED
    others = context["competing"]
    context |= {
        "title": f"{found.get_kind_display()} – {found.contract.number}",
        "prepared": found.decisions.filter(status__in=IN_PREPARATION).first(),
        "may_decide": waits and policies.may_examine(request.actor, found),
        "may_write": waits and policies.is_party_to_transfer(request.actor, found),
        "owes_opinion": waits and owes_opinion(request.actor, found),
        "form": decision_form(None, found),
        "correction_form": CorrectionForm(),
        "hearing_form": HearingForm(requests=[found, *others]) if others else None,
        "opinion_form": OpinionForm(),
        "message_form": CaseMessageForm(),
        "district_form": DistrictForm(),
        "claims": [site for site in found.sites.all() if site.district_code],
        **sent,
    }
    context["refused"] = next((name for name, form in sent.items() if form.errors), "")
    status = 422 if context["refused"] else 200
    return render(request, "installations/agency/request.html", context, status=status)
