"""One thing that waits for an agent."""

import datetime as dt
import uuid
from dataclasses import dataclass

from contracts.models import Contract


@dataclass(frozen=True, slots=True)
class Aside:
    """Until when a row is hidden (that day excluded), what is awaited, and who said so."""

    until: dt.date
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing waiting. ``since`` is the day it began to wait; ``holder_id`` the agent who follows the file."""

    object_id: uuid.UUID
    who: str
    what: str
    since: dt.date
    url: str
    due_on: dt.date | None = None
    holder_id: uuid.UUID | None = None
    backup_id: uuid.UUID | None = None
    holder: str = ""
    aside: Aside | None = None

    def age_days(self, on: dt.date) -> int:
        return (on - self.since).days


def about(
    contract: Contract,
    *,
    object_id: uuid.UUID,
    what: str,
    since: dt.date,
    url: str,
    due_on: dt.date | None = None,
) -> WorkItem:
    """Return what waits about a contract, held by the referent of its file."""
    return WorkItem(
        object_id=object_id,
        who=contract.candidate.full_name,
        what=what,
        since=since,
        url=url,
        due_on=due_on,
        holder_id=contract.referent_id,
        backup_id=contract.backup_id,
        holder=str(contract.referent) if contract.referent_id else "",
    )
