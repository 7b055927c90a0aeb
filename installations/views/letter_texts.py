"""The texts of an agency's letters: versions, and a test letter to look at."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations import policies
from installations.forms.delegations import LastDayForm
from installations.forms.letter_texts import LetterTextForm, ProofForm
from installations.models import LetterText
from installations.selectors.letter_texts import letter_text_of, letter_texts_for
from installations.services import letter_texts as services
from installations.services.letter_proofs import proof_of

AGENTS = (Role.REFERENT, Role.DIRECTION)
COPIED = ("place", "title", "text", "kinds", "outcomes", "source")


@for_roles(*AGENTS)
@require_safe
def letter_texts(request: PortalRequest) -> HttpResponse:
    """Show every text with its versions, those in force first."""
    today = clock.today()
    texts = list(letter_texts_for(request.actor))
    facts = {
        "title": "Textes des lettres",
        "held": [one for one in texts if one.ends_until is None or one.ends_until > today],
        "past": [one for one in texts if one.ends_until is not None and one.ends_until <= today],
        "today": today,
        "proof_form": ProofForm(initial={"on": today}),
    }
    return render(request, "installations/agency/letter_texts.html", facts)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_text_new(request: PortalRequest) -> HttpResponse:
    """Write a text."""
    return _write(request, None)


@for_roles(*AGENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_text_version(request: PortalRequest, text_id: uuid.UUID) -> HttpResponse:
    """Write the next version of a text, starting from the one shown."""
    return _write(request, letter_text_of(request.actor, text_id))


def _write(request: PortalRequest, text: LetterText | None) -> HttpResponse:
    initial = {name: getattr(text, name) for name in COPIED} if text else {}
    form = LetterTextForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                written = services.write_text(
                    actor=request.actor,
                    agency_id=policies.office_of(request.actor),
                    answers=form.answers(text.code if text else ""),
                    at=clock.instant(),
                )
            except Forbidden:
                raise
            except Refusal as refusal:
                form.add_error(None, f"{refusal.message} {refusal.advice}")
                status = refusal.status
            else:
                messages.success(request, f"{written} est enregistré.")
                return redirect("letter_texts")
    facts = {"title": "Nouvelle version" if text else "Nouveau texte", "form": form, "text": text}
    return render(request, "installations/agency/letter_text.html", facts, status=status)


@for_roles(*AGENTS)
@require_POST
def letter_text_end(request: PortalRequest, text_id: uuid.UUID) -> HttpResponse:
    """Print a text for the last time on a day."""
    text = letter_text_of(request.actor, text_id)
    form = LastDayForm(request.POST, of=text.id)
    if not form.is_valid():
        raise BadInput(
            "DAY_MISSING", "Le dernier jour manque ou n'existe pas.", "Écrivez-le sous la forme jj/mm/aaaa."
        )
    services.end_text(
        actor=request.actor, text=text, last_day=form.cleaned_data["last_day"], at=clock.instant()
    )
    messages.success(request, f"{text} : dernier jour enregistré.")
    return redirect("letter_texts")


@for_roles(*AGENTS)
@require_safe
def letter_proof(request: PortalRequest) -> HttpResponse:
    """Give a test letter: invented facts, the identity and the texts of the agency on that day."""
    form = ProofForm(request.GET)
    if not form.is_valid():
        raise BadInput(
            "PROOF_INCOMPLETE", "La nature, la réponse ou le jour manque.", "Choisissez-les dans la page."
        )
    agency = get_object_or_404(Agency.objects.select_related("logo"), pk=policies.office_of(request.actor))
    pdf = proof_of(agency, **form.cleaned_data)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="epreuve.pdf"'
    return response
