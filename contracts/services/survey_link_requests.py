"""Asking for a survey link again: taken down alike for everybody, answered in the background.

Who waits for the page cannot tell a known address from an unknown one, by what it says nor by how long it takes.
"""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.jobs import enqueue
from contracts.jobs import ANSWER_LINK_REQUESTS
from contracts.models import LinkRequest
from contracts.services.survey_links import ask_new_link


@transaction.atomic
def take_link_request(*, email: str, at: dt.datetime) -> None:
    """Take an address down; one that waits already is taken once."""
    asked = LinkRequest(email=email.strip().lower(), asked_at=at)
    LinkRequest.objects.bulk_create([asked], ignore_conflicts=True)
    enqueue(ANSWER_LINK_REQUESTS)


def answer_link_requests(*, at: dt.datetime) -> int:
    """Send what each address that waits may receive, and forget it; returns how many links left."""
    waiting = list(LinkRequest.objects.values_list("id", flat=True))
    return sum(_answer(one, at) for one in waiting)


@transaction.atomic
def _answer(request_id: uuid.UUID, at: dt.datetime) -> int:
    """Answer one address; another worker that holds it answers it."""
    asked = LinkRequest.objects.select_for_update(skip_locked=True).filter(id=request_id).first()
    if asked is None:
        return 0
    sent = ask_new_link(email=asked.email, at=at)
    asked.delete()
    return sent
