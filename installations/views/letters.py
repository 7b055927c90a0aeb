"""Letters: my list, the download, and the public page that verifies a code."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.refusals import Refusal
from installations.selectors.letters import (
    letter_is_genuine,
    letters_for,
    verified_letter,
    verified_statement,
)

READERS = (Role.SIGNATAIRE, Role.REFERENT, Role.DIRECTION, Role.PAYEUR)


@for_roles(Role.SIGNATAIRE)
@require_safe
def my_letters(request: PortalRequest) -> HttpResponse:
    """List my letters."""
    context = {"title": "Mes courriers", "letters": letters_for(request.actor)}
    return render(request, "installations/signatory/letters.html", context)


@for_roles(*READERS)
@require_safe
def download_letter(request: PortalRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Give the stored PDF, byte for byte."""
    letter = get_object_or_404(letters_for(request.actor), id=letter_id)
    note_reading(actor=request.actor, subject_id=letter.contract.candidate_id, at=clock.instant())
    if letter.document is None:
        raise Refusal(
            "LETTER_NOT_MADE",
            "Ce courrier est en cours de mise en page.",
            "Revenez dans une minute : il sera prêt.",
        )
    return attachment(read_document(letter.document), letter.document.content_type, letter.document.filename)


@login_not_required
@require_safe
def verify_letter(request: PortalRequest) -> HttpResponse:
    """Say whether a code, and a fingerprint if given, are those of a letter: genuine, replaced or unknown."""
    code = request.GET.get("code", "")[:60]
    fingerprint = request.GET.get("empreinte", "")[:200]
    letter = verified_letter(code) if code else None
    statement = verified_statement(code) if code and letter is None else None
    found = letter or statement
    context = {
        "title": "Vérifier un courrier ou un décompte",
        "code": code,
        "fingerprint": fingerprint,
        "asked": bool(code),
        "letter": letter,
        "statement": statement,
        "matches": letter_is_genuine(found, fingerprint) if found else None,
    }
    return render(request, "installations/public/verification.html", context)


def attachment(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """Answer with a file that the browser saves and never runs."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{ascii_name(filename)}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def ascii_name(filename: str) -> str:
    """Return a file name that fits a header."""
    kept = "".join(
        character if character.isascii() and character.isprintable() else "_" for character in filename
    )
    return kept.replace('"', "_").replace("\\", "_") or "document"
