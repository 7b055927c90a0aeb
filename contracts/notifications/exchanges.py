"""Messages of the yearly exchange: a summons always leaves."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.clock import PARIS
from cesp_portal.common.mail.services import Message, queue_mails
from contracts.models import Exchange


def tell_summons(exchange: Exchange, *, at: dt.datetime) -> None:
    """Tell the signatory when and where; each summons is a message of its own."""
    facts = {
        "exchange": exchange,
        "person": exchange.contract.user,
        "agency": exchange.contract.agency,
        "starts_at": exchange.starts_at.astimezone(PARIS) if exchange.starts_at else None,
        "link": settings.PUBLIC_URL + reverse("my_exchanges"),
    }
    text = render_to_string("contracts/mail/exchange_summons.txt", facts).strip()
    subject, _, body = text.partition("\n")
    key = f"{exchange.id}.{exchange.summons}"
    recipient = exchange.contract.user.email
    message = Message("contracts.exchange_summons", key, recipient, subject, body.strip() + "\n")
    queue_mails([message], at=at)
