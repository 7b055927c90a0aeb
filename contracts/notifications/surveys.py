"""Messages of a survey: each carries a personal link, so its text is erased once sent."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from cesp_portal.common.mail.services import Message, queue_new_mails
from contracts.enums import LinkKind
from contracts.models import Survey

TEMPLATES = {kind: f"contracts/mail/survey_{kind}.txt" for kind in LinkKind}


# What a message is written around; no name and no address holds these.
NAME, LINK, PLACE = "\x00name\x00", "\x00link\x00", "place-of-the-token"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives a link: what their message says of them."""

    link_id: uuid.UUID
    first_name: str
    email: str
    token: str


def tell_links(survey: Survey, recipients: Sequence[Recipient], *, kind: LinkKind, at: dt.datetime) -> None:
    """Queue one message per personal link, given with its token in clear."""
    # The text is laid out once: a region is thirty thousand people.
    facts = {"survey": survey, "person": {"first_name": NAME}, "link": LINK}
    subject, _, body = get_template(TEMPLATES[kind]).render(facts).strip().partition("\n")
    address = settings.PUBLIC_URL + reverse("survey_link", args=[PLACE])
    queue_new_mails(
        [
            Message(
                kind=f"contracts.survey_{kind}",
                key=str(one.link_id),
                recipient=one.email,
                subject=subject.replace(NAME, one.first_name),
                body=body.strip()
                .replace(NAME, one.first_name)
                .replace(LINK, address.replace(PLACE, one.token))
                + "\n",
                erase_body_once_sent=True,
            )
            for one in recipients
        ],
        at=at,
    )
