"""Letters: the row that holds every printed fact, and the PDF made of that row only."""

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.documents.seal import sealed
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from contracts.models import Contract, Exchange
from installations.enums import LetterKind
from installations.jobs import RENDER_LETTER
from installations.models import Decision, Letter
from installations.rules.letters.content import Content
from installations.rules.letters.decisions import decision_letter
from installations.selectors.printed_facts import decision_facts
from installations.services import layout

RENDERER = system_actor("mise en page des courriers")
# No 0, O, 1, I, L or U: a code is read aloud and typed.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    """Return an unguessable code of 16 characters in four groups (78 bits)."""
    letters = [secrets.choice(CODE_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def verification_url(code: str) -> str:
    """Return the public address that verifies a code."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('verify_letter')}?code={code}"


def draft_decision_letter(*, actor: Actor, decision: Decision, at: dt.datetime) -> Letter:
    """Freeze the letter of a decision that is being signed, inside its transaction; the PDF follows after commit."""
    if decision.signed_on is None:
        raise ValueError("Only a signed decision has a letter.")
    code = new_code()
    url = verification_url(code)
    content = decision_letter(decision_facts(decision, code=code, verification_url=url))
    return freeze_letter(
        actor=actor,
        kind=LetterKind.DECISION,
        content=content,
        contract=decision.request.contract,
        agency_id=decision.agency_id,
        decision=decision,
        number=decision.number,
        dated_on=decision.signed_on,
        code=code,
        at=at,
    )


def freeze_letter(
    *,
    actor: Actor,
    kind: LetterKind,
    content: Content,
    contract: Contract,
    agency_id: uuid.UUID,
    number: str,
    dated_on: dt.date,
    code: str,
    at: dt.datetime,
    decision: Decision | None = None,
    concerns: Decision | None = None,
    exchange: Exchange | None = None,
) -> Letter:
    """Write the row of a letter and ask for its PDF."""
    letter = Letter.objects.create(
        contract=contract,
        agency_id=agency_id,
        decision=decision,
        concerns=concerns,
        exchange=exchange,
        kind=kind,
        number=number,
        title=content.title,
        dated_on=dated_on,
        facts=content.as_json(),
        template_version=layout.CURRENT_VERSION,
        verification_code=code,
        created_at=at,
    )
    journal.record(
        actor=actor,
        action="installations.letter_frozen",
        obj=letter,
        at=at,
        agency_id=agency_id,
        subject_id=contract.candidate_id,
        facts={"number": letter.number, "template": letter.template_version},
    )
    enqueue(RENDER_LETTER, letter_id=str(letter.id))
    return letter


@transaction.atomic
def render_letter(*, letter_id: uuid.UUID, at: dt.datetime) -> Letter:
    """Make and store the PDF of a letter, once; a letter already made, or being made, is returned as it is."""
    letter = Letter.objects.select_for_update(of=("self",), skip_locked=True).filter(id=letter_id).first()
    if letter is None:
        return Letter.objects.get(id=letter_id)
    if letter.document_id is not None:
        return letter
    pdf = layout.pdf_of(letter.facts, letter.template_version)
    content = sealed(pdf, reason=letter.title)
    letter.document = store_document(
        actor=RENDERER,
        content=content,
        filename=f"{letter.get_kind_display().lower()}-{letter.number}.pdf",
        content_type="application/pdf",
        at=at,
    )
    letter.rendered_at = at
    letter.save(update_fields=["document", "rendered_at"])
    journal.record(
        actor=RENDERER,
        action="installations.letter_rendered",
        obj=letter,
        at=at,
        agency_id=letter.agency_id,
        subject_id=letter.contract.candidate_id,
        facts={"sha256": letter.document.sha256},
    )
    return letter


def letters_to_render(limit: int = 500) -> list[uuid.UUID]:
    """Return the letters without a PDF, oldest first."""
    waiting = Letter.objects.filter(document__isnull=True).order_by("created_at", "id")
    return list(waiting.values_list("id", flat=True)[:limit])


def render_due_letters(*, at: dt.datetime) -> int:
    """Make every PDF that is still missing; return how many."""
    due = letters_to_render()
    for letter_id in due:
        render_letter(letter_id=letter_id, at=at)
    return len(due)
