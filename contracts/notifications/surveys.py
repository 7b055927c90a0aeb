"""Messages of a survey: each carries a personal link, so its text is erased once sent."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.template.backends.django import Template
from django.template.loader import get_template
from django.urls import reverse

from cesp_portal.common.mail.services import Message, queue_mails
from contracts.enums import LinkKind
from contracts.models import Invitation, Survey, SurveyLink

TEMPLATES = {kind: f"contracts/mail/survey_{kind}.txt" for kind in LinkKind}


def tell_links(
    survey: Survey, links: Sequence[tuple[SurveyLink, Invitation, str]], *, kind: LinkKind, at: dt.datetime
) -> None:
    """Queue one message per personal link, given with its invitation and its token in clear."""
    template = get_template(TEMPLATES[kind])
    queue_mails(
        [_message(template, survey, link, invitation, token) for link, invitation, token in links], at=at
    )


def _message(
    template: Template, survey: Survey, link: SurveyLink, invitation: Invitation, token: str
) -> Message:
    person = invitation.contract.user
    url = settings.PUBLIC_URL + reverse("survey_link", args=[token])
    text = template.render({"survey": survey, "person": person, "link": url})
    subject, _, body = text.strip().partition("\n")
    return Message(
        kind=f"contracts.survey_{link.kind}",
        key=str(link.id),
        recipient=person.email,
        subject=subject,
        body=body.strip() + "\n",
        erase_body_once_sent=True,
    )
