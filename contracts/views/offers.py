"""Offers on the agency's side: receipt, paper signature, refusal, withdrawal."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from contracts.forms.base import PortalForm
from contracts.forms.offers import ConfirmForm, PaperSignatureForm, ReceiptForm, RefusalForm, RestoreForm
from contracts.models import Offer
from contracts.policies.selection import may_record_for_offer, may_restore, may_withdraw
from contracts.selectors import candidates as candidate_selectors
from contracts.selectors import contracts as contract_selectors
from contracts.selectors import offers as selectors
from contracts.services import answers, deadlines, signatures
from contracts.views.attempts import attempt

WRITERS = (Role.REFERENT, Role.PAYEUR)


@for_roles(Role.REFERENT, Role.DIRECTION, Role.PAYEUR, Role.SCOLARITE)
@require_safe
def detail(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Show an offer, and the acts that may be recorded about it."""
    return _page(request, selectors.offer_of(request.actor, offer_id))


def _page(
    request: PortalRequest, offer: Offer, form: PortalForm | None = None, status: int = 200
) -> HttpResponse:
    note_reading(actor=request.actor, subject_id=offer.candidate_id, at=clock.instant())
    forms: dict[str, PortalForm] = {
        "receipt_form": ReceiptForm(prefix="receipt"),
        "signature_form": PaperSignatureForm(prefix="signature"),
        "refusal_form": RefusalForm(prefix="refusal"),
    }
    if form is not None:
        forms[f"{form.prefix}_form"] = form
    records = may_record_for_offer(request.actor, offer)
    facts = {
        "title": f"Proposition à {offer.candidate}",
        "offer": offer,
        "records": records,
        "withdraws": may_withdraw(request.actor, offer.candidate),
        "restores": offer.candidate.withdrawn_at and may_restore(request.actor, offer.candidate),
        "deadline": candidate_selectors.deadline_of(offer, clock.today()),
        "commitment": contract_selectors.other_commitment_of(offer.candidate),
    }
    return render(request, "contracts/offer.html", facts | forms, status=status)


def _record(
    request: PortalRequest, offer: Offer, form: PortalForm, act: Callable[..., Any], done: str
) -> HttpResponse:
    recorded, status = attempt(
        request,
        form,
        lambda values: act(
            actor=request.actor, offer_id=offer.id, on=clock.today(), at=clock.instant(), **values
        ),
    )
    if recorded is None:
        return _page(request, offer, form, status)
    messages.success(request, done)
    return redirect("offer_detail", offer.id)


@for_roles(*WRITERS)
@require_POST
def receipt(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Record the day on which the person received the offer."""
    offer = selectors.offer_of(request.actor, offer_id)
    form = ReceiptForm(request.POST, prefix="receipt")
    return _record(request, offer, form, answers.record_receipt, "La réception est enregistrée.")


@for_roles(*WRITERS)
@require_POST
def signature(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Record a contract that arrived signed on paper."""
    offer = selectors.offer_of(request.actor, offer_id)
    form = PaperSignatureForm(request.POST, prefix="signature")
    return _record(request, offer, form, signatures.record_signature, "Le contrat est enregistré.")


@for_roles(*WRITERS)
@require_POST
def refusal(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Record a refusal that reached the agency."""
    offer = selectors.offer_of(request.actor, offer_id)
    form = RefusalForm(request.POST, prefix="refusal")
    done = "Le refus est enregistré ; la place est proposée à la personne suivante."
    return _record(request, offer, form, answers.refuse_offer, done)


@for_roles(*WRITERS)
@require_POST
def lapse(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Note that the delay is over, without waiting for the sweep."""
    offer = selectors.offer_of(request.actor, offer_id)
    deadlines.note_lapse(actor=request.actor, offer_id=offer.id, on=clock.today(), at=clock.instant())
    messages.success(request, "Le dépassement est constaté.")
    return redirect("offer_detail", offer.id)


@for_roles(Role.SCOLARITE, Role.REFERENT)
@require_http_methods(["GET", "POST"])
def withdrawal(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Take a candidate out of the campaign, at the person's written request."""
    candidate = candidate_selectors.candidate_of(request.actor, candidate_id)
    form = ConfirmForm(request.POST or None)
    withdrawn, status = attempt(
        request,
        form,
        lambda _: answers.withdraw_candidate(
            actor=request.actor, candidate_id=candidate.id, on=clock.today(), at=clock.instant()
        ),
    )
    if withdrawn is not None:
        messages.success(request, "La candidature est retirée.")
        return redirect("campaign_detail", candidate.campaign_id)
    facts = {
        "title": "Retirer une candidature",
        "candidate": candidate,
        "form": form,
        "offer": candidate_selectors.open_offer_of(candidate),
    }
    return render(request, "contracts/withdrawal.html", facts, status=status)


@for_roles(Role.SCOLARITE, Role.REFERENT)
@require_http_methods(["GET", "POST"])
def restoration(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Undo a withdrawal made by mistake, and say why."""
    candidate = candidate_selectors.candidate_of(request.actor, candidate_id)
    form = RestoreForm(request.POST or None)
    restored, status = attempt(
        request,
        form,
        lambda values: answers.restore_candidate(
            actor=request.actor, candidate_id=candidate.id, at=clock.instant(), **values
        ),
    )
    if restored is not None:
        messages.success(request, "La candidature est rétablie ; la personne en est prévenue.")
        return redirect("campaign_detail", candidate.campaign_id)
    facts = {"title": "Rétablir une candidature", "candidate": candidate, "form": form}
    return render(request, "contracts/restoration.html", facts, status=status)
