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
from contracts.enums import ExchangeStatus
from contracts.models import Contract
from contracts.selectors.contracts import contracts_for
from contracts.selectors.exchanges import exchanges_for
from installations.enums import LetterKind
from installations.forms.notices import NoticeForm
from installations.services import notices
from installations.views.forms_sent import posted

YEARLY = "Vous présenter à l'échange annuel que prévoit votre contrat."


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def write_notice(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Write a letter, see it as it will be printed, send it."""
    contract = get_object_or_404(contracts_for(request.actor), id=contract_id)
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    form = NoticeForm(posted(request), initial=_of_exchange(request, contract))
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("action") == "send":
                letter = notices.write_notice(
                    actor=request.actor,
                    contract=contract,
                    answers=form.answers(),
                    on=clock.today(),
                    at=clock.instant(),
                )
                messages.success(request, f"{letter.title} : le courrier part vers la personne.")
                return redirect("transmissions_sent")
            preview = notices.notice_as_written(
                actor=request.actor, contract=contract, answers=form.answers(), on=clock.today()
            ).as_json()
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
    context = {
        "title": f"Écrire à {contract.candidate}",
        "contract": contract,
        "form": form,
        "preview": preview,
    }
    return render(request, "installations/agency/notice.html", context, status=422 if form.errors else 200)


def _of_exchange(request: PortalRequest, contract: Contract) -> dict[str, Any]:
    """What the yearly exchange of the address already says: the letter repeats it, and nothing is typed twice."""
    try:
        asked = uuid.UUID(request.GET.get("echange", ""))
    except ValueError:
        return {}
    exchange = exchanges_for(request.actor).filter(id=asked, contract=contract).first()
    if exchange is None:
        return {}
    facts: dict[str, Any] = {"kind": LetterKind.SUMMONS, "asked": YEARLY}
    if exchange.status == ExchangeStatus.PLANNED and exchange.starts_at is not None:
        starts_at = timezone.localtime(exchange.starts_at)
        facts |= {"meets_on": starts_at.date(), "hour": starts_at.time()}
        facts["place"] = exchange.place or exchange.get_mode_display()
    return facts
