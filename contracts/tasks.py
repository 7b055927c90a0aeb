"""Doors of the contracts for Celery."""

import logging

from celery import shared_task

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from contracts import jobs
from contracts.selectors.invariants import broken_invariants
from contracts.services import copies, deadlines, survey_link_requests, survey_links, surveys

SURVEYS = "balayage des enquêtes"

logger = logging.getLogger("cesp_portal.contracts")


@shared_task(name=jobs.SEND_SURVEY_LINKS)
def send_survey_links(survey_id: str) -> None:
    """Send now what the sweep would send within the minute."""
    survey_links.send_due_links(actor=system_actor(SURVEYS), at=clock.instant(), on=clock.today())


@shared_task(name=jobs.ANSWER_LINK_REQUESTS)
def answer_link_requests() -> None:
    """Answer now what the sweep would answer within the minute."""
    survey_link_requests.answer_link_requests(at=clock.instant())


@shared_task(name=jobs.SWEEP_SURVEYS)
def sweep_surveys() -> None:
    """Close the surveys whose last day is past, then send the invitations, reminders and asked links that are due."""
    actor = system_actor(SURVEYS)
    surveys.close_due_surveys(actor=actor, at=clock.instant(), on=clock.today())
    survey_links.send_due_links(actor=actor, at=clock.instant(), on=clock.today())
    survey_link_requests.answer_link_requests(at=clock.instant())


@shared_task(name=jobs.SWEEP_DEADLINES)
def sweep_deadlines() -> None:
    """Lapse overdue offers and call the next people."""
    deadlines.lapse_due_offers(actor=deadlines.SWEEPER, on=clock.today(), at=clock.instant())


@shared_task(name=jobs.REMIND_LISTS)
def remind_lists() -> None:
    """Remind the offices whose list is expected soon, and the people whose offer waits or ends soon."""
    deadlines.remind_missing_lists(actor=deadlines.SWEEPER, on=clock.today(), at=clock.instant())
    deadlines.remind_people(actor=deadlines.SWEEPER, on=clock.today(), at=clock.instant())


@shared_task(name=jobs.PREPARE_COPIES)
def prepare_copies() -> None:
    """Print the dated copy of every contract that has none yet."""
    copies.prepare_missing_copies(actor=copies.PRINTER, at=clock.instant())


@shared_task(name=jobs.CHECK_INVARIANTS)
def check_invariants() -> None:
    """Ask every hour what must always hold; whatever does not is an error in the log."""
    for name, figure in broken_invariants().items():
        if figure:
            logger.error("Broken invariant: %s (%s).", name, figure)
