"""The agenda of the yearly exchanges, and the notes of each file."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.calendars import CONTENT_TYPE, Appointment, ics
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.kept import kept
from cesp_portal.common.refusals import BadInput
from contracts.enums import ContactKind, Visibility
from contracts.forms.follow_up import ContactForm, NoteForm, SummonForm
from contracts.models import Exchange
from contracts.rules.exchange_lifecycle import EXCHANGE
from contracts.selectors import exchanges as selectors
from contracts.selectors.files import followed_contract
from contracts.services import exchanges as services

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@for_roles(Role.REFERENT)
@require_safe
def agenda(request: PortalRequest) -> HttpResponse:
    """Show whom to summon, who is coming, what waits for its record."""
    actor, today, at = request.actor, clock.today(), clock.instant()
    agenda = selectors.agenda_of(actor, at)
    # The lists change with the rows that they read, with the day, and when an appointment is over.
    key = f"agenda-lists:{actor.role}:{actor.agency_id}:{today}:{agenda}"

    def draw() -> str:
        facts = {"counts": agenda.counts, "today": today, "actor": actor} | selectors.exchanges_of(agenda)
        return render_to_string("contracts/exchanges/agenda_lists.html", facts)

    lists = kept(key, draw)
    return render(request, "contracts/exchanges/agenda.html", {"lists": lists})


@for_roles(Role.REFERENT)
@require_safe
def agenda_file(request: PortalRequest) -> HttpResponse:
    """Download the appointments of the agency for a diary."""
    coming = selectors.summoned(request.actor, clock.instant())
    return _diary(selectors.appointments(coming, for_signatory=False), "echanges-cesp.ics")


@for_roles(Role.REFERENT)
@FORM_METHODS
def exchange(request: PortalRequest, exchange_id: uuid.UUID) -> HttpResponse:
    """Summon to an exchange, or record how it went."""
    shown = selectors.exchange_of(request.actor, exchange_id)
    note_reading(actor=request.actor, subject_id=shown.contract.candidate_id, at=clock.instant())
    typed = request.POST if request.method == "POST" else None
    action = request.POST.get("action", "")
    summon_form = SummonForm(typed if action == "summon" else None, prefix="summon")
    note_form = NoteForm(typed if action == "hold" else None, prefix="note")
    if typed is not None and _acted(request, shown, action, summon_form, note_form):
        return redirect("agenda")
    context = {
        "exchange": shown,
        "summon_form": summon_form if EXCHANGE.allows(shown.status, "summon") else None,
        "note_form": note_form if EXCHANGE.allows(shown.status, "hold") else None,
        "may_miss": EXCHANGE.allows(shown.status, "miss"),
        "contacts": selectors.contacts_of(request.actor, shown.contract)[:5],
    }
    status = 422 if typed is not None else 200
    return render(request, "contracts/exchanges/exchange.html", context, status=status)


def _acted(
    request: PortalRequest, shown: Exchange, action: str, summon_form: SummonForm, note_form: NoteForm
) -> bool:
    """Do what was asked, or say on its form why it cannot be done."""
    form = summon_form if action == "summon" else note_form
    facts = {"actor": request.actor, "exchange": shown, "at": clock.instant()}
    try:
        if action == "summon" and summon_form.is_valid():
            typed = summon_form.cleaned_data
            mode = ContactKind(typed["mode"])
            services.summon(**facts, starts_at=summon_form.starts_at(), mode=mode, place=typed["place"])
            messages.success(request, "La convocation est envoyée.")
        elif action == "hold" and note_form.is_valid():
            typed = note_form.cleaned_data
            visibility = Visibility(typed["visibility"])
            services.hold_exchange(**facts, summary=typed["summary"], visibility=visibility)
            messages.success(request, "L'échange est enregistré.")
        elif action == "miss":
            services.miss_exchange(**facts)
            messages.success(request, "L'absence est enregistrée. L'échange est à convoquer de nouveau.")
        else:
            return False
    except BadInput as refusal:
        if not form.is_bound:
            raise
        form.add_error(None, f"{refusal.message} {refusal.advice}")
        return False
    return True


@for_roles(Role.REFERENT)
@FORM_METHODS
def contact_list(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show the notes of a file, and add one."""
    contract = followed_contract(request.actor, contract_id)
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            services.record_contact(
                actor=request.actor,
                contract=contract,
                kind=ContactKind(typed["kind"]),
                happened_on=typed["happened_on"],
                summary=typed["summary"],
                visibility=Visibility(typed["visibility"]),
                at=clock.instant(),
            )
        except BadInput as refusal:
            form.add_error("happened_on", f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "Le contact est noté.")
            return redirect("contact_list", contract.id)
    contacts = selectors.contacts_of(request.actor, contract)
    context = {"contract": contract, "form": form, "contacts": contacts}
    status = 422 if form.is_bound else 200
    return render(request, "contracts/exchanges/contacts.html", context, status=status)


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_exchanges(request: PortalRequest) -> HttpResponse:
    """Show the person's exchanges and the notes shared with them."""
    shown = list(selectors.exchanges_for(request.actor).order_by("-due_on"))
    contracts = {one.contract_id: one.contract for one in shown}.values()
    notes = [note for contract in contracts for note in selectors.contacts_of(request.actor, contract)]
    return render(request, "contracts/exchanges/mine.html", {"exchanges": shown, "notes": notes})


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_exchanges_file(request: PortalRequest) -> HttpResponse:
    """Download the person's appointments for a diary."""
    shown = selectors.exchanges_for(request.actor)
    return _diary(selectors.appointments(shown, for_signatory=True), "mes-echanges-cesp.ics")


def _diary(appointments: list[Appointment], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(ics(appointments, at=clock.instant()), content_type=CONTENT_TYPE, headers=headers)
