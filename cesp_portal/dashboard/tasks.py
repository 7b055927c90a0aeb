"""Doors of the dashboard for Celery: what several apps know together."""

from celery import shared_task

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.dashboard import jobs
from cesp_portal.dashboard.selectors.installed import installed_on
from cesp_portal.dashboard.services import marks
from contracts.services.exchanges import plan_exchanges as plan


@shared_task(name=jobs.PLAN_EXCHANGES)
def plan_exchanges() -> None:
    """Put the yearly exchanges that come near on the agendas; a person who has settled is left alone."""
    actor = system_actor("agenda des échanges")
    plan(actor=actor, installed=installed_on(), on=clock.today(), at=clock.instant())


@shared_task(name=jobs.FOLD_MARKS)
def fold_marks() -> None:
    """Keep the marks of changes few, so that reading them stays quick."""
    marks.fold_marks()
