"""The candidate's pages: where I stand, the offer, signing, refusing, withdrawing."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from contracts.enums import Track
from contracts.forms.offers import ConfirmForm, MilestonesForm, SignForm
from contracts.selectors import candidates as selectors
from contracts.selectors import contracts as contract_selectors
from contracts.selectors import offers as offer_selectors
from contracts.services import answers, milestones, signatures
from contracts.views.attempts import attempt
from contracts.views.downloads import stored

PEOPLE = (Role.CANDIDAT, Role.SIGNATAIRE)


@for_roles(*PEOPLE)
@require_safe
def mine(request: PortalRequest) -> HttpResponse:
    """Show each candidature: step, rank, what it means, what to do and by when."""
    facts = {
        "title": "Ma candidature",
        "candidatures": selectors.my_candidatures(request.actor, clock.today()),
        "today": clock.today(),
    }
    return render(request, "contracts/my_candidacies.html", facts)


@for_roles(*PEOPLE)
@require_safe
def offer(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Show an offer to the person it is made to."""
    made = offer_selectors.my_offer(request.actor, offer_id)
    facts = {
        "title": "Votre proposition de contrat",
        "offer": made,
        "deadline": selectors.deadline_of(made, clock.today()),
        "commitment": contract_selectors.other_commitment_of(made.candidate),
        "conditions": signatures.conditions_of(made, clock.today()),
    }
    return render(request, "contracts/my_offer.html", facts)


@for_roles(*PEOPLE)
@require_POST
def receipt(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Note that the person has received the offer today."""
    made = offer_selectors.my_offer(request.actor, offer_id)
    today = clock.today()
    answers.record_receipt(
        actor=request.actor, offer_id=made.id, received_on=today, on=today, at=clock.instant()
    )
    messages.success(
        request, "La réception est enregistrée. Le dernier jour pour signer est affiché ci-dessous."
    )
    return redirect("my_offer", made.id)


@for_roles(*PEOPLE)
@require_http_methods(["GET", "POST"])
def sign(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Read the conditions one by one, then sign."""
    made = offer_selectors.my_offer(request.actor, offer_id)
    if request.method == "POST" and hasattr(made, "contract"):
        raise signatures.ALREADY_SIGNED
    form = SignForm(request.POST or None, conditions=signatures.conditions_of(made, clock.today()))
    contract, status = attempt(
        request,
        form,
        lambda values: signatures.sign_offer(
            actor=request.actor,
            offer_id=made.id,
            acknowledged=form.acknowledged(),
            project=values["project"],
            expected_end=values["expected_end"],
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if contract is not None:
        messages.success(request, f"Votre contrat est signé. Il porte le numéro {contract.number}.")
        return redirect("my_candidacies")
    facts = {"title": "Signer votre contrat", "offer": made, "form": form}
    return render(request, "contracts/my_sign.html", facts, status=status)


@for_roles(*PEOPLE)
@require_http_methods(["GET", "POST"])
def refuse(request: PortalRequest, offer_id: uuid.UUID) -> HttpResponse:
    """Refuse an offer, deliberately."""
    made = offer_selectors.my_offer(request.actor, offer_id)
    form = ConfirmForm(request.POST or None)
    refused, status = attempt(
        request,
        form,
        lambda _: answers.refuse_offer(
            actor=request.actor, offer_id=made.id, on=clock.today(), at=clock.instant()
        ),
    )
    if refused is not None:
        messages.success(request, "Votre refus est enregistré.")
        return redirect("my_candidacies")
    facts = {"title": "Refuser la proposition", "offer": made, "form": form}
    return render(request, "contracts/my_refuse.html", facts, status=status)


@for_roles(*PEOPLE)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Withdraw from a campaign, deliberately."""
    candidate = selectors.my_candidate(request.actor, candidate_id)
    form = ConfirmForm(request.POST or None)
    withdrawn, status = attempt(
        request,
        form,
        lambda _: answers.withdraw_candidate(
            actor=request.actor, candidate_id=candidate.id, on=clock.today(), at=clock.instant()
        ),
    )
    if withdrawn is not None:
        messages.success(request, "Votre candidature est retirée.")
        return redirect("my_candidacies")
    facts = {"title": "Retirer ma candidature", "candidate": candidate, "form": form}
    return render(request, "contracts/my_withdrawal.html", facts, status=status)


@for_roles(*PEOPLE, Role.REFERENT, Role.DIRECTION, Role.PAYEUR)
@require_safe
def contract_copy(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Hand over the dated copy of a contract."""
    contract = contract_selectors.contract_of(request.actor, contract_id)
    if contract.document is None:
        raise Http404
    return stored(contract.document)


@for_roles(Role.SIGNATAIRE, Role.REFERENT)
@require_http_methods(["GET", "POST"])
def diplomas(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Declare the start of the internship and the diplomas."""
    contract = contract_selectors.contract_of(request.actor, contract_id)
    initial = {name: getattr(contract, name) for name in milestones.MILESTONES}
    form = MilestonesForm(request.POST or None, initial=initial, padhue=contract.track == Track.PADHUE)
    declared, status = attempt(
        request,
        form,
        lambda values: milestones.declare_diplomas(
            actor=request.actor, contract_id=contract.id, on=clock.today(), at=clock.instant(), **values
        ),
    )
    if declared is not None:
        messages.success(request, "Les dates sont enregistrées ; le décompte en tient compte.")
        return redirect("contract_diplomas", contract.id)
    facts = {"title": "Diplômes et internat", "contract": contract, "form": form}
    return render(request, "contracts/diplomas.html", facts, status=status)
