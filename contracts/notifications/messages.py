"""Notices of the thread: they say that something waits, never what."""

import datetime as dt
import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.accounts.models import User
from cesp_portal.common.mail.services import Message, queue_mails
from contracts.models import Contract, FileMessage


def tell_new_message(message: FileMessage, *, recipient: str, at: dt.datetime) -> None:
    """Say that a message waits in the portal."""
    _queue("message_waiting", str(message.id), recipient, message.contract, at)


def tell_read(contract: Contract, *, author_id: uuid.UUID, at: dt.datetime) -> None:
    """Say to an author that the other side has opened the thread."""
    recipient = User.objects.get(id=author_id).email
    _queue("message_read", f"{contract.id}.{author_id}.{at.isoformat()}", recipient, contract, at)


def _queue(kind: str, key: str, recipient: str, contract: Contract, at: dt.datetime) -> None:
    link = settings.PUBLIC_URL + reverse("thread", args=[contract.id])
    text = render_to_string(f"contracts/mail/{kind}.txt", {"link": link}).strip()
    subject, _, body = text.partition("\n")
    queue_mails([Message(f"contracts.{kind}", key[:120], recipient, subject, body.strip() + "\n")], at=at)
