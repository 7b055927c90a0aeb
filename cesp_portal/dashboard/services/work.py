"""Taking work, handing it over, setting it aside: several rows at a time, with a report of what was done."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES, Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import agents_of
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden
from cesp_portal.dashboard.models import WorkNote
from cesp_portal.dashboard.selectors.work import work_among
from cesp_portal.dashboard.selectors.work_items import WorkItem


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch did: the rows that changed, and how many were no longer there."""

    done: tuple[WorkItem, ...]
    gone: int


def take_work(
    *, actor: Actor, kind: str, object_ids: Sequence[uuid.UUID], on: dt.date, at: dt.datetime
) -> BatchReport:
    """Note the actor as the holder of these rows."""
    return _note(
        actor=actor,
        kind=kind,
        object_ids=object_ids,
        on=on,
        at=at,
        action="dashboard.work_taken",
        values={"holder_id": actor.user_id},
    )


def hand_over_work(
    *,
    actor: Actor,
    kind: str,
    object_ids: Sequence[uuid.UUID],
    to: uuid.UUID,
    on: dt.date,
    at: dt.datetime,
) -> BatchReport:
    """Give these rows to another agent of the agency. Raises BadInput when that person is not one on that day."""
    if to not in {agent.id for agent in colleagues_of(actor, on)}:
        raise BadInput(
            "NOT_A_COLLEAGUE",
            "Cette personne n'est pas agent de votre agence.",
            "Choisissez quelqu'un dans la liste.",
        )
    return _note(
        actor=actor,
        kind=kind,
        object_ids=object_ids,
        on=on,
        at=at,
        action="dashboard.work_handed_over",
        values={"holder_id": to},
    )


def set_work_aside(
    *,
    actor: Actor,
    kind: str,
    object_ids: Sequence[uuid.UUID],
    until: dt.date,
    reason: str,
    on: dt.date,
    at: dt.datetime,
) -> BatchReport:
    """Hide these rows until a later day, for a reason. Raises BadInput."""
    if until <= on:
        raise BadInput("DAY_NOT_LATER", "Le jour de retour est passé.", "Choisissez un jour à venir.")
    if not reason.strip():
        raise BadInput("REASON_MISSING", "La raison manque.", "Dites en quelques mots ce que vous attendez.")
    values = {"snoozed_until": until, "reason": reason.strip()[:300]}
    return _note(
        actor=actor,
        kind=kind,
        object_ids=object_ids,
        on=on,
        at=at,
        action="dashboard.work_set_aside",
        values=values,
    )


def colleagues_of(actor: Actor, on: dt.date) -> list[User]:
    """Return the agents of the actor's agency on that day, by name, once each."""
    if actor.agency_id is None or not actor.is_a(*AGENCY_ROLES):
        return []
    people = {
        agent.id: agent
        for role in (Role.REFERENT, Role.DIRECTION)
        for agent in agents_of(actor.agency_id, role, on)
    }
    return sorted(people.values(), key=str)


@transaction.atomic
def _note(
    *,
    actor: Actor,
    kind: str,
    object_ids: Sequence[uuid.UUID],
    on: dt.date,
    at: dt.datetime,
    action: str,
    values: dict[str, Any],
) -> BatchReport:
    """Write one note per row that is still in the actor's pile; rows that left it meanwhile are counted as gone."""
    asked = set(object_ids)
    done = work_among(actor, kind, asked, on)
    if done is None:
        raise Forbidden("Votre rôle n'a pas cette liste de travail.")
    for item in done:
        note, _ = WorkNote.objects.update_or_create(
            agency_id=actor.office_id,
            kind=kind,
            object_id=item.object_id,
            defaults={**values, "noted_at": at, "noted_by_id": actor.user_id},
        )
        journal.record(
            actor=actor,
            action=action,
            obj=note,
            at=at,
            facts={"kind": kind, "object_id": str(item.object_id)}
            | {name: str(value) for name, value in values.items() if name != "reason"},
        )
    return BatchReport(done, len(asked) - len(done))
