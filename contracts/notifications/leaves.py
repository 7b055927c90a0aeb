"""Messages about suspension requests: that it is decided, never why it was asked."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.mail.services import Message, queue_mails
from contracts.models import LeaveRequest


def tell_leave_decided(request: LeaveRequest, *, at: dt.datetime) -> None:
    """Tell the signatory that the authority has decided."""
    link = settings.PUBLIC_URL + reverse("my_leaves")
    facts = {"person": request.contract.user, "agency": request.contract.agency, "link": link}
    subject, _, body = render_to_string("contracts/mail/leave_decided.txt", facts).strip().partition("\n")
    recipient = request.contract.user.email
    message = Message("contracts.leave_decided", str(request.id), recipient, subject, body.strip() + "\n")
    queue_mails([message], at=at)
