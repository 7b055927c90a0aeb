"""Chromium in front of the running portal: all journeys share one, and one process plays them."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from cesp_portal.common.embedded import Servers
from cesp_portal.common.embedded.browser import chromium_options, find_chromium
from tests.journeys.stack import Stack, running_stack
from tests.journeys.visitor import Visitor
from tests.journeys.windows import Windows


@pytest.fixture(scope="package")
def stack(
    servers: Servers, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The running portal with its demonstration, on a port and a database of its own; it ends with the journeys."""
    with running_stack(servers, template_database, tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = find_chromium()
    assert program, "Chromium is missing: run « make test » once, it installs it or says how."
    # Playwright leaves an event loop running in this thread, where Django then refuses its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # A busy machine is slow, not wrong: nothing here measures time.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=chromium_options())
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def windows(browser: Browser, stack: Stack) -> Windows:
    """The windows of the browser, in front of the portal."""
    return Windows(browser, stack.url)


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Visitor]]:
    """Opens windows: `visit()` for nobody, `visit(email)` for a person of the demonstration, signed in.

    At the end every window must be free of script errors, refused contents, missing files and server errors.
    """
    visitors: list[Visitor] = []

    def open_window(email: str | None = None, **asked: Any) -> Visitor:
        visitor = windows.lend(**asked)
        visitors.append(visitor)
        if email:
            visitor.sign_in(email)
        return visitor

    yield open_window
    for visitor in visitors:
        windows.give_back(visitor)
    for visitor in visitors:
        visitor.assert_no_trouble()
