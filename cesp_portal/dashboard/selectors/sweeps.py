"""How the periodic sweeps stand, and what waits for them."""

import datetime as dt
from dataclasses import dataclass

from celery import current_app
from django.db.models import Count, Min, Q

from cesp_portal.common.mail.models import MailStatus, OutgoingMail
from cesp_portal.dashboard.enums import Punctuality, Sweep
from cesp_portal.dashboard.models import SweepPass
from cesp_portal.dashboard.rules.sweeps import is_alarming, punctuality


@dataclass(frozen=True)
class SweepState:
    """One sweep on a page: what it does, how often, when it last went by and to its end."""

    sweep: Sweep
    period: dt.timedelta
    passed_at: dt.datetime | None
    succeeded_at: dt.datetime | None
    standing: Punctuality

    @property
    def alarms(self) -> bool:
        """Whether somebody has to look."""
        return is_alarming(self.period, self.standing)

    @property
    def minutes(self) -> int:
        """The period in minutes, one at least."""
        return max(1, round(self.period.total_seconds() / 60))


@dataclass(frozen=True)
class MailQueue:
    """Messages that have not left: how many wait since when, how many were given up."""

    waiting: int
    oldest_due_at: dt.datetime | None
    failed: int


def sweep_states(at: dt.datetime) -> list[SweepState]:
    """Return every sweep of the schedule as it stands at an instant."""
    schedule = {name: dt.timedelta(seconds=entry["schedule"]) for name, entry in _schedule().items()}
    passes = {found.sweep: found for found in SweepPass.objects.all()}
    states = []
    for sweep in Sweep:
        found = passes.get(sweep.value)
        passed_at, succeeded_at = (found.passed_at, found.succeeded_at) if found else (None, None)
        standing = punctuality(schedule[sweep.value], passed_at, succeeded_at, at)
        states.append(SweepState(sweep, schedule[sweep.value], passed_at, succeeded_at, standing))
    return states


def mail_queue(at: dt.datetime) -> MailQueue:
    """Return the state of the outgoing mail at an instant."""
    waiting = Q(status__in=(MailStatus.PENDING, MailStatus.SENDING), due_at__lte=at)
    figures = OutgoingMail.objects.aggregate(
        waiting=Count("id", filter=waiting),
        oldest_due_at=Min("due_at", filter=waiting),
        failed=Count("id", filter=Q(status=MailStatus.FAILED)),
    )
    return MailQueue(**figures)


def _schedule() -> dict[str, dict[str, float]]:
    schedule: dict[str, dict[str, float]] = current_app.conf.beat_schedule
    return schedule
