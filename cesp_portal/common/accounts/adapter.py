"""Sign-in by code: allauth's messages leave as rows of our own outgoing mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.mail import services as mail


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone; every message is a row, sent after commit and swept if that fails."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # The link is built from our own address, never from the Host that the visitor named.
        context = context | {"claim_url": settings.PUBLIC_URL + reverse("claim_new")}
        message = self.render_mail(template_prefix, email, context)
        mail.queue_mail(
            kind=template_prefix.replace("/", "."),
            key=mail.unique_key(),
            recipient=email,
            subject=str(message.subject),
            body=str(message.body),
            at=clock.instant(),
            erase_body_once_sent=True,
        )
