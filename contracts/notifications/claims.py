"""Messages about a claimed file: nothing of what the file holds, not even whether it exists."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.mail.services import Message, queue_mails
from contracts.models import FileClaim


def ask_confirmation(claim: FileClaim, token: str, *, at: dt.datetime) -> None:
    """Ask the holder of the new address to confirm it."""
    link = settings.PUBLIC_URL + reverse("claim_link", args=[token])
    _queue("claim_confirm", str(claim.id), claim.email, claim, at=at, link=link, holds_link=True)


def tell_claim_waits(claim: FileClaim, *, at: dt.datetime) -> None:
    """Tell the agency's box that a claim waits."""
    if claim.agency.email:
        link = settings.PUBLIC_URL + reverse("claim", args=[claim.id])
        _queue("claim_waits", str(claim.id), claim.agency.email, claim, at=at, link=link)


def tell_claim_refused(claim: FileClaim, *, at: dt.datetime) -> None:
    """Tell the person that no file was linked, without a word on any file."""
    link = settings.PUBLIC_URL + reverse("claim_new")
    _queue("claim_refused", str(claim.id), claim.email, claim, at=at, link=link)


def _queue(
    kind: str,
    key: str,
    recipient: str,
    claim: FileClaim,
    *,
    at: dt.datetime,
    link: str,
    holds_link: bool = False,
) -> None:
    facts = {"claim": claim, "agency": claim.agency, "link": link}
    text = render_to_string(f"contracts/mail/{kind}.txt", facts).strip()
    subject, _, body = text.partition("\n")
    body = body.strip() + "\n"
    message = Message(
        f"contracts.{kind}", key[:120], recipient, subject, body, erase_body_once_sent=holds_link
    )
    queue_mails([message], at=at)
