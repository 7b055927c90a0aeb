"""The settings of an agency: identity, directory, regional rules. Who signs and what letters say are next to them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.dashboard.forms.office_settings import (
    ContactForm,
    IdentityForm,
    LastDayForm,
    RegionalValueForm,
    WithdrawalForm,
)
from cesp_portal.dashboard.selectors.office_contacts import contact_of, contacts_for, own_agency
from cesp_portal.dashboard.selectors.regional_values import (
    SET_BY_AGENCIES,
    Preview,
    answers_of,
    dated,
    preview_of,
    regional_row,
    regional_rows,
    rules_of,
)
from cesp_portal.dashboard.services import identity as identities
from cesp_portal.dashboard.services import office_contacts as directory
from cesp_portal.dashboard.services import regional_values as services
from contracts.views.attempts import attempt

AGENTS = (Role.REFERENT, Role.DIRECTION)
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@for_roles(*AGENTS)
@require_safe
def settings_home(request: PortalRequest) -> HttpResponse:
    """Show what an agency sets for itself."""
    facts = {"title": "Réglages", "agency": own_agency(request.actor)}
    return render(request, "dashboard/settings/home.html", facts)


@for_roles(*AGENTS)
@FORM_METHODS
def identity(request: PortalRequest) -> HttpResponse:
    """Show and change what letters print at their head."""
    agency = own_agency(request.actor)
    initial = {name: getattr(agency, name) for name in identities.FIELDS}
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = IdentityForm(*bound, initial=initial)

    def change(values: dict[str, Any]) -> Any:
        sent = values.pop("logo")
        logo = sent.read(identities.MOST_BYTES + 1) if sent else None
        return identities.change_identity(actor=request.actor, logo=logo, at=clock.instant(), **values)

    changed, status = attempt(request, form, change)
    if changed is not None:
        messages.success(request, "L'identité est enregistrée : les prochaines lettres l'impriment.")
        return redirect("settings_identity")
    facts = {"title": "Identité de l'agence", "form": form, "agency": agency}
    return render(request, "dashboard/settings/identity.html", facts, status=status)


@for_roles(*AGENTS)
@FORM_METHODS
def contacts(request: PortalRequest) -> HttpResponse:
    """Show the directory; add an entry."""
    agency, today = own_agency(request.actor), clock.today()
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        faculties=agency.faculties.all(),
        initial={"starts_on": today},
    )
    written, status = attempt(
        request,
        form,
        lambda values: directory.write_contact(actor=request.actor, at=clock.instant(), **values),
    )
    if written is not None:
        messages.success(request, f"{written} est dans l'annuaire.")
        return redirect("settings_contacts")
    everyone = list(contacts_for(request.actor))
    facts = {
        "title": "Annuaire",
        "form": form,
        "held": [one for one in everyone if one.ends_until is None or one.ends_until > today],
        "past": [one for one in everyone if one.ends_until is not None and one.ends_until <= today],
        "today": today,
    }
    return render(request, "dashboard/settings/contacts.html", facts, status=status)


@for_roles(*AGENTS)
@require_POST
def contact_end(request: PortalRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Say until which day an entry holds."""
    contact = contact_of(request.actor, contact_id)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        raise BadInput(
            "DAY_MISSING", "Le dernier jour manque ou n'existe pas.", "Écrivez-le sous la forme jj/mm/aaaa."
        )
    directory.end_contact(
        actor=request.actor, contact_id=contact.id, last_day=form.cleaned_data["last_day"], at=clock.instant()
    )
    messages.success(request, f"{contact} : dernier jour enregistré.")
    return redirect("settings_contacts")


@for_roles(*AGENTS)
@FORM_METHODS
def rules(request: PortalRequest) -> HttpResponse:
    """Show the regional rules; preview whom a new value would change, then record it."""
    today = clock.today()
    known = rules_of(request.actor, today)
    choices = [(one.key, f"{one.parameter.label}{f' ({one.told})' if one.told else ''}") for one in known]
    form = RegionalValueForm(request.POST if request.method == "POST" else None, rules=choices)
    preview: Preview | None = None
    seen, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            row = _typed(request, form.cleaned_data)
            preview = preview_of(
                request.actor, dated(row, own_agency(request.actor).region_code, today), today
            )
            seen = services.fingerprint(row, preview)
            if request.POST.get("seen") == seen:
                services.record_value(actor=request.actor, row=row, at=clock.instant())
                messages.success(request, f"La valeur est enregistrée à partir du {row.starts_on:%d/%m/%Y}.")
                return redirect("settings_rules")
            if request.POST.get("seen"):
                form.add_error(
                    None, "Les personnes concernées ont changé depuis l'aperçu : regardez-le de nouveau."
                )
                status = 409
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
    elif form.is_bound:
        status = 422
    facts = {
        "title": "Règles régionales",
        "rules": known,
        "spoken": [
            (one.label, list(answers_of(one).values())) for one in SET_BY_AGENCIES.values() if answers_of(one)
        ],
        "form": form,
        "preview": preview,
        "seen": seen,
        "today": today,
        "withdrawn": regional_rows(request.actor).filter(withdrawn_at__isnull=False),
    }
    return render(request, "dashboard/settings/rules.html", facts, status=status)


def _typed(request: PortalRequest, values: dict[str, Any]) -> Any:
    parameter, *words = values["rule"].split("|")
    return services.value_to_record(
        actor=request.actor,
        parameter=parameter,
        words=tuple(words),
        typed=values["value"],
        starts_on=values["starts_on"],
        source=values["source"],
        at=clock.instant(),
    )


@for_roles(*AGENTS)
@require_POST
def rule_withdraw(request: PortalRequest, value_id: uuid.UUID) -> HttpResponse:
    """Take a recorded value back."""
    row = regional_row(request.actor, value_id)
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.withdraw_value(actor=request.actor, row_id=row.id, reason=reason, at=clock.instant())
    messages.success(request, "La valeur est retirée : la précédente vaut de nouveau.")
    return redirect("settings_rules")
