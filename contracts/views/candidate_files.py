"""Candidate files: the office's pages and the candidate's own."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from contracts.forms.candidate_files import DeclaredForm, IdentityForm, PieceForm
from contracts.policies.selection import may_restore
from contracts.selectors import campaigns as campaign_selectors
from contracts.selectors import candidate_files as selectors
from contracts.services import candidate_files as services
from contracts.views.attempts import attempt
from contracts.views.downloads import stored

OFFICES = (Role.SCOLARITE, Role.REFERENT)


@for_roles(*OFFICES)
@require_safe
def files(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Show the files of a campaign, complete or not."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    facts = {"title": "Candidatures", "campaign": campaign, "files": selectors.files_of(campaign)}
    return render(request, "contracts/files.html", facts)


@for_roles(*OFFICES)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Open a file and invite the person to complete it."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    form = IdentityForm(request.POST or None)
    candidate, status = attempt(
        request,
        form,
        lambda values: services.open_file(
            actor=request.actor,
            campaign_id=campaign.id,
            identity=values,
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if candidate is not None:
        messages.success(request, f"Le dossier est ouvert ; {candidate} est invité·e à le compléter.")
        return redirect("candidate_file", candidate.id)
    facts = {"title": "Ouvrir un dossier", "campaign": campaign, "form": form}
    return render(request, "contracts/campaign_form.html", facts, status=status)


@for_roles(*OFFICES)
@require_http_methods(["GET", "POST"])
def identity(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Correct the identity of a file; a new address receives the invitation."""
    candidate = selectors.file_of(request.actor, candidate_id).candidate
    form = IdentityForm(
        request.POST or None, initial={name: getattr(candidate, name) for name in services.IDENTITY}
    )
    changed, status = attempt(
        request,
        form,
        lambda values: services.change_file(
            actor=request.actor,
            candidate_id=candidate.id,
            values=values,
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if changed is not None:
        messages.success(request, "L'identité est enregistrée.")
        return redirect("candidate_file", candidate.id)
    facts = {"title": f"Identité de {candidate}", "campaign": candidate.campaign, "form": form}
    return render(request, "contracts/campaign_form.html", facts, status=status)


@for_roles(*OFFICES)
@require_POST
def invite(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Send the invitation again."""
    candidate = selectors.file_of(request.actor, candidate_id).candidate
    services.invite_again(
        actor=request.actor, candidate_id=candidate.id, on=clock.today(), at=clock.instant()
    )
    messages.success(request, f"L'invitation repart à {candidate.email}.")
    return redirect("candidate_file", candidate.id)


@for_roles(*OFFICES)
@require_http_methods(["GET", "POST"])
def file(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Show and fill a file, on the office's side."""
    return _page(request, candidate_id, "candidate_file")


@for_roles(Role.CANDIDAT, Role.SIGNATAIRE)
@require_http_methods(["GET", "POST"])
def mine(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Show and fill one's own file."""
    return _page(request, candidate_id, "my_file")


def _page(request: PortalRequest, candidate_id: uuid.UUID, route: str) -> HttpResponse:
    shown = selectors.file_of(request.actor, candidate_id)
    note_reading(actor=request.actor, subject_id=candidate_id, at=clock.instant())
    initial = {name: getattr(shown.candidate, name) for name in services.DECLARED}
    form = DeclaredForm(request.POST or None, initial=initial)
    changed, status = attempt(
        request,
        form,
        lambda values: services.change_file(
            actor=request.actor,
            candidate_id=candidate_id,
            values=values,
            on=clock.today(),
            at=clock.instant(),
        ),
    )
    if changed is not None:
        messages.success(request, "Le dossier est enregistré.")
        return redirect(route, candidate_id)
    facts = {
        "title": "Mon dossier" if route == "my_file" else f"Dossier de {shown.candidate}",
        "file": shown,
        "candidate": shown.candidate,
        "form": form,
        "piece_form": PieceForm(auto_id="id_piece_%s"),
        "own": route == "my_file",
        "restores": shown.candidate.withdrawn_at and may_restore(request.actor, shown.candidate),
        "fills": selectors.still_fills(shown.candidate, clock.today()),
    }
    return render(request, "contracts/file.html", facts, status=status)


@for_roles(*OFFICES, Role.CANDIDAT, Role.SIGNATAIRE)
@require_POST
def join(request: PortalRequest, candidate_id: uuid.UUID, code: str) -> HttpResponse:
    """Join a file to a piece."""
    shown = selectors.file_of(request.actor, candidate_id)
    own = request.actor.is_a(Role.CANDIDAT, Role.SIGNATAIRE)
    form = PieceForm(request.POST, request.FILES)
    if form.is_valid():
        services.join_piece(
            actor=request.actor,
            candidate_id=shown.candidate.id,
            code=code,
            upload=form.cleaned_data["file"],
            on=clock.today(),
            at=clock.instant(),
        )
        messages.success(request, "Le fichier est joint.")
    else:
        messages.error(request, "Choisissez un fichier, puis joignez-le.")
    return redirect("my_file" if own else "candidate_file", shown.candidate.id)


@for_roles(*OFFICES, Role.CANDIDAT, Role.SIGNATAIRE, Role.DIRECTION)
@require_safe
def piece(request: PortalRequest, piece_id: uuid.UUID) -> HttpResponse:
    """Hand a joined file over, as an attachment."""
    joined = selectors.piece_of(request.actor, piece_id)
    note_reading(actor=request.actor, subject_id=joined.candidate_id, at=clock.instant())
    return stored(joined.document)


@for_roles(*OFFICES, Role.CANDIDAT, Role.SIGNATAIRE)
@require_POST
def remove(request: PortalRequest, piece_id: uuid.UUID) -> HttpResponse:
    """Take a joined file off the checklist."""
    joined = selectors.piece_of(request.actor, piece_id)
    services.remove_piece(actor=request.actor, piece_id=joined.id, on=clock.today(), at=clock.instant())
    messages.info(request, "Le fichier est retiré du dossier.")
    own = request.actor.is_a(Role.CANDIDAT, Role.SIGNATAIRE)
    return redirect("my_file" if own else "candidate_file", joined.candidate_id)
