"""Doors of the mail room for Celery."""

import datetime as dt
import uuid

from celery import shared_task

from cesp_portal.common import clock
from cesp_portal.common.mail import services

SWEEP_LASTS = dt.timedelta(seconds=50)


@shared_task(name=services.SEND_JOB)
def send_mail(mail_id: str) -> None:
    """Send one message now."""
    services.send_mail(mail_id=uuid.UUID(mail_id), at=clock.instant())


@shared_task(name=services.SWEEP_JOB)
def send_due_mails() -> None:
    """Send what is due, at the pace of the mail server: the certainty behind the immediate job.

    Only a few identifiers are held at a time: a long queue costs no memory, and the next sweep goes on with it.
    """
    ends_at = clock.instant() + SWEEP_LASTS
    while clock.instant() < ends_at and (due := services.due_mail_ids(at=clock.instant())):
        for mail_id in due:
            services.send_mail(mail_id=mail_id, at=clock.instant())
            if clock.instant() >= ends_at:
                return
