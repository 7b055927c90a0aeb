"""Taking work, handing it over, setting it aside: several rows at a time, with a report of what was done."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES, Role
from cesp_portal.common.accounts.models import Agency, User
from cesp_portal.common.accounts.selectors import agents_of
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.models import WorkNote
from cesp_portal.dashboard.selectors.work import work_among
from cesp_portal.dashboard.selectors.work_items import WorkItem
from cesp_portal.dashboard.selectors.work_kinds import WITHOUT_REFERENT
from contracts.services.contracts import assign_referents

ROWS_CHANGED = Refusal(
    "ROWS_CHANGED",
    "Depuis l'aperçu, quelqu'un a changé une de ces lignes : rien n'est fait.",
    "Voici où elles en sont maintenant : regardez, puis confirmez de nouveau.",
)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch did: the rows that changed, and how many were no longer there."""

    done: tuple[WorkItem, ...]
    gone: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Who does something with which rows of a kind of work, on which day.

    ``seen`` names the rows as a preview showed them (``batch_named``): when it is given and they changed meanwhile,
    nothing is done.
    """

    actor: Actor
    kind: str
    object_ids: Sequence[uuid.UUID]
    on: dt.date
    at: dt.datetime
    seen: str | None = None


def batch_named(items: Sequence[WorkItem]) -> str:
    """Return what tells these rows, as they are now, from the same ones changed since."""
    told = [f"{one.object_id}|{one.what}|{one.due_on}|{one.holder_id}|{one.aside}" for one in items]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def take_work(batch: Batch) -> BatchReport:
    """Note the actor as the holder of these rows. Raises Refusal when they changed since they were seen."""
    return _note(batch, "dashboard.work_taken", lambda _: {"holder_id": batch.actor.user_id})


def hand_over_work(batch: Batch, *, to: uuid.UUID) -> BatchReport:
    """Give these rows to another agent of the agency.

    Raises BadInput when that person is not one on that day, Refusal when the rows changed since they were seen.
    """
    if to not in {agent.id for agent in colleagues_of(batch.actor, batch.on)}:
        raise BadInput(
            "NOT_A_COLLEAGUE",
            "Cette personne n'est pas agent de votre agence.",
            "Choisissez quelqu'un dans la liste.",
        )
    return _note(batch, "dashboard.work_handed_over", lambda _: {"holder_id": to})


def entrust_files(batch: Batch, *, to: uuid.UUID) -> BatchReport:
    """Give the files that nobody follows to a referent of the agency; a backup who left is forgotten.

    Raises Forbidden for another kind of work, BadInput when that person is no referent of the agency on that day,
    Refusal when the rows changed since they were seen.
    """
    if batch.kind != WITHOUT_REFERENT:
        raise Forbidden("Ces lignes ne sont pas des dossiers à confier.")
    with transaction.atomic():
        done = _rows_as_seen(batch, are_aside=False)
        referents = {agent.id for agent in referents_of(batch.actor, batch.on)} - {to}
        for item in done:
            assign_referents(
                actor=batch.actor,
                contract_id=item.object_id,
                referent_id=to,
                backup_id=item.backup_id if item.backup_id in referents else None,
                on=batch.on,
                at=batch.at,
            )
    return BatchReport(done, len(set(batch.object_ids)) - len(done))


def set_work_aside(batch: Batch, *, until: dt.date, reason: str) -> BatchReport:
    """Hide these rows until a later day, at most until the day of their deadline, for a reason.

    Raises BadInput for a day that is not later or without a reason, Refusal when the rows changed since they were seen.
    """
    if until <= batch.on:
        raise BadInput("DAY_NOT_LATER", "Le jour de retour est passé.", "Choisissez un jour à venir.")
    if not reason.strip():
        raise BadInput("REASON_MISSING", "La raison manque.", "Dites en quelques mots ce que vous attendez.")

    def values(item: WorkItem) -> dict[str, Any]:
        # What is late already has no deadline left to miss.
        is_ahead = item.due_on is not None and item.due_on > batch.on
        return {
            "snoozed_until": min(until, item.due_on) if is_ahead and item.due_on else until,
            "reason": reason.strip()[:300],
        }

    return _note(batch, "dashboard.work_set_aside", values)


def bring_work_back(batch: Batch) -> BatchReport:
    """Show again rows that were set aside. Raises Refusal when they changed since they were seen."""
    return _note(
        batch, "dashboard.work_brought_back", lambda _: {"snoozed_until": None, "reason": ""}, are_aside=True
    )


def referents_of(actor: Actor, on: dt.date) -> list[User]:
    """Return the referents of the actor's agency on that day, by name."""
    return list(agents_of(actor.agency_id, Role.REFERENT, on)) if actor.agency_id is not None else []


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
    batch: Batch, action: str, values_of: Callable[[WorkItem], dict[str, Any]], *, are_aside: bool = False
) -> BatchReport:
    """Write one note per row that is still in the actor's pile; rows that left it meanwhile are counted as gone."""
    actor, done = batch.actor, _rows_as_seen(batch, are_aside=are_aside)
    for item in done:
        values = values_of(item)
        note, _ = WorkNote.objects.update_or_create(
            agency_id=actor.office_id,
            kind=batch.kind,
            object_id=item.object_id,
            defaults={**values, "noted_at": batch.at, "noted_by_id": actor.user_id},
        )
        facts = {name: str(value) for name, value in values.items() if name != "reason" and value is not None}
        journal.record(
            actor=actor,
            action=action,
            obj=note,
            at=batch.at,
            facts={"kind": batch.kind, "object_id": str(item.object_id)} | facts,
        )
    return BatchReport(done, len(set(batch.object_ids)) - len(done))


def _rows_as_seen(batch: Batch, *, are_aside: bool) -> tuple[WorkItem, ...]:
    """Return the rows that are still in the actor's pile, or refuse when they are not those of the preview."""
    # One batch at a time in an agency: what was seen is compared with what no colleague is changing.
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.actor.office_id)
    found = work_among(batch.actor, batch.kind, set(batch.object_ids), batch.on, are_aside=are_aside)
    if found is None:
        raise Forbidden("Votre rôle n'a pas cette liste de travail.")
    if batch.seen is not None and batch.seen != batch_named(found):
        raise ROWS_CHANGED
    return found
