"""Write to a signatory on letterhead: convocation, reminder, formal notice."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.rules.french import day_text, hour_text
from contracts.enums import ExchangeStatus
from contracts.models import Contract, Exchange
from contracts.selectors.contracts import contracts_for
from contracts.selectors.exchanges import exchanges_for
from installations.enums import LetterKind
from installations.forms.notices import NoticeForm
from installations.services import notices
from installations.views.forms_sent import posted

YEARLY = "Vous présenter à l'échange annuel que prévoit votre contrat."
ABSENT = (
    "Dire à votre référent pourquoi vous n'avez pas pu venir à l'échange annuel du {day} à {hour}, "
    "et proposer une nouvelle date."
)


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def write_notice(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Write a letter, see it as it will be printed, send it."""
    contract = get_object_or_404(contracts_for(request.actor), id=contract_id)
    exchange = _exchange_asked(request, contract)
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    form = NoticeForm(posted(request), initial=_of_exchange(exchange) if exchange else {})
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("action") == "send":
                letter = notices.write_notice(
                    actor=request.actor,
                    contract=contract,
                    answers=form.answers(),
                    exchange=exchange,
                    on=clock.today(),
                    at=clock.instant(),
                )
                messages.success(request, f"{letter.title} : le courrier part vers la personne.")
                return redirect(*_back(request, exchange))
            preview = notices.notice_as_written(
                actor=request.actor,
                contract=contract,
                answers=form.answers(),
                exchange=exchange,
                on=clock.today(),
            ).as_json()
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
    context = {
        "title": f"Écrire à {contract.candidate}",
        "contract": contract,
        "exchange": exchange,
        "form": form,
        "preview": preview,
    }
    return render(request, "installations/agency/notice.html", context, status=422 if form.errors else 200)


def _exchange_asked(request: PortalRequest, contract: Contract) -> Exchange | None:
    """The yearly exchange that the address names, when it is one of this contract and in reach."""
    try:
        asked = uuid.UUID(request.GET.get("echange", ""))
    except ValueError:
        return None
    return exchanges_for(request.actor).filter(id=asked, contract=contract).first()


def _of_exchange(exchange: Exchange) -> dict[str, Any]:
    """What the exchange already says: the letter repeats it, and nothing is typed twice."""
    if exchange.starts_at is None:
        return {"kind": LetterKind.REMINDER}
    starts_at = timezone.localtime(exchange.starts_at)
    if exchange.status == ExchangeStatus.MISSED:
        day, hour = day_text(starts_at.date()), hour_text(starts_at.time())
        return {"kind": LetterKind.REMINDER, "asked": ABSENT.format(day=day, hour=hour)}
    place = exchange.place or exchange.get_mode_display()
    appointment = {"meets_on": starts_at.date(), "hour": starts_at.time(), "place": place}
    return {"kind": LetterKind.SUMMONS, "asked": YEARLY, **appointment}


def _back(request: PortalRequest, exchange: Exchange | None) -> tuple[Any, ...]:
    """Where one goes on from: the exchange that the letter was written for, or the register."""
    if exchange is not None and request.actor.is_a(Role.REFERENT):
        return "exchange", exchange.id
    return ("transmissions_sent",)
