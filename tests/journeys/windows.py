"""Windows of one browser, lent from test to test: a new one costs half a second of processor, a page a fifth."""

from playwright.sync_api import Browser, Page

from tests.journeys.visitor import WIDE, Visitor

# A file of the portal, without script: nothing of the former person goes on asking behind it.
BLANK = "/static/portal/portal.css"
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Windows:
    """Opens a window for each person who needs one; a window given back has forgotten everybody, not the files."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._free: list[Page] = []

    def lend(self, *, width: int = WIDE, javascript: bool = True, anew: bool = False) -> Visitor:
        """Put somebody in front of a window; `anew`: it never saw the portal, all files must come to it."""
        lent = javascript and not anew and self._free
        page = self._free.pop() if lent else self._open(javascript=javascript)
        visitor = Visitor(page, self._url, keeps=javascript and not anew)
        visitor.resize(width)
        return visitor

    def give_back(self, visitor: Visitor) -> None:
        """Forget the person, or close what cannot serve again."""
        visitor.leave()
        context = visitor.page.context
        if not visitor.keeps or context.pages != [visitor.page]:
            context.close()
            return
        context.clear_cookies()
        visitor.page.unroute_all()
        visitor.page.goto(self._url + BLANK)
        visitor.page.evaluate(FORGET)
        self._free.append(visitor.page)

    def _open(self, *, javascript: bool) -> Page:
        context = self._browser.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=javascript,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        return context.new_page()
