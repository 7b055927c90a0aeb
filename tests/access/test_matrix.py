"""Role × route × method: each gets what the matrix says, a foreign object does not exist, nothing leaks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from cesp_portal.common.accounts.enums import Role
from tests.access.objects import OBJECTS, Arguments, Side, make_side, unknown
from tests.access.readable import text_of
from tests.access.routes import EVERYBODY, NO_ROLE, VISITOR, Expectation, leaves, matrix
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LINES = matrix()
# What a browser shows; whatever else is a file, and says its name.
SHOWN = {"text/html", "text/plain", "application/json", "application/geo+json"}
EACH_ROUTE = pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
WITH_OBJECT = [line for line in LINES.values() if line.object and line.foreign == "hidden"]
# Roles of the whole country see both regions.
NATIONAL = {Role.PAYEUR, Role.SUPERVISION, Role.ADMINISTRATEUR}


@dataclass
class World:
    """Our side, a browser per person of it, and the other side with the arguments of each of its objects."""

    ours: Side
    others: Side
    foreign: dict[str, Arguments]
    browsers: dict[str, Client]

    def address(self, line: Expectation) -> str:
        return reverse(line.name, kwargs=OBJECTS[line.object](self.ours) if line.object else None)


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """People of both sides, ours signed in once, and all that the other side holds; undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        ours, others = make_side("76", "canarinotre"), make_side("11", "canariautre")
        foreign = {kind: build(others) for kind, build in OBJECTS.items()}
        browsers = {VISITOR: Client()}
        for person, user in {NO_ROLE: UserFactory(), **ours.people}.items():
            browsers[person] = Client()
            browsers[person].force_login(user)
        connection.check_constraints()  # once, not again at the end of each test
        yield World(ours, others, foreign, browsers)
        transaction.set_rollback(True)


@pytest.fixture
def world(settled: World, db: None) -> World:
    """The same people, ours without any object: what a test builds is undone with it."""
    forget()
    browsers = {person: reopened(browser) for person, browser in settled.browsers.items()}
    return replace(settled, ours=replace(settled.ours, made={}), browsers=browsers)


def reopened(browser: Client) -> Client:
    """The same session in a browser of its own: a test that signs out takes nothing from the next."""
    fresh = Client()
    fresh.handler = browser.handler  # its middleware is loaded once
    fresh.cookies = deepcopy(browser.cookies)
    return fresh


def forget() -> None:
    """Forget the attempts counted, and what was computed from rows that a test has undone."""
    for memory in caches.all(initialized_only=True):
        memory.clear()


@contextmanager
def noted() -> Iterator[list[str]]:
    """Give the statements of a request that wrote something other than a session."""
    written: list[str] = []

    def spy(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)", sql) and "django_session" not in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spy):
        yield written


@contextmanager
def undone(method: str) -> Iterator[list[str]]:
    """The same, and undo what a request did; what looking writes (that one looked) is undone with the test."""
    if method == "GET":
        with noted() as written:
            yield written
        return
    with transaction.atomic():
        with noted() as written:
            yield written
        transaction.set_rollback(True)


def ask(client: Client, method: str, address: str, line: Expectation) -> HttpResponse:
    if method == "GET":
        return client.get(address)  # what was kept for one person is there for the next, who may not see it
    forget()
    return client.post(address, dict(line.send))


def missing_headers(answer: HttpResponse, person: str) -> list[str]:
    """Headers that every answer carries, whatever its status; no cache keeps pages, but the outlines of regions."""
    expected = {
        "Content-Security-Policy": "",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=()",
        "X-Frame-Options": "DENY",
    }
    carried = answer.headers
    content_type = carried.get("Content-Type", "").partition(";")[0]
    if answer.status_code == 200 and content_type not in SHOWN:
        expected["Content-Disposition"] = ""
    if carried.get("Content-Disposition", "").startswith("attachment"):
        expected |= {"Content-Security-Policy": "sandbox", "Cache-Control": "no-store"}
    if person != VISITOR and "immutable" not in carried.get("Cache-Control", ""):
        expected["Cache-Control"] = "no-store"
    return [name for name, value in expected.items() if name not in carried or value not in carried[name]]


def forms_without_token(answer: HttpResponse) -> list[str]:
    """Forms that Django would refuse when they are sent: their template forgot the token."""
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    forms = re.findall(r'<form[^>]*method="post".*?</form>', answer.content.decode(), re.DOTALL)
    return [form for form in forms if "csrfmiddlewaretoken" not in form]


def shows(answer: HttpResponse, side: Side) -> bool:
    """Whether a page or a file names somebody or something of a side."""
    return answer.status_code == 200 and side.canary in text_of(answer).lower()


def test_every_route_has_a_name_and_a_line_in_the_matrix() -> None:
    names = [leaf.name for leaf in leaves()]
    unnamed = [str(leaf.pattern) for leaf in leaves() if not leaf.name]
    assert not unnamed, f"Routes without a name: {unnamed}"
    assert not set(names) - set(LINES), f"Add to matrix.toml: {sorted(set(names) - set(LINES))}"
    assert not set(LINES) - set(names), f"Remove from matrix.toml: {sorted(set(LINES) - set(names))}"


def test_no_two_routes_share_a_name() -> None:
    names = [leaf.name for leaf in leaves()]
    assert sorted(names) == sorted(set(names))


def test_every_object_of_the_matrix_can_be_built() -> None:
    assert {line.object for line in LINES.values() if line.object} == set(OBJECTS)


def test_every_role_of_the_matrix_exists() -> None:
    named = {role for line in LINES.values() if isinstance(line.who, list) for role in line.who}
    assert named <= set(Role)


def test_routes_with_an_identifier_say_what_it_names() -> None:
    silent = [leaf.name for leaf in leaves() if leaf.pattern.converters and not LINES[leaf.name].object]
    assert not silent


@EACH_ROUTE
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_role_gets_what_the_matrix_says_and_no_more(
    world: World, line: Expectation, method: str
) -> None:
    address = world.address(line)
    surprises = []
    for person in EVERYBODY:
        with undone(method) as written:
            answer = ask(world.browsers[person], method, address, line)
            read_too_much = person not in NATIONAL and shows(answer, world.others)
        expected = line.statuses(person, method)
        if answer.status_code not in expected:
            surprises.append(f"{person}: {answer.status_code}, expected {sorted(expected)}")
        surprises += [f"{person}: without {header}" for header in missing_headers(answer, person)]
        surprises += [
            f"{person}: a form without its token, {form[:120]}" for form in forms_without_token(answer)
        ]
        if not line.opens_to(person) and written:
            surprises.append(f"{person}: refused, yet wrote {written[0][:80]}")
        if not line.opens_to(person) and person == VISITOR and reverse("account_login") not in answer.url:
            surprises.append(f"visitor: sent to {answer.url}")
        if read_too_much:
            surprises.append(f"{person}: reads the other side")
    assert not surprises


@pytest.mark.parametrize("line", WITH_OBJECT, ids=[line.name for line in WITH_OBJECT])
def test_foreign_object_looks_like_one_that_does_not_exist(world: World, line: Expectation) -> None:
    world.address(line)
    foreign = world.foreign[line.object]
    surprises = []
    for person in EVERYBODY:
        if person in NATIONAL or person == VISITOR or not line.opens_to(person):
            continue
        for method in ("GET", "POST"):
            if line.statuses(person, method) == {405}:
                continue
            answers = []
            for arguments in (foreign, unknown(foreign)):
                with undone(method) as written:
                    answers.append(
                        ask(world.browsers[person], method, reverse(line.name, kwargs=arguments), line)
                    )
                assert not written
            if [answer.status_code for answer in answers] != [404, 404]:
                surprises.append(f"{person} {method}: {[answer.status_code for answer in answers]}")
            elif without_chance(answers[0]) != without_chance(answers[1]):
                surprises.append(f"{person} {method}: the two pages differ")
    assert not surprises


def without_chance(answer: HttpResponse) -> str:
    """Return the page without what chance puts in it: form tokens and script nonces."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())
