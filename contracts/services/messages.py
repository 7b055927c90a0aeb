"""The thread of a file: write, read, be told without a word of content."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import models, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden
from contracts.enums import NoticeKind
from contracts.models import Absence, Contract, FileMessage, MessageAttachment, NoticeChoice
from contracts.notifications.messages import tell_new_message, tell_read
from contracts.policies.files import is_the_signatory, may_write_in_thread
from contracts.selectors.files import in_charge_of

LONGEST = 5000
MOST_ATTACHMENTS = 5


@transaction.atomic
def send_message(
    *,
    actor: Actor,
    contract: Contract,
    body: str,
    documents: Sequence[StoredDocument] = (),
    at: dt.datetime,
) -> FileMessage:
    """Add a message to the thread and tell the other side that one waits.

    What a signatory writes reaches the referent, or the backup on a day when the referent is away.
    """
    if actor.user_id is None or not may_write_in_thread(actor, contract):
        raise Forbidden
    _check(body, documents)
    message = FileMessage.objects.create(
        contract=contract,
        agency_id=contract.agency_id,
        author_id=actor.user_id,
        from_agency=not is_the_signatory(actor, contract),
        body=body.strip(),
        sent_at=at,
    )
    MessageAttachment.objects.bulk_create(
        [MessageAttachment(message=message, document=document) for document in documents]
    )
    _tell(message, contract, at)
    _record(actor, "message_sent", message, contract, at, attachments=len(documents))
    return message


def _check(body: str, documents: Sequence[StoredDocument]) -> None:
    if not body.strip():
        raise BadInput("MESSAGE_EMPTY", "Le message est vide.", "Écrivez au moins une phrase.")
    if len(body) > LONGEST:
        raise BadInput(
            "MESSAGE_TOO_LONG", f"Le message dépasse {LONGEST} caractères.", "Joignez plutôt un document."
        )
    if len(documents) > MOST_ATTACHMENTS:
        raise BadInput(
            "TOO_MANY_ATTACHMENTS",
            f"Un message porte {MOST_ATTACHMENTS} pièces au plus.",
            "Envoyez les autres dans un second message.",
        )


def _tell(message: FileMessage, contract: Contract, at: dt.datetime) -> None:
    if message.from_agency:
        if wants(contract.user_id, NoticeKind.MESSAGE):
            tell_new_message(message, recipient=contract.user.email, at=at)
        return
    agent = in_charge_of(contract, paris_day(at))
    recipient = agent.email if agent else contract.agency.email
    if recipient and (agent is None or wants(agent.id, NoticeKind.MESSAGE)):
        tell_new_message(message, recipient=recipient, at=at)


@transaction.atomic
def read_messages(*, actor: Actor, contract: Contract, at: dt.datetime) -> int:
    """Open what the other side has written: each message gets its receipt. Returns how many."""
    if not may_write_in_thread(actor, contract):
        raise Forbidden
    waiting = list(
        FileMessage.objects.select_for_update()
        .filter(contract=contract, from_agency=is_the_signatory(actor, contract), read_at__isnull=True)
        .order_by("id")
    )
    FileMessage.objects.filter(id__in=[message.id for message in waiting]).update(
        read_at=at, read_by_id=actor.user_id
    )
    for message in waiting:
        _record(actor, "message_read", message, contract, at)
    for author_id in {message.author_id for message in waiting}:
        if wants(author_id, NoticeKind.READ, unless_chosen=False):
            tell_read(contract, author_id=author_id, at=at)
    return len(waiting)


def wants(user_id: uuid.UUID, kind: NoticeKind, *, unless_chosen: bool = True) -> bool:
    """Tell whether a person wants this kind of notice; ``unless_chosen`` is the answer of who never chose."""
    choice = NoticeChoice.objects.filter(user_id=user_id, kind=kind).first()
    return unless_chosen if choice is None else choice.wanted


@transaction.atomic
def choose_notices(*, actor: Actor, wanted: Collection[NoticeKind], at: dt.datetime) -> None:
    """Keep which notices this person wants by e-mail."""
    if actor.user_id is None:
        raise Forbidden
    for kind in NoticeKind:
        NoticeChoice.objects.update_or_create(
            user_id=actor.user_id, kind=kind, defaults={"wanted": kind in wanted}
        )
    chosen = NoticeChoice.objects.filter(user_id=actor.user_id).order_by("kind")[0]
    journal.record(
        actor=actor,
        action="contracts.notices_chosen",
        obj=chosen,
        at=at,
        facts={"wanted": sorted(kind.value for kind in wanted)},
    )


@transaction.atomic
def announce_absence(*, actor: Actor, starts_on: dt.date, last_day: dt.date, at: dt.datetime) -> Absence:
    """Let the backup receive what comes in meanwhile. ``last_day`` is inclusive, as people say it."""
    if actor.user_id is None:
        raise Forbidden
    if last_day < starts_on:
        raise BadInput("ABSENCE_REVERSED", "Le dernier jour précède le premier.", "Corrigez l'une des dates.")
    overlap = BadInput(
        "ABSENCE_OVERLAPS", "Une autre absence couvre déjà une partie de ces jours.", "Changez les dates."
    )
    with refusing({"absences_never_overlap": overlap}):
        absence = Absence.objects.create(
            user_id=actor.user_id, starts_on=starts_on, ends_until=last_day + dt.timedelta(days=1)
        )
    journal.record(
        actor=actor,
        action="contracts.absence_announced",
        obj=absence,
        at=at,
        facts={"starts_on": starts_on.isoformat(), "ends_until": absence.ends_until.isoformat()},
    )
    return absence


def _record(
    actor: Actor, what: str, obj: models.Model, contract: Contract, at: dt.datetime, **facts: Any
) -> None:
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=obj,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts=facts,
    )
