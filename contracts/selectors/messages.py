"""Threads as each side sees them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import NoticeKind
from contracts.models import Absence, Contract, FileMessage, MessageAttachment, NoticeChoice
from contracts.policies.files import is_the_signatory
from contracts.selectors.files import followed_contracts, in_charge


def threads_for(actor: Actor, on: dt.date, *, only_mine: bool = False) -> QuerySet[Contract]:
    """Return the files with their thread: unread messages first, then the latest.

    A person sees a thread for each contract, even before the first message; a referent those with messages.
    """
    contracts = followed_contracts(actor)
    if actor.is_a(Role.REFERENT):
        # Kept before they are counted: most files of an agency have no message.
        contracts = contracts.filter(pk__in=FileMessage.objects.values("contract_id"))
    contracts = contracts.select_related(None).select_related("user")
    from_the_other = not actor.is_a(Role.REFERENT)
    threads = contracts.annotate(
        unread=Count(
            "messages", filter=Q(messages__read_at__isnull=True, messages__from_agency=from_the_other)
        ),
        last_at=Max("messages__sent_at"),
    )
    if only_mine:
        threads = threads.filter(in_charge(actor, on))
    return threads.order_by(F("unread").desc(), F("last_at").desc(nulls_last=True), "id")


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A message; ``sealed`` until this side opens what the other wrote."""

    message: FileMessage
    mine: bool
    sealed: bool


def thread_of(actor: Actor, contract: Contract) -> list[ThreadLine]:
    """Return the messages of a file in order; unread ones stay sealed until they are opened."""
    messages = (
        FileMessage.objects.filter(contract=contract)
        .select_related("author", "read_by")
        .prefetch_related("attachments__document")
    )
    return _lines(actor, contract, messages)


def last_messages(actor: Actor, contract: Contract, most: int) -> list[ThreadLine]:
    """Return the last messages of a file, the latest first, sealed as in the thread."""
    messages = FileMessage.objects.filter(contract=contract).select_related("author")
    return _lines(actor, contract, messages.order_by("-sent_at", "-id")[:most])


def _lines(actor: Actor, contract: Contract, messages: QuerySet[FileMessage]) -> list[ThreadLine]:
    i_am_the_agency = not is_the_signatory(actor, contract)
    return [
        ThreadLine(
            message,
            mine=message.from_agency == i_am_the_agency,
            sealed=message.from_agency != i_am_the_agency and message.read_at is None,
        )
        for message in messages
    ]


def attachment_of(actor: Actor, attachment_id: uuid.UUID) -> MessageAttachment:
    """Return a joined file of a thread that the actor may open; any other does not exist (404)."""
    attachments = MessageAttachment.objects.select_related("document", "message")
    return get_object_or_404(
        attachments.filter(message__contract__in=followed_contracts(actor)), id=attachment_id
    )


def wanted_notices(actor: Actor) -> set[NoticeKind]:
    """Return the notices that this person receives."""
    if actor.user_id is None:
        return set()
    chosen = dict(NoticeChoice.objects.filter(user_id=actor.user_id).values_list("kind", "wanted"))
    default = {NoticeKind.MESSAGE: True, NoticeKind.READ: False}
    return {kind for kind in NoticeKind if chosen.get(kind.value, default[kind])}


def absences_of(actor: Actor, on: dt.date) -> QuerySet[Absence]:
    """Return the absences of an agent that are not over."""
    if actor.user_id is None:
        return Absence.objects.none()
    return Absence.objects.filter(user_id=actor.user_id, ends_until__gt=on)
