"""Every page that a person can reach by links: accessible, at ease on a narrow screen, without errors.

With `--shots` (make shots) each page is also saved as a picture at both widths, in var/shots/<person>/.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error as PlaywrightError

from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS
from tests.journeys.visitor import NARROW, WIDE, Visitor

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"

START = ("/", "/compte/connexion/", "/compte/connexion/code/", "/page-qui-n-existe-pas/")


def pages_of(visitor: Visitor) -> Iterator[str]:
    """Walk the links from the first page, one address for each route; gives the route of the page shown."""
    waiting, seen = list(START), set()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route in seen:
            continue
        seen.add(route)
        try:
            visitor.open(address)
        except PlaywrightError as error:
            if "Download is starting" not in error.message:
                raise
            continue  # a file to keep, not a page to look at
        waiting += links_of(visitor)
        yield route


def route_of(address: str) -> str:
    """Name of the route that an address belongs to."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return "not_found"


def links_of(visitor: Visitor) -> list[str]:
    """Addresses of the portal that the page links to, downloads and exits left out."""
    found: list[str] = visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.href)"
    )
    inside = [address.removeprefix(visitor.url) for address in found if address.startswith(visitor.url + "/")]
    return [
        address for address in inside if not re.search(r"/deconnexion/|\.\w{2,5}($|\?)|/static/", address)
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The suite walks the public pages; `make shots` walks everybody's, a stack and browser for some twenty people."""
    if "person" in metafunc.fixturenames:
        long = metafunc.config.getoption("--shots")
        emails = [account.email for account in ACCOUNTS] if long else []
        metafunc.parametrize("person", [None, *emails], ids=["visiteur", *emails])


def test_pages_are_accessible_and_fit(
    visit: Callable[..., Visitor], person: str | None, request: pytest.FixtureRequest
) -> None:
    visitor = visit(person)
    problems = []
    for route in pages_of(visitor):
        for check in (visitor.assert_accessible, visitor.assert_fits):
            try:
                check()
            except AssertionError as error:
                problems.append(str(error))
        if request.config.getoption("--shots"):
            for width in (NARROW, WIDE):
                visitor.resize(width)
                visitor.picture(SHOTS / (person or "visiteur") / f"{route.replace(':', '-')}-{width}.png")
    assert not problems, "\n\n".join(problems)


def test_sign_in_works_with_the_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("/compte/connexion/")
    account = ACCOUNTS[0]
    visitor.walk_to(page.get_by_role("button", name=f"{account.first_name} {account.last_name}"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_text(f"{account.first_name} {account.last_name}").first.is_visible()


def test_sign_in_works_without_javascript(visit: Callable[..., Visitor]) -> None:
    visitor = visit(javascript=False)
    page = visitor.sign_in(ACCOUNTS[0].email)
    assert urlsplit(page.url).path != "/compte/connexion/"
