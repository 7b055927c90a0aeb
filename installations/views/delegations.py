"""The settings of an agency: who signs its decisions, which drafts are read twice."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Forbidden, Refusal
from installations import policies
from installations.forms.delegations import LastDayForm, SecondLookForm, SignatoryForm
from installations.models import SecondLook, Signatory
from installations.selectors.decisions import people_who_may_sign, second_looks_for, signatories_for
from installations.services import delegations as services

AGENTS = (Role.REFERENT, Role.DIRECTION)


@for_roles(*AGENTS)
@require_safe
def delegations(request: PortalRequest) -> HttpResponse:
    """Show who signs for my agency, who signed before, and what is read twice."""
    return _page(request, None)


@for_roles(Role.DIRECTION)
@require_POST
def name_signatory(request: PortalRequest) -> HttpResponse:
    """Record a delegation."""
    people = people_who_may_sign(request.actor, clock.today())
    form = SignatoryForm(request.POST, people=people)
    if form.is_valid():
        try:
            signatory = services.name_signatory(
                actor=request.actor,
                agency_id=policies.office_of(request.actor),
                user=form.cleaned_data["user"],
                quality=form.cleaned_data["quality"],
                delegation=form.cleaned_data["delegation"],
                on=form.cleaned_data["since_on"],
                at=clock.instant(),
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, f"La délégation de {signatory.user} est enregistrée.")
            return redirect("delegations")
    return _page(request, form)


@for_roles(Role.DIRECTION)
@require_POST
def end_delegation(request: PortalRequest, signatory_id: uuid.UUID) -> HttpResponse:
    """Say when a person signs for the last time."""
    signatory = get_object_or_404(signatories_for(request.actor), id=signatory_id)
    form = LastDayForm(request.POST, of=signatory.id)
    if not form.is_valid():
        messages.error(request, "Indiquez le dernier jour de cette délégation.")
        return redirect("delegations")
    services.end_delegation(
        actor=request.actor,
        signatory=signatory,
        last_day=form.cleaned_data["last_day"],
        at=clock.instant(),
    )
    messages.success(request, "La fin de la délégation est enregistrée.")
    return redirect("delegations")


@for_roles(Role.DIRECTION)
@require_POST
def ask_second_look(request: PortalRequest) -> HttpResponse:
    """Ask that drafts of a kind be read by a second agent."""
    form = SecondLookForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une nature de demande dans la liste.")
        return redirect("delegations")
    services.ask_second_look(
        actor=request.actor,
        agency_id=policies.office_of(request.actor),
        kind=form.cleaned_data["kind"],
        on=clock.today(),
        at=clock.instant(),
    )
    messages.success(request, "Ces projets seront relus par un second agent avant la signature.")
    return redirect("delegations")


@for_roles(Role.DIRECTION)
@require_POST
def stop_second_look(request: PortalRequest, look_id: uuid.UUID) -> HttpResponse:
    """Stop asking for it."""
    look = get_object_or_404(second_looks_for(request.actor), id=look_id)
    services.stop_second_look(actor=request.actor, look=look, on=clock.today(), at=clock.instant())
    messages.success(request, "La relecture n'est plus demandée à partir de demain.")
    return redirect("delegations")


def _page(request: PortalRequest, form: SignatoryForm | None) -> HttpResponse:
    today = clock.today()
    signatories: list[tuple[Signatory, LastDayForm | None]] = [
        (one, LastDayForm(of=one.id) if one.ends_until is None else None)
        for one in signatories_for(request.actor)
    ]
    looks: list[SecondLook] = list(second_looks_for(request.actor))
    people = people_who_may_sign(request.actor, today)
    context = {
        "title": "Signatures et relectures",
        "signatories": signatories,
        "looks": looks,
        "today": today,
        "may_set": request.actor.is_a(Role.DIRECTION),
        "form": form or SignatoryForm(people=people, initial={"since_on": today}),
        "look_form": SecondLookForm(),
    }
    status = 422 if form is not None else 200
    return render(request, "installations/agency/delegations.html", context, status=status)
