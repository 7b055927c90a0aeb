"""Background jobs: named, sent after commit, and never the only way for a thing to happen."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger("cesp_portal.jobs")
_left_to_sweeps: ContextVar[frozenset[str]] = ContextVar("jobs left to their sweeps", default=frozenset())


@contextmanager
def left_to_sweeps(*jobs: str) -> Iterator[None]:
    """Ask no worker for these jobs meanwhile: whoever writes hundreds of rows lets the sweeps find what is due."""
    token = _left_to_sweeps.set(_left_to_sweeps.get() | set(jobs))
    try:
        yield
    finally:
        _left_to_sweeps.reset(token)


def enqueue(job: str, **arguments: str | int | list[str] | None) -> None:
    """Ask a worker to run ``job`` once the current transaction is committed.

    Arguments are identifiers, never objects. When the broker cannot be reached the job is only late: each job
    acts on rows that a periodic sweep finds too.
    """
    if job in _left_to_sweeps.get():
        return

    def send() -> None:
        try:
            # By name: the process that asks need not have loaded the worker's code.
            current_app.send_task(job, kwargs=arguments)
        except OperationalError:
            logger.warning("Broker unreachable: job %s left to its sweep.", job)

    transaction.on_commit(send)
