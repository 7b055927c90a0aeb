"""Pages of the sixth-year wishes: the person's, the agency's, the other agency's."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from contracts.enums import MedicalSpecialty, Subdivision, WishStatus
from contracts.forms.wishes import AgreementForm, WishCampaignForm, WishForm
from contracts.models import Contract, SpecialtyWish
from contracts.policies.wishes import may_answer_wish
from contracts.rules.wishes import SecondThoughtsFacts, second_thoughts, told_rules, usual_window
from contracts.selectors import wishes as selectors
from contracts.services import wishes as services
from contracts.views.attempts import attempt
from contracts.views.downloads import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@for_roles(Role.SIGNATAIRE)
@FORM_METHODS
def my_wish(request: PortalRequest) -> HttpResponse:
    """Show the wish, what it needs and what it does not promise; file it, change it, take it back."""
    today = clock.today()
    contract = selectors.my_contract_for_wishes(request.actor)
    campaign = selectors.campaign_for(contract, today) if contract else None
    wish = campaign.wishes.select_related("receiving").filter(contract=contract).first() if campaign else None
    withdrawing = "withdraw" in request.POST
    form = WishForm(
        request.POST if request.method == "POST" and not withdrawing else None,
        initial={"specialty": wish.specialty, "subdivision": wish.subdivision} if wish else None,
    )
    if wish is not None and withdrawing:
        services.withdraw_wish(actor=request.actor, wish=wish, on=today, at=clock.instant())
        messages.success(request, "Votre vœu est retiré.")
        return redirect("my_wish")
    status = 422 if form.is_bound else 200
    if contract is not None and form.is_bound:
        filed, status = attempt(request, form, lambda typed: _file(request, contract, typed))
        if filed is not None:
            messages.success(request, "Votre vœu est déposé.")
            return redirect("my_wish")
    context = {
        "contract": contract,
        "campaign": campaign,
        "wish": wish,
        "is_open": campaign is not None
        and campaign.sent_on is None
        and campaign.opens_on <= today <= campaign.closes_on,
        "is_over": campaign is not None and today > campaign.closes_on,
        "form": form,
        "rules": told_rules(today),
        "second_thoughts": second_thoughts(_chosen(wish)),
        "today": today,
    }
    return render(request, "contracts/wishes/mine.html", context, status=status)


def _file(request: PortalRequest, contract: Contract, typed: dict[str, str]) -> SpecialtyWish:
    return services.file_wish(
        actor=request.actor,
        contract=contract,
        specialty=MedicalSpecialty(typed["specialty"]),
        subdivision=Subdivision(typed["subdivision"]),
        on=clock.today(),
        at=clock.instant(),
    )


def _chosen(wish: SpecialtyWish | None) -> SecondThoughtsFacts:
    """Return where second thoughts would be examined: the subdivision obtained, else the one wished."""
    subdivision = (wish.result_subdivision or wish.subdivision) if wish else ""
    return SecondThoughtsFacts(subdivision=Subdivision(subdivision) if subdivision else None)


@for_roles(Role.REFERENT)
@FORM_METHODS
def wish_campaigns(request: PortalRequest) -> HttpResponse:
    """List the campaigns of the agency; open the next one."""
    today = clock.today()
    year = today.year if today.month <= 6 else today.year + 1
    first, last = usual_window(year)
    form = WishCampaignForm(
        request.POST if request.method == "POST" else None, initial={"opens_on": first, "closes_on": last}
    )
    campaign, status = attempt(
        request,
        form,
        lambda typed: services.open_wish_campaign(
            actor=request.actor, year=typed["opens_on"].year, on=today, at=clock.instant(), **typed
        ),
    )
    if campaign is not None:
        messages.success(request, "La campagne est ouverte ; les signataires de sixième année sont prévenus.")
        return redirect("wish_campaign", campaign.id)
    context = {
        "campaigns": selectors.campaigns_of_wishes(request.actor),
        "agreements": list(selectors.agreements_to_give(request.actor)),
        "form": form,
    }
    return render(request, "contracts/wishes/campaigns.html", context, status=status)


@for_roles(Role.REFERENT)
@FORM_METHODS
def wish_campaign(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Show the nominative list of a campaign; change its days."""
    campaign = selectors.wish_campaign_of(request.actor, campaign_id)
    form = WishCampaignForm(
        request.POST if request.method == "POST" else None,
        initial={"opens_on": campaign.opens_on, "closes_on": campaign.closes_on},
    )
    changed, status = attempt(
        request,
        form,
        lambda typed: services.change_wish_campaign(
            actor=request.actor, campaign=campaign, on=clock.today(), at=clock.instant(), **typed
        ),
    )
    if changed is not None:
        messages.success(request, "Les jours sont changés.")
        return redirect("wish_campaign", campaign.id)
    lines = selectors.nominative_list(campaign)
    context = {
        "campaign": campaign,
        "lines": lines,
        "with_wish": sum(line.wish is not None for line in lines),
        "waiting": sum(
            line.wish is not None and line.wish.status == WishStatus.AGREEMENT_ASKED for line in lines
        ),
        "is_over": clock.today() > campaign.closes_on,
        "form": form,
    }
    return render(request, "contracts/wishes/campaign.html", context, status=status)


@for_roles(Role.REFERENT)
@require_safe
def wish_list_xlsx(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Download the nominative list as a workbook."""
    campaign = selectors.wish_campaign_of(request.actor, campaign_id)
    columns = [OutputColumn(title, width=24) for title in selectors.COLUMNS]
    rows = selectors.rows_of(selectors.nominative_list(campaign))
    content = as_xlsx([OutputSheet(f"Vœux {campaign.year}", columns, rows)])
    return attachment(content, f"voeux-{campaign.year}.xlsx", XLSX)


@for_roles(Role.REFERENT)
@require_safe
def wish_list_pdf(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Download the nominative list as a document."""
    campaign = selectors.wish_campaign_of(request.actor, campaign_id)
    context = {
        "campaign": campaign,
        "columns": selectors.COLUMNS,
        "rows": list(selectors.rows_of(selectors.nominative_list(campaign))),
        "on": clock.today(),
    }
    content = render_pdf(render_to_string("contracts/pdf/wishes.html", context))
    return attachment(content, f"voeux-{campaign.year}.pdf", "application/pdf")


@for_roles(Role.REFERENT)
@require_POST
def wish_list_sent(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Note that the list has left for the ministry."""
    campaign = selectors.wish_campaign_of(request.actor, campaign_id)
    services.send_wish_list(actor=request.actor, campaign=campaign, on=clock.today(), at=clock.instant())
    messages.success(request, "L'envoi est noté : les vœux ne changent plus.")
    return redirect("wish_campaign", campaign.id)


@for_roles(Role.REFERENT)
@FORM_METHODS
def wish_agreement(request: PortalRequest, wish_id: uuid.UUID) -> HttpResponse:
    """Show a wish to the two agencies; the one of the subdivision answers."""
    wish = selectors.wish_of(request.actor, wish_id)
    note_reading(actor=request.actor, subject_id=wish.contract.candidate_id, at=clock.instant())
    form = AgreementForm(request.POST if request.method == "POST" else None)
    answered, status = attempt(
        request,
        form,
        lambda typed: services.answer_agreement(
            actor=request.actor,
            wish=wish,
            agreed=typed["agreed"] == "oui",
            reason=typed["reason"],
            at=clock.instant(),
        ),
    )
    if answered is not None:
        messages.success(request, "La réponse est enregistrée ; la personne et son agence sont prévenues.")
        return redirect("wish_campaigns")
    context = {
        "wish": wish,
        "form": form,
        "may_answer": wish.status == WishStatus.AGREEMENT_ASKED and may_answer_wish(request.actor, wish),
    }
    return render(request, "contracts/wishes/agreement.html", context, status=status)


@for_roles(Role.SIGNATAIRE, Role.REFERENT)
@FORM_METHODS
def wish_result(request: PortalRequest, wish_id: uuid.UUID) -> HttpResponse:
    """Record what the choice after the ranking gave."""
    wish = selectors.wish_of(request.actor, wish_id)
    initial = {
        "specialty": wish.result_specialty or wish.specialty,
        "subdivision": wish.result_subdivision or wish.subdivision,
    }
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    recorded, status = attempt(
        request,
        form,
        lambda typed: services.record_result(
            actor=request.actor,
            wish=wish,
            specialty=MedicalSpecialty(typed["specialty"]),
            subdivision=Subdivision(typed["subdivision"]),
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if recorded is not None:
        messages.success(request, "Le résultat est enregistré au dossier.")
        if request.actor.is_a(Role.SIGNATAIRE):
            return redirect("my_wish")
        return redirect("wish_campaign", wish.campaign_id)
    for_agency = request.actor.is_a(Role.REFERENT)
    return render(
        request,
        "contracts/wishes/result.html",
        {"wish": wish, "form": form, "for_agency": for_agency},
        status=status,
    )
