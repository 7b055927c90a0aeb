"""Outgoing mail: queue in the action's transaction, claim, send, record; a sweep rescues what got stuck.

Promise: a queued message is never lost and its effects happen once; a process killed between the server's
"accepted" and our record makes that one message leave again, with the same Message-ID.
"""

import datetime as dt
import smtplib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from cesp_portal.common.db import copy_rows
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import DamagedDocument, read_document
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.mail.models import MailStatus, OutgoingMail

SEND_JOB = "mail.send_mail"
SWEEP_JOB = "mail.send_due_mails"
ONE_JOB_EACH = 20
LONGEST_ADDRESS = 254
CLAIM_LASTS = dt.timedelta(minutes=10)
RETRY_DELAYS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720))


def is_address(text: str) -> bool:
    """Tell whether a text can be written to: one address, that a row can hold."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS


def unique_key() -> str:
    """Return a key for a message that tells no repeatable event (a sign-in code)."""
    return uuid.uuid4().hex


@transaction.atomic
def queue_mail(
    *,
    kind: str,
    key: str,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    erase_body_once_sent: bool = False,
) -> OutgoingMail:
    """Write the message beside the change that it tells; the same ``(kind, key)`` is never written twice."""
    message, created = OutgoingMail.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "recipient": recipient,
            "subject": " ".join(subject.split())[:250],
            "body": body,
            "created_at": at,
            "due_at": at,
            "erase_body_once_sent": erase_body_once_sent,
        },
    )
    if created:
        enqueue(SEND_JOB, mail_id=str(message.id))
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told about one event; ``(kind, key)`` names the event."""

    kind: str
    key: str
    recipient: str
    subject: str
    body: str
    erase_body_once_sent: bool = False
    documents: tuple[StoredDocument, ...] = ()


def queue_mails(messages: Sequence[Message], *, at: dt.datetime) -> None:
    """Write messages beside the change that they tell, in one statement; those already told are left alone."""
    rows = [_row(message, at) for message in messages]
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    _join_documents(rows, messages)
    _send_soon(rows)


def _join_documents(rows: Sequence[OutgoingMail], messages: Sequence[Message]) -> None:
    """Join the files of the messages that were really written, not of those already told."""
    joined = {
        row.id: message.documents for row, message in zip(rows, messages, strict=True) if message.documents
    }
    if not joined:
        return
    written = OutgoingMail.objects.filter(id__in=joined).values_list("id", flat=True)
    link = OutgoingMail.documents.through
    link._default_manager.bulk_create(
        link(outgoingmail_id=mail_id, storeddocument_id=document.id)
        for mail_id in written
        for document in joined[mail_id]
    )


def queue_new_mails(messages: Sequence[Message], *, at: dt.datetime) -> None:
    """Like ``queue_mails`` for thousands of events that were born just now: none can have been told already."""
    rows = [_row(message, at) for message in messages]
    copy_rows(rows)
    _send_soon(rows)


def _row(message: Message, at: dt.datetime) -> OutgoingMail:
    return OutgoingMail(
        kind=message.kind,
        key=message.key,
        recipient=message.recipient,
        subject=" ".join(message.subject.split())[:250],
        body=message.body,
        created_at=at,
        due_at=at,
        erase_body_once_sent=message.erase_body_once_sent,
    )


def _send_soon(rows: Sequence[OutgoingMail]) -> None:
    if len(rows) > ONE_JOB_EACH:
        enqueue(SWEEP_JOB)
        return
    for row in rows:
        enqueue(SEND_JOB, mail_id=str(row.id))


@transaction.atomic
def claim_mail(*, mail_id: uuid.UUID, at: dt.datetime) -> OutgoingMail | None:
    """Take one due message for sending, or return None when it is sent, taken or not due."""
    message = OutgoingMail.objects.select_for_update(skip_locked=True).filter(_due(at), id=mail_id).first()
    if message is None:
        return None
    message.status = MailStatus.SENDING
    message.claimed_at = at
    message.attempts += 1
    message.save(update_fields=["status", "claimed_at", "attempts"])
    return message


def send_mail(*, mail_id: uuid.UUID, at: dt.datetime) -> bool:
    """Claim, hand to the mail server outside any transaction, record the outcome. True when it left."""
    message = claim_mail(mail_id=mail_id, at=at)
    if message is None:
        return False
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient],
        headers={"Message-ID": f"<{message.id}@{_message_domain()}>"},
    )
    try:
        for document in message.documents.order_by("filename"):
            email.attach(document.filename, read_document(document), document.content_type)
        email.send()
    except (smtplib.SMTPException, OSError, DamagedDocument) as error:
        _record_failure(message, error, at)
        return False
    _record_sent(message, at)
    return True


def due_mail_ids(*, at: dt.datetime, limit: int = 500) -> list[uuid.UUID]:
    """Return the oldest messages that should leave now, stuck ones included."""
    due = OutgoingMail.objects.filter(_due(at)).order_by("due_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def _due(at: dt.datetime) -> Q:
    return Q(status=MailStatus.PENDING, due_at__lte=at) | Q(
        status=MailStatus.SENDING, claimed_at__lt=at - CLAIM_LASTS
    )


def _message_domain() -> str:
    sender: str = settings.DEFAULT_FROM_EMAIL
    return sender.rsplit("@", 1)[-1].rstrip("> ")


def _record_sent(message: OutgoingMail, at: dt.datetime) -> None:
    message.status = MailStatus.SENT
    message.sent_at = at
    message.last_error = ""
    if message.erase_body_once_sent:
        message.body = ""
    message.save(update_fields=["status", "sent_at", "last_error", "body"])


def _record_failure(message: OutgoingMail, error: Exception, at: dt.datetime) -> None:
    if message.attempts > len(RETRY_DELAYS):
        message.status = MailStatus.FAILED
    else:
        message.status = MailStatus.PENDING
        message.due_at = at + RETRY_DELAYS[message.attempts - 1]
    message.last_error = f"{type(error).__name__}: {error}"[:300]
    message.save(update_fields=["status", "due_at", "last_error"])
