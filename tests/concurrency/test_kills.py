"""A worker killed at any step of a lapse with refill: nothing lost, nothing doubled once the sweep has passed again."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from contracts.models import Offer
from contracts.services import deadlines
from contracts.services.deadlines import SWEEPER
from tests.concurrency.test_offers import open_offers
from tests.factories.selection import moment
from tests.services.test_offers import DAY, LAST_DAY

pytestmark = pytest.mark.django_db(transaction=True)

STATEMENTS = 12
AFTER_COMMIT = 0
ALL_STEPS = [AFTER_COMMIT, *range(1, STATEMENTS + 1)]
STEPS = ALL_STEPS * 20 if "PROOF_ROUNDS" in os.environ else ALL_STEPS[::3]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sweep() -> None:
    deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + DAY))


def act_and_die(step: int, action: Callable[[], object]) -> None:
    """Act, and be killed before the statement of that number, or between the commit and what follows it."""
    done = 0

    def killer(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if connection.in_atomic_block:
            done += 1
            if step == AFTER_COMMIT and done == 1:
                transaction.on_commit(die)
            if done == step:
                die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(killer):
        action()


def killed_worker(step: int, action: Callable[[], object] = sweep) -> int | None:
    """Run a worker that dies at that step; return its exit code."""
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=act_and_die, args=(step, action), daemon=True)
    worker.start()
    worker.join(timeout=60)
    return worker.exitcode


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_worker_loses_and_doubles_nothing(step: int) -> None:
    offer = open_offers()[0]

    killed = killed_worker(step)
    for _ in range(3):
        deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + DAY))

    offer.refresh_from_db()
    follower = Offer.objects.get(follows=offer)
    assert killed in (-signal.SIGKILL, 0)
    assert offer.status == "lapsed"
    for made, kind in ((offer, "offer_lapsed"), (follower, "offer_sent")):
        assert Entry.objects.filter(action=f"contracts.{kind}", object_id=str(made.id)).count() == 1
        assert OutgoingMail.objects.filter(kind=f"contracts.{kind}", key=str(made.id)).count() == 1


def test_the_killer_really_kills() -> None:
    open_offers()

    assert killed_worker(AFTER_COMMIT) == killed_worker(1) == -signal.SIGKILL
