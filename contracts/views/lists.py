"""Lists: a file is sent, shown with its problems, confirmed, acknowledged by a receipt."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from cesp_portal.common.tabular.text import file_name_for_display
from contracts.enums import Stream, UploadStatus
from contracts.forms.campaigns import ListConfirmForm, ListFileForm
from contracts.rules.regimes import depends_on_the_day
from contracts.rules.selection_files import COLUMNS, LIST_LIMITS
from contracts.rules.selection_files.blank import blank_csv, blank_xlsx
from contracts.rules.streams import filiere_of
from contracts.selectors import campaigns as campaign_selectors
from contracts.selectors import lists as selectors
from contracts.selectors.list_files import list_sheet
from contracts.services import lists as services
from contracts.services.candidates import usual_application_day
from contracts.services.list_readings import reading_of
from contracts.views.downloads import attachment, stored, table

PER_PAGE = 500
_READ_AT_MOST = 4 * LIST_LIMITS.max_bytes  # enough to say how much too heavy or too long the usual mistake is
READERS = (Role.SCOLARITE, Role.REFERENT, Role.DIRECTION, Role.PAYEUR)


@for_roles(Role.SCOLARITE)
@require_http_methods(["GET", "POST"])
def upload(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Receive the file of a list: show every problem, or lead to the preview."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    facts = {
        "title": "Envoyer la liste",
        "campaign": campaign,
        "columns": COLUMNS,
        "reading": None,
        "filename": "",
        "last_list": campaign.lists.first(),
    }
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "contracts/list_upload.html", facts | {"form": form}, status=status)
    file = form.cleaned_data["file"]
    reading = services.receive_list(
        actor=request.actor,
        campaign_id=campaign.id,
        content=file.read(_READ_AT_MOST),
        filename=file.name,
        on=clock.today(),
        at=clock.instant(),
    )
    if reading.upload is None:
        facts |= {
            "form": ListFileForm(),
            "reading": reading,
            "filename": file_name_for_display(file.name),
        }
        return render(request, "contracts/list_upload.html", facts, status=422)
    return redirect("list_preview", reading.upload.id)


@for_roles(Role.SCOLARITE)
@require_http_methods(["GET", "POST"])
def preview(request: PortalRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Show what a file will do; a POST applies the file that was shown, and no other."""
    waiting = selectors.upload_of(request.actor, upload_id)
    campaign = waiting.campaign
    initial = {"applied_on": usual_application_day(campaign, clock.today())}
    form = ListConfirmForm(request.POST or None, initial=initial)
    if request.method == "POST" and "applied_on" not in request.POST:
        form = ListConfirmForm(initial)
    if request.method == "POST" and form.is_valid():
        try:
            selection = services.confirm_list(
                actor=request.actor,
                upload_id=waiting.id,
                sha256=request.POST.get("sha256", ""),
                replaces=_whole(request.POST.get("replaces", "")),
                on=clock.today(),
                at=clock.instant(),
                **form.cleaned_data,
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La liste est enregistrée.")
            return redirect("list_receipt", selection.id)
    if waiting.status != UploadStatus.PENDING:
        return redirect("campaign_detail", waiting.campaign_id)
    reading = reading_of(waiting)
    facts = {
        "title": "Vérifier avant d'envoyer",
        "upload": waiting,
        "campaign": campaign,
        "reading": reading,
        "rows": Paginator(reading.verdict.rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "regime_at_stake": depends_on_the_day(campaign.opens_on, campaign.closes_on),
    }
    return render(request, "contracts/list_preview.html", facts, status=422 if form.errors else 200)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@for_roles(Role.SCOLARITE)
@require_POST
def abandon(request: PortalRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Give a waiting file up."""
    waiting = selectors.upload_of(request.actor, upload_id)
    services.abandon_upload(actor=request.actor, upload_id=waiting.id, at=clock.instant())
    messages.info(request, "Le fichier est abandonné. Rien n'a été enregistré.")
    return redirect("list_upload", waiting.campaign_id)


@for_roles(*READERS)
@require_safe
def receipt(request: PortalRequest, list_id: uuid.UUID) -> HttpResponse:
    """Show the receipt of a transmitted list."""
    selection = selectors.list_of(request.actor, list_id)
    entries = selection.entries.select_related("candidate").order_by("-kind", "rank")
    facts = {
        "title": "Reçu de la liste",
        "list": selection,
        "campaign": selection.campaign,
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "contracts/list_receipt.html", facts)


@for_roles(*READERS)
@require_safe
def file(request: PortalRequest, list_id: uuid.UUID) -> HttpResponse:
    """Hand over the file of a transmitted list, as it was kept."""
    return stored(selectors.list_of(request.actor, list_id).document)


@for_roles(*READERS)
@require_safe
def sheet(request: PortalRequest, list_id: uuid.UUID) -> HttpResponse:
    """Hand over the ranks of a list in the columns of the model: XLSX, or CSV with ``?format=csv``."""
    selection = selectors.list_of(request.actor, list_id)
    name = f"liste-{selection.campaign.stream}-{selection.campaign.academic_year}-v{selection.version}"
    return table(request, list_sheet(selection), name)


@for_roles(Role.SCOLARITE)
@require_safe
def model_xlsx(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Hand over an empty workbook with the columns, the hints and the stream of the campaign."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    name = f"modele-liste-{campaign.stream}-{campaign.academic_year}.xlsx"
    return attachment(blank_xlsx([filiere_of(Stream(campaign.stream))]), name, services.CONTENT_TYPES["xlsx"])


@for_roles(Role.SCOLARITE)
@require_safe
def model_csv(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Hand over the header line alone, as a French spreadsheet writes it."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    name = f"modele-liste-{campaign.stream}-{campaign.academic_year}.csv"
    return attachment(blank_csv(), name, services.CONTENT_TYPES["csv"])
