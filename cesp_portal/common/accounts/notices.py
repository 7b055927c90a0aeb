"""Messages about the addresses of an account: links to confirm, and what has changed."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.accounts.models import AddressChange, User
from cesp_portal.common.mail.services import Message, queue_mails, unique_key


def ask_new_side(change: AddressChange, token: str, *, at: dt.datetime) -> None:
    """Ask the holder of the new address to confirm it; who asks is not named."""
    _queue("address_confirm", change.email, {"link": _link(token), "change": change}, at, holds_link=True)


def tell_present_side(change: AddressChange, token: str, *, at: dt.datetime) -> None:
    """Tell the present address what is asked; with a link when its agreement is needed."""
    facts = {"link": _link(token) if token else "", "change": change, "person": change.user}
    _queue("address_asked", change.present_email, facts, at, holds_link=bool(token))


def tell_second_address(user: User, email: str, *, at: dt.datetime) -> None:
    """Tell the main address that another one now opens the account."""
    _queue("address_added", user.email, {"person": user, "email": email}, at)


def tell_second_address_removed(user: User, email: str, *, at: dt.datetime) -> None:
    """Tell both that the second address opens nothing any more."""
    for recipient in (user.email, email):
        _queue("address_removed", recipient, {"person": user, "email": email}, at)


def tell_main_address(user: User, before: str, *, at: dt.datetime) -> None:
    """Tell the old and the new address that the account has changed hands between them."""
    for recipient in (before, user.email):
        _queue("address_replaced", recipient, {"person": user}, at)


def _link(token: str) -> str:
    return settings.PUBLIC_URL + reverse("address_link", args=[token])


def _queue(
    kind: str, recipient: str, facts: dict[str, object], at: dt.datetime, *, holds_link: bool = False
) -> None:
    text = render_to_string(f"account/mail/{kind}.txt", facts).strip()
    subject, _, body = text.partition("\n")
    message = Message(
        kind=f"accounts.{kind}",
        key=unique_key(),
        recipient=recipient,
        subject=subject,
        body=body.strip() + "\n",
        erase_body_once_sent=holds_link,
    )
    queue_mails([message], at=at)
