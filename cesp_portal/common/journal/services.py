"""Adding a line to the journal, inside the transaction of the action that it tells; noting who read a file."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.cache import caches
from django.db import models, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal.models import Entry, Reading

A_DAY = 24 * 60 * 60


def record(
    *,
    actor: Actor,
    action: str,
    obj: models.Model,
    at: dt.datetime,
    agency_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Add one line. ``action`` reads ``app.what_happened``; ``subject_id`` is the person's file it belongs to."""
    return Entry.objects.create(
        at=at,
        action=action,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=actor.role or "",
        agency_id=agency_id or actor.agency_id,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        subject_id=subject_id,
        facts=dict(facts or {}),
    )


def note_reading(*, actor: Actor, subject_id: uuid.UUID, at: dt.datetime) -> None:
    """Note that an agent opened somebody's file, once a day; people who open their own leave no row."""
    if actor.user_id is None or actor.role is None or actor.is_a(*PERSONAL_ROLES):
        return
    day = paris_day(at)
    noted, known = f"reading:{day}:{actor.user_id}:{subject_id}", caches["process"]
    if known.get(noted):
        return
    # Asked first: an insertion that finds its row there still waits for the disk.
    if not Reading.objects.filter(day=day, reader_id=actor.user_id, subject_id=subject_id).exists():
        reading = Reading(
            day=day,
            first_at=at,
            reader_id=actor.user_id,
            reader_name=actor.name,
            reader_role=actor.role,
            subject_id=subject_id,
        )
        Reading.objects.bulk_create([reading], ignore_conflicts=True)
    # Once committed, a row stays there: this process need not ask again.
    transaction.on_commit(lambda: known.set(noted, at, A_DAY))
