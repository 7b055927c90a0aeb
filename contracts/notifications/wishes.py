"""Messages about the wishes of the sixth year."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.mail.services import Message, queue_mails
from contracts.models import Contract, SpecialtyWish, WishCampaign


def ask_wishes(campaign: WishCampaign, contracts: Iterable[Contract], *, at: dt.datetime) -> None:
    """Ask the signatories of the sixth year for their wish."""
    link = settings.PUBLIC_URL + reverse("my_wish")
    messages = [
        _message(
            "wish_asked",
            f"{campaign.id}.{contract.id}",
            contract.user.email,
            {"campaign": campaign, "person": contract.user, "agency": campaign.agency, "link": link},
        )
        for contract in contracts
    ]
    queue_mails(messages, at=at)


def ask_agreement(wish: SpecialtyWish, *, at: dt.datetime) -> None:
    """Tell the other agency's box that a wish waits for its agreement."""
    if wish.receiving is not None and wish.receiving.email:
        link = settings.PUBLIC_URL + reverse("wish_agreement", args=[wish.id])
        facts = {"wish": wish, "agency": wish.agency, "link": link}
        key = f"{wish.id}.{at.isoformat()}"
        queue_mails([_message("wish_agreement_asked", key, wish.receiving.email, facts)], at=at)


def tell_answer(wish: SpecialtyWish, *, at: dt.datetime) -> None:
    """Tell the person and their own agency what the other one answered."""
    link = settings.PUBLIC_URL + reverse("my_wish")
    facts = {"wish": wish, "person": wish.contract.user, "link": link}
    recipients = [wish.contract.user.email, *([wish.agency.email] if wish.agency.email else [])]
    queue_mails(
        [_message("wish_answered", f"{wish.id}.{at.isoformat()}.{to}", to, facts) for to in recipients], at=at
    )


def _message(kind: str, key: str, recipient: str, facts: dict[str, object]) -> Message:
    text = render_to_string(f"contracts/mail/{kind}.txt", facts).strip()
    subject, _, body = text.partition("\n")
    return Message(f"contracts.{kind}", key[:120], recipient, subject, body.strip() + "\n")
