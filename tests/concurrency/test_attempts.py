"""Attempts are counted by all the web processes together; with a memory of its own, each would start from nothing."""

import itertools
import multiprocessing
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as portal
from django.core.cache import cache, caches
from django.db import connections
from django.test import Client, RequestFactory
from pytest_django import Settings

from cesp_portal.common.accounts.limits import Limit, TooManyAttempts

pytestmark = pytest.mark.django_db(transaction=True)

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LIMIT = Limit("test", amount=3, minutes=10)


@pytest.fixture(autouse=True)
def _no_attempt_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask_code() -> int:
    return Client().post("/compte/connexion/", {"email": "alix@example.org"}).status_code


def try_link() -> int:
    try:
        LIMIT.spend(RequestFactory().post("/"))
    except TooManyAttempts as refused:
        return refused.status.value
    return 200


def answers_of_two_processes(attempt: Callable[[], int]) -> list[int]:
    """Let two processes try in turn, four times in all."""
    connections.close_all()
    caches.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as first, context.Pool(1) as second:
        return [pool.apply(attempt) for pool in itertools.islice(itertools.cycle((first, second)), 4)]


@pytest.mark.parametrize(
    ("attempt", "refused"), [(ask_code, [302, 302, 302, 200]), (try_link, [200, 200, 200, 429])]
)
def test_fourth_attempt_is_refused_whichever_process_answers(
    attempt: Callable[[], int], refused: list[int]
) -> None:
    assert answers_of_two_processes(attempt) == refused


def test_control_each_process_alone_would_let_the_fourth_attempt_through(settings: Settings) -> None:
    settings.CACHES = LOCAL | {"process": portal.CACHES["process"]}
    assert answers_of_two_processes(try_link) == [200, 200, 200, 200]


def test_silent_redis_locks_nobody_out(settings: Settings) -> None:
    nobody = portal.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = portal.CACHES | {"default": nobody}
    assert [ask_code(), try_link(), try_link()] == [302, 200, 200]
