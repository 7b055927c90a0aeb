"""Batches of letters: one job per letter that is not yet made, on every worker, then one file."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from installations import policies
from installations.jobs import MERGE_BATCH, RENDER_LETTER
from installations.models import LetterBatch
from installations.selectors.letters import letters_to_post
from installations.services.registers import merged_letters

BINDER = system_actor("lots de courriers")


@transaction.atomic
def ask_batch(*, actor: Actor, first: dt.date, last: dt.date, at: dt.datetime) -> LetterBatch:
    """Ask for the letters of an agency dated from ``first`` to ``last``, both included, as one file.

    A batch of the same days that is still being made is returned as it is. Raises BadInput for reversed days, Refusal
    without any letter.
    """
    policies.must(policies.may_post_letters(actor))
    if last < first:
        raise BadInput(
            "PERIOD_REVERSED", "Le dernier jour précède le premier.", "Corrigez l'une des deux dates."
        )
    agency_id = policies.office_of(actor)
    waiting = LetterBatch.objects.filter(
        agency_id=agency_id, first_on=first, last_on=last, document__isnull=True
    ).first()
    if waiting is not None:
        return waiting
    letters = letters_to_post(actor, first, last)
    if not letters:
        raise Refusal(
            "NO_LETTER", "Aucun courrier n'est daté de cette période.", "Choisissez d'autres dates."
        )
    batch = LetterBatch.objects.create(
        agency_id=agency_id,
        first_on=first,
        last_on=last,
        asked_at=at,
        asked_by_id=policies.person_of(actor),
    )
    batch.letters.set(letters)
    for letter in letters:
        if letter.document_id is None:
            enqueue(RENDER_LETTER, letter_id=str(letter.id))
    enqueue(MERGE_BATCH, batch_id=str(batch.id))
    _record(actor, batch, "installations.batch_asked", at, letters=len(letters))
    return batch


@transaction.atomic
def merge_batch(*, batch_id: uuid.UUID, at: dt.datetime) -> LetterBatch:
    """Make the file of a batch once all its letters are made; until then, and once made, it is returned as it is."""
    batch = LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.document_id is not None or batch.letters.filter(document__isnull=True).exists():
        return batch
    letters = batch.letters.select_related("document", "covered").order_by("number")
    batch.document = store_document(
        actor=BINDER,
        content=merged_letters(letters.iterator(chunk_size=100)),
        filename=f"courriers-{batch.first_on:%Y%m%d}-{batch.last_on:%Y%m%d}.pdf",
        content_type="application/pdf",
        at=at,
    )
    batch.ready_at = at
    batch.save(update_fields=["document", "ready_at"])
    _record(BINDER, batch, "installations.batch_made", at, sha256=batch.document.sha256)
    return batch


def merge_due_batches(*, at: dt.datetime) -> int:
    """Make the file of every batch whose letters are all made; return how many were looked at."""
    due = list(
        LetterBatch.objects.filter(document__isnull=True)
        .exclude(letters__document__isnull=True)
        .values_list("id", flat=True)
    )
    for batch_id in due:
        merge_batch(batch_id=batch_id, at=at)
    return len(due)


def enqueue_ready_batches(letter_id: uuid.UUID) -> None:
    """Ask for the file of the batches that waited for this letter only."""
    ready = LetterBatch.objects.filter(letters=letter_id, document__isnull=True).exclude(
        letters__document__isnull=True
    )
    for batch_id in ready.values_list("id", flat=True):
        enqueue(MERGE_BATCH, batch_id=str(batch_id))


def _record(actor: Actor, batch: LetterBatch, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(actor=actor, action=action, obj=batch, at=at, agency_id=batch.agency_id, facts=facts)
