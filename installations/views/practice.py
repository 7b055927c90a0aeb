"""Practice: what I declared, what my agency verifies."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.headers import keep_link_private
from cesp_portal.common.paging import asked_page
from cesp_portal.common.refusals import Refusal
from installations.enums import PeriodStatus
from installations.forms.fields import commune_text
from installations.forms.practice import EmployerForm, EndForm, PeriodForm, VerificationForm
from installations.forms.uploads import SupportForm
from installations.selectors.practice import periods_for, periods_to_show
from installations.selectors.projects import own_contract
from installations.selectors.verifications import PER_PAGE, verification_page
from installations.services import employer_links
from installations.services import practice as services
from installations.views.forms_sent import posted
from installations.views.letters import attachment
from installations.views.status_texts import PRACTICE_STATUS_TEXTS


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_practice(request: PortalRequest) -> HttpResponse:
    """List my periods: planned, declared and verified apart."""
    contract = own_contract(request.actor)
    if contract is None:
        return render(request, "installations/signatory/no_contract.html", status=404)
    periods = [
        (period, PRACTICE_STATUS_TEXTS[PeriodStatus(period.status)])
        for period in periods_to_show(request.actor, contract)
    ]
    context = {
        "title": "Mon exercice",
        "contract": contract,
        "periods": periods,
        "end_form": EndForm(),
        "support_form": SupportForm(),
    }
    return render(request, "installations/signatory/practice.html", context)


@for_roles(Role.SIGNATAIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def declare_practice(request: PortalRequest) -> HttpResponse:
    """Declare a period, starting from a planned one when ``prevue`` names it."""
    contract = own_contract(request.actor)
    if contract is None:
        return render(request, "installations/signatory/no_contract.html", status=404)
    form = PeriodForm(posted(request), on=clock.today(), initial=_planned_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_practice(
                actor=request.actor,
                contract=contract,
                answers=form.answers(),
                on=clock.today(),
                at=clock.instant(),
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(
                request,
                "Votre exercice est déclaré. Joignez un justificatif pour qu'il soit vérifié plus vite.",
            )
            return redirect("my_practice")
    context = {"title": "Déclarer un exercice", "form": form}
    return render(
        request, "installations/signatory/declare_practice.html", context, status=422 if form.errors else 200
    )


@for_roles(Role.SIGNATAIRE)
@require_POST
def support_practice(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Join the document that supports a period."""
    period = get_object_or_404(periods_for(request.actor), id=period_id)
    form = SupportForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("my_practice")
    services.support_practice(
        actor=request.actor, period=period, upload=form.cleaned_data["file"], at=clock.instant()
    )
    messages.success(request, "Le justificatif est joint.")
    return redirect("my_practice")


@for_roles(Role.SIGNATAIRE)
@require_POST
def end_practice(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Say that practice at a place ended."""
    period = get_object_or_404(periods_for(request.actor), id=period_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Indiquez le dernier jour d'exercice à ce lieu.")
        return redirect("my_practice")
    services.end_practice(
        actor=request.actor, period=period, last_day=form.cleaned_data["last_day"], at=clock.instant()
    )
    messages.success(request, "La fin de cet exercice est enregistrée.")
    return redirect("my_practice")


@for_roles(Role.SIGNATAIRE)
@require_POST
def ask_employer(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Send my employer a link that confirms a period."""
    period = get_object_or_404(periods_for(request.actor), id=period_id)
    employer_links.ask_employer(
        actor=request.actor, period=period, email=request.POST.get("email", "").strip(), at=clock.instant()
    )
    messages.success(
        request, "Votre employeur reçoit un lien qui s'ouvre une seule fois, pendant trente jours."
    )
    return redirect("my_practice")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def employer_answer(request: PortalRequest, token: str) -> HttpResponse:
    """Show an employer the period to confirm; keep the answer, once."""
    link = employer_links.open_link(token=token, at=clock.instant())
    form = EmployerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        employer_links.answer_link(
            token=token,
            is_confirmed=form.cleaned_data["is_confirmed"],
            comment=form.cleaned_data["comment"],
            at=clock.instant(),
        )
        return render(request, "installations/public/employer_thanks.html", {"title": "Merci"})
    context = {"title": "Confirmer une période d'exercice", "link": link, "period": link.period, "form": form}
    answer = render(
        request, "installations/public/employer.html", context, status=422 if form.errors else 200
    )
    return keep_link_private(answer)


@for_roles(Role.REFERENT)
@require_safe
def practice_to_verify(request: PortalRequest) -> HttpResponse:
    """List the periods that wait for a verification, oldest first; ``periode`` shows that one alone."""
    number = asked_page(request)
    found = verification_page(request.actor, clock.today(), page=number, alone=_asked_period(request))
    context = {
        "title": "Exercices à vérifier",
        "found": found,
        "page": Paginator(range(found.count), PER_PAGE).get_page(number),
        "parameters": "",
    }
    return render(request, "installations/agency/practice.html", context)


@for_roles(Role.REFERENT)
@require_POST
def verify_practice(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Verify a period up to a day."""
    period = get_object_or_404(periods_for(request.actor), id=period_id)
    form = VerificationForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, "Indiquez jusqu'à quel jour la période est vérifiée, et si elle sert l'engagement."
        )
        return redirect("practice_to_verify")
    services.verify_practice(
        actor=request.actor,
        period=period,
        until=form.cleaned_data["until"],
        is_eligible=form.cleaned_data["is_eligible"],
        at=clock.instant(),
    )
    messages.success(request, "La période est vérifiée ; le décompte est à jour.")
    return redirect("practice_to_verify")


@for_roles(Role.REFERENT)
@require_POST
def reject_practice(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Set a period aside, with a reason."""
    period = get_object_or_404(periods_for(request.actor), id=period_id)
    services.reject_practice(
        actor=request.actor, period=period, reason=request.POST.get("reason", ""), at=clock.instant()
    )
    messages.success(request, "La période n'est pas retenue ; la personne est prévenue.")
    return redirect("practice_to_verify")


@for_roles(Role.SIGNATAIRE, Role.REFERENT)
@require_safe
def download_support(request: PortalRequest, period_id: uuid.UUID) -> HttpResponse:
    """Give the document that supports a period."""
    period = get_object_or_404(periods_for(request.actor).filter(document__isnull=False), id=period_id)
    document = period.document
    return attachment(read_document(document), document.content_type, document.filename)


def _asked_period(request: PortalRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("periode", ""))
    except ValueError:
        return None


def _planned_initial(request: PortalRequest) -> dict[str, object]:
    wanted = request.GET.get("prevue", "")
    planned = periods_for(request.actor).filter(status=PeriodStatus.PLANNED)
    period = next((one for one in planned if str(one.id) == wanted), None)
    if period is None:
        return {}
    return {
        "commune": commune_text(period.commune_code, period.commune_name),
        "structure": period.structure,
        "mode": period.mode,
        "starts_on": period.days.lower,
    }
