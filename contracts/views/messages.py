"""The thread of a file, on both sides."""

import uuid
from collections.abc import Sequence
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.kept_files import rows_of
from cesp_portal.common.paging import asked_page
from cesp_portal.common.refusals import BadInput
from contracts.enums import NoticeKind
from contracts.forms.follow_up import AbsenceForm, MessageForm, NoticesForm
from contracts.models import Contract
from contracts.selectors import messages as selectors
from contracts.selectors.files import followed_contract
from contracts.services import messages as services

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
BOTH_SIDES = for_roles(Role.REFERENT, Role.SIGNATAIRE)


@BOTH_SIDES
@require_safe
def inbox(request: PortalRequest) -> HttpResponse:
    """List the threads, those that wait first."""
    only_mine = request.GET.get("a") == "moi"
    found = selectors.inbox_of(request.actor, clock.today(), only_mine=only_mine, page=asked_page(request))
    context = {
        "inbox": found,
        "cards": _cards(request.actor, found.files),
        "only_mine": only_mine,
        "for_agency": request.actor.is_a(Role.REFERENT),
    }
    return render(request, "contracts/messages/inbox.html", context)


def _cards(actor: Actor, files: Sequence[uuid.UUID]) -> str:
    """Return the threads as they are shown, each the same for its side until something is written in its file."""
    for_agency = actor.is_a(Role.REFERENT)

    def draw(missing: Sequence[str]) -> dict[str, str]:
        return {
            str(one.contract.pk): render_to_string(
                "contracts/messages/card.html", {"thread": one, "for_agency": for_agency}
            )
            for one in selectors.threads_of(actor, [uuid.UUID(file) for file in missing])
        }

    drawn = rows_of(f"thread-cards:{for_agency}", [str(pk) for pk in files], draw)
    return format_html_join("", "{}", ((card,) for card in drawn.values()))


@BOTH_SIDES
@FORM_METHODS
def thread(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Show a thread and write in it."""
    contract = followed_contract(request.actor, contract_id)
    note_reading(actor=request.actor, subject_id=contract.candidate_id, at=clock.instant())
    typed = request.POST if request.method == "POST" else None
    form = MessageForm(typed, {"files": request.FILES.getlist("files")} if typed is not None else None)
    if form.is_valid() and _sent(request, contract, form):
        return redirect("thread", contract.id)
    lines = selectors.thread_of(request.actor, contract)
    context = {
        "contract": contract,
        "lines": lines,
        "sealed": sum(line.sealed for line in lines),
        "form": form,
        "for_agency": request.actor.is_a(Role.REFERENT),
    }
    return render(request, "contracts/messages/thread.html", context, status=422 if form.is_bound else 200)


def _sent(request: PortalRequest, contract: Contract, form: MessageForm) -> bool:
    at = clock.instant()
    try:
        uploads = form.cleaned_data["files"]
        documents = [keep_upload(actor=request.actor, upload=upload, at=at) for upload in uploads]
        services.send_message(
            actor=request.actor,
            contract=contract,
            body=form.cleaned_data["body"],
            documents=documents,
            at=at,
        )
    except BadInput as refusal:
        form.add_error(None, f"{refusal.message} {refusal.advice}")
        return False
    messages.success(request, "Le message est envoyé.")
    return True


@BOTH_SIDES
@require_POST
def thread_read(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Open what the other side wrote; its author sees the receipt."""
    contract = followed_contract(request.actor, contract_id)
    services.read_messages(actor=request.actor, contract=contract, at=clock.instant())
    return redirect("thread", contract.id)


@BOTH_SIDES
@require_safe
def attachment(request: PortalRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Download a joined file, never shown inside the portal."""
    document = selectors.attachment_of(request.actor, attachment_id).document
    answer = HttpResponse(read_document(document), content_type=document.content_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.filename)}"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


@BOTH_SIDES
@FORM_METHODS
def notices(request: PortalRequest) -> HttpResponse:
    """Choose the notices that leave by e-mail; an agent also announces absences."""
    typed = request.POST if request.method == "POST" else None
    absent = typed is not None and "starts_on" in typed
    chosen = {"wanted": [kind.value for kind in selectors.wanted_notices(request.actor)]}
    form = NoticesForm(None if absent else typed, initial=chosen)
    absence_form = AbsenceForm(typed if absent else None)
    if _kept(request, form, absence_form):
        return redirect("notices")
    context = {
        "form": form,
        "absence_form": absence_form if request.actor.is_a(Role.REFERENT) else None,
        "absences": selectors.absences_of(request.actor, clock.today()),
    }
    return render(request, "contracts/messages/notices.html", context, status=200 if typed is None else 422)


def _kept(request: PortalRequest, form: NoticesForm, absence_form: AbsenceForm) -> bool:
    if form.is_valid():
        wanted = {NoticeKind(kind) for kind in form.cleaned_data["wanted"]}
        services.choose_notices(actor=request.actor, wanted=wanted, at=clock.instant())
        messages.success(request, "Vos préférences sont enregistrées.")
        return True
    if not absence_form.is_valid():
        return False
    try:
        services.announce_absence(actor=request.actor, at=clock.instant(), **absence_form.cleaned_data)
    except BadInput as refusal:
        absence_form.add_error(None, f"{refusal.message} {refusal.advice}")
        return False
    messages.success(request, "Votre absence est enregistrée : votre suppléant recevra les messages.")
    return True
