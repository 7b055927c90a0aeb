"""Doors of the dashboard for Celery: what several apps know together."""

import uuid
from contextlib import ExitStack
from typing import Any

from celery import shared_task
from celery.signals import task_postrun, task_prerun

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.rules.parameters import with_recorded_values
from cesp_portal.dashboard import jobs
from cesp_portal.dashboard.selectors.installed import installed_on
from cesp_portal.dashboard.selectors.regional_values import read_recorded
from cesp_portal.dashboard.services import history, marks
from cesp_portal.dashboard.services.month_counts import count_changed_files as count_files
from cesp_portal.dashboard.services.month_counts import count_due_months
from contracts.services.exchanges import plan_exchanges as plan

_open: dict[str, ExitStack] = {}


@task_prerun.connect
def open_recorded_values(task_id: str, **_: Any) -> None:
    """Let the rules of every job read the regional values that agencies recorded, as those of a request do."""
    _open[task_id] = ExitStack()
    _open[task_id].enter_context(with_recorded_values(lambda: read_recorded(clock.today())))


@task_postrun.connect
def close_recorded_values(task_id: str, **_: Any) -> None:
    """Forget them with the job."""
    if stack := _open.pop(task_id, None):
        stack.close()


@shared_task(name=jobs.PLAN_EXCHANGES)
def plan_exchanges() -> None:
    """Put the yearly exchanges that come near on the agendas; a person who has settled is left alone."""
    actor = system_actor("agenda des échanges")
    plan(actor=actor, installed=installed_on(), on=clock.today(), at=clock.instant())


@shared_task(name=jobs.COUNT_MONTHS)
def count_months() -> None:
    """Count the months served and due where something changed since the last count."""
    count_due_months(on=clock.today(), at=clock.instant())


@shared_task(name=jobs.COUNT_CHANGED_FILES)
def count_changed_files() -> None:
    """Count again the months of the files that changed since the last count."""
    count_files(on=clock.today())


@shared_task(name=jobs.TAKE_HISTORY)
def take_history(history_id: str) -> None:
    """Take the rows of a spreadsheet that somebody asked to take over."""
    history.take_history(history_id=uuid.UUID(history_id), on=clock.today(), at=clock.instant())


@shared_task(name=jobs.TAKE_DUE_HISTORIES)
def take_due_histories() -> None:
    """Go on with the takeovers that a stop left unfinished."""
    history.take_due_histories(on=clock.today(), at=clock.instant())


@shared_task(name=jobs.FOLD_MARKS)
def fold_marks() -> None:
    """Keep the marks of changes few, so that reading them stays quick."""
    marks.fold_marks(at=clock.instant())
