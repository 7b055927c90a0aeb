"""Somebody in front of a browser: signs in, looks, types, and notices what is wrong with a page."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Response
from playwright.sync_api import Error as PlaywrightError

AXE = Axe()
# Every rule is tried; what passed is not described node by node, which takes as long again.
VIOLATIONS_ONLY = {"resultTypes": ["violations"]}
NARROW, WIDE = 320, 1280
LONGEST_WALK = 150


@dataclass
class Visitor:
    """One browser window with one person in front of it; `troubles` are errors that the person did not see.

    `keeps`: the window may serve somebody else afterwards.
    """

    page: Page
    url: str
    keeps: bool = False
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._stumble)
        self.page.on("response", self._receive)

    def leave(self) -> None:
        """Look away: what happens in the window from here on is somebody else's."""
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._stumble)
        self.page.remove_listener("response", self._receive)

    def open(self, path: str) -> Page:
        """Go to a path of the portal."""
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, email: str) -> Page:
        """Enter as a person of the demonstration, with the button that the sign-in page shows."""
        self.open("/compte/connexion/")
        with self.page.expect_navigation():
            self.page.locator(f"form:has(input[name=email][value='{email}']) button").click()
        return self.page

    def sign_out(self) -> None:
        """Become nobody again."""
        self.page.context.clear_cookies()

    def resize(self, width: int) -> None:
        """Take a narrower or a wider screen."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def assert_accessible(self) -> None:
        """Fail with what axe finds on the page as it is."""
        self.page.wait_for_load_state()  # a link that was followed may still be loading
        violations = AXE.run(self.page, options=VIOLATIONS_ONLY).response["violations"]
        assert not violations, f"{self.page.url}\n" + "\n".join(_told(violation) for violation in violations)

    def assert_fits(self, width: int = NARROW) -> None:
        """Fail when the page must be scrolled sideways on a screen of this width."""
        former = self.page.viewport_size
        self.resize(width)
        asked: int = self.page.evaluate("document.documentElement.scrollWidth")
        wide = self.page.evaluate(WIDEST) if asked > width else ""
        if former:
            self.page.set_viewport_size(former)
        assert asked <= width, f"{self.page.url} needs {asked} px on a screen of {width} px: {wide}"

    def walk_to(self, target: Locator) -> None:
        """Reach a control with the Tab key alone; fail when it cannot be reached or its focus cannot be seen."""
        control = target.element_handle()  # found once: there are a hundred controls on the way
        for _ in range(LONGEST_WALK):
            if control.evaluate("element => element === document.activeElement"):
                visible = control.evaluate(FOCUS_IS_VISIBLE)
                assert visible, f"{self.page.url}: the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: {target} is out of the keyboard's reach")

    def picture(self, path: Path) -> None:
        """Save the whole page as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)

    def assert_no_trouble(self) -> None:
        """Fail when a page raised a script error, broke its security policy, missed a file or answered 500."""
        assert not self.troubles, "\n".join(self.troubles)

    def _hear(self, message: ConsoleMessage) -> None:
        # A failed load is told by `_receive` with its address.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"console on {self.page.url}: {message.text}")

    def _stumble(self, error: PlaywrightError) -> None:
        self.troubles.append(f"script: {error}")

    def _receive(self, response: Response) -> None:
        missing = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or missing:
            self.troubles.append(f"{response.status} {response.url}")


WIDEST = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(element => element.outerHTML.slice(0, 120)).join(' | ')"""
FOCUS_IS_VISIBLE = """element => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
}"""


def _told(violation: dict[str, Any]) -> str:
    places = [f"    {node['html'][:160]}\n      {node['failureSummary']}" for node in violation["nodes"][:5]]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
