"""Many callers at once: real processes, each with its own connection, started together."""

import multiprocessing
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.urls import get_resolver


def all_at_once(action: Callable[[int], Any], callers: int) -> list[Any]:
    """Run ``action(number)`` in that many processes from one starting line; return what each gave or raised.

    The caller's own connections are closed first: a socket must never be shared with a child. Use from a
    test marked ``django_db(transaction=True)``.
    """
    connections.close_all()
    # The pages are loaded once here, not by each child while it holds a lock.
    assert get_resolver().url_patterns
    context = multiprocessing.get_context("fork")
    line, outcomes = context.Barrier(callers), context.Queue()
    processes = [
        context.Process(target=_run, args=(action, number, line, outcomes), daemon=True)
        for number in range(callers)
    ]
    for process in processes:
        process.start()
    gathered = [outcomes.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=10)
    return [outcome for _, outcome in sorted(gathered, key=lambda pair: pair[0])]


def _run(action: Callable[[int], Any], number: int, line: Any, outcomes: Any) -> None:
    connections["default"].ensure_connection()
    line.wait(timeout=60)
    try:
        outcome = action(number)
    except Exception as error:  # noqa: BLE001  # whatever a caller met is an outcome to count
        outcome = error
    outcomes.put((number, outcome))
    connections.close_all()
