"""Doors of the mail room for Celery."""

import uuid

from celery import shared_task

from cesp_portal.common import clock
from cesp_portal.common.mail import services


@shared_task(name=services.SEND_JOB)
def send_mail(mail_id: str) -> None:
    """Send one message now."""
    services.send_mail(mail_id=uuid.UUID(mail_id), at=clock.instant())


@shared_task(name="mail.send_due_mails")
def send_due_mails() -> None:
    """Send every message that is due: the certainty behind the immediate job."""
    for mail_id in services.due_mail_ids(at=clock.instant()):
        services.send_mail(mail_id=mail_id, at=clock.instant())
