"""Adding a line to the journal, inside the transaction of the action that it tells."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal.models import Entry


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
