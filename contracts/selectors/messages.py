"""Threads as each side sees them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import NoticeKind
from contracts.models import Absence, Contract, FileMessage, MessageAttachment, NoticeChoice
from contracts.policies.files import is_the_signatory
from contracts.selectors.files import followed_contracts, in_charge

THREADS_PER_PAGE = 25
NAMED = ("number", "user__first_name", "user__last_name", "user__email")


@dataclass(frozen=True, slots=True)
class Thread:
    """A file with what is written in it: how many messages this side has not opened, when the last one was sent."""

    contract: Contract
    unread: int
    last_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files of a page of threads, in its order, and whether others follow."""

    files: tuple[uuid.UUID, ...]
    page: int
    has_next: bool


def inbox_of(actor: Actor, on: dt.date, *, only_mine: bool = False, page: int = 1) -> Inbox:
    """Return a page of the threads: those with unread messages first, then the latest.

    A person sees a thread for each contract, even before the first message; a referent those with messages. Threads are
    found by walking back from the last messages: what a page costs does not depend on how many were ever written.
    """
    files = followed_contracts(actor)
    if only_mine:
        files = files.filter(in_charge(actor, on))
    reached = files.order_by().values("pk")
    written = FileMessage.objects.filter(contract__in=reached)
    from_the_other = not actor.is_a(Role.REFERENT)
    unread = written.filter(read_at__isnull=True, from_agency=from_the_other)
    first, last = (page - 1) * THREADS_PER_PAGE, page * THREADS_PER_PAGE + 1
    order = _latest(unread, set(), last)
    if len(order) < last:  # all that waits is known
        order += _latest(written, set(order), last - len(order))
    if not actor.is_a(Role.REFERENT):
        order = list(dict.fromkeys([*order, *files.order_by("id").values_list("pk", flat=True)]))
    shown = order[first : last - 1]
    return Inbox(tuple(shown), page, has_next=len(order) >= last)


def threads_of(actor: Actor, files: Sequence[uuid.UUID]) -> tuple[Thread, ...]:
    """Return the threads of these files, that are known to be in reach, in their order."""
    unread = Q(messages__read_at__isnull=True, messages__from_agency=not actor.is_a(Role.REFERENT))
    shown = Contract.objects.filter(pk__in=files).select_related("user").only(*NAMED).order_by()
    counted = shown.annotate(unread=Count("messages", filter=unread), last_at=Max("messages__sent_at"))
    found = {one.pk: Thread(one, one.unread, one.last_at) for one in counted}
    return tuple(found[pk] for pk in files)


def _latest(written: QuerySet[FileMessage], known: set[uuid.UUID], wanted: int) -> list[uuid.UUID]:
    """Return the files of the last messages, ``known`` ones left out: as many as wanted, if there are."""
    found: dict[uuid.UUID, None] = {}
    last_messages = written.order_by("-sent_at", "-id").values_list("contract_id", flat=True)
    read, batch = 0, 4 * wanted
    while len(found) < wanted:
        rows = list(last_messages[read : read + batch])
        found |= dict.fromkeys(contract_id for contract_id in rows if contract_id not in known)
        if len(rows) < batch:
            break
        read, batch = read + batch, batch * 4
    return list(found)[:wanted]


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
