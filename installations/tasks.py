"""Doors of the installations for Celery."""

import uuid

from celery import shared_task

from cesp_portal.common import clock
from installations import jobs
from installations.services import batches, impacts, letters, reminders, transmissions


@shared_task(name=jobs.RENDER_LETTER)
def render_letter(letter_id: str) -> None:
    """Make the PDF of one letter now, then send the transmissions that waited for it."""
    letter = letters.render_letter(letter_id=uuid.UUID(letter_id), at=clock.instant())
    for transmission_id in transmissions.transmissions_of(letter.id):
        transmissions.send_transmission(transmission_id=transmission_id, at=clock.instant())
    batches.enqueue_ready_batches(letter.id)


@shared_task(name=jobs.MERGE_BATCH)
def merge_batch(batch_id: str) -> None:
    """Make the file of one batch now, if all its letters are made."""
    batches.merge_batch(batch_id=uuid.UUID(batch_id), at=clock.instant())


@shared_task(name=jobs.MERGE_DUE_BATCHES)
def merge_due_batches() -> None:
    """Make the file of every batch whose letters are made."""
    batches.merge_due_batches(at=clock.instant())


@shared_task(name=jobs.SEND_TRANSMISSION)
def send_transmission(transmission_id: str) -> None:
    """Send one transmission now, if its letter is made."""
    transmissions.send_transmission(transmission_id=uuid.UUID(transmission_id), at=clock.instant())


@shared_task(name=jobs.RENDER_DUE_LETTERS)
def render_due_letters() -> None:
    """Make every PDF that is missing: the certainty behind the immediate job."""
    letters.render_due_letters(at=clock.instant())


@shared_task(name=jobs.SEND_DUE_TRANSMISSIONS)
def send_due_transmissions() -> None:
    """Send every transmission that waits."""
    transmissions.send_due_transmissions(at=clock.instant())


@shared_task(name=jobs.STUDY_ZONINGS)
def study_zonings() -> None:
    """Study every published zoning that lacks its study."""
    impacts.study_missing(at=clock.instant())


@shared_task(name=jobs.REMIND_PRACTICE)
def remind_practice() -> None:
    """Remind the signatories whose yearly day has come."""
    reminders.remind_practice(on=clock.today(), at=clock.instant())
