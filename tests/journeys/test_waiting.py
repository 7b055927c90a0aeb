"""A long answer: the page says that it is on its way, and a second click sends nothing more."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Route

from tests.journeys.visitor import Visitor

OFFICE = "scolarite.nantes@example.org"
PATIENCE_AND_MORE_SECONDS = 1.0
CLICK_AGAIN_ONCE_TOLD = """() => {
  const form = document.querySelector("form[data-portal-waiting]");
  const told = form.querySelector("[role=status]");
  new MutationObserver(() => {
    if (told.hidden) return;
    sessionStorage.setItem("told", told.textContent);
    form.querySelector("button").click();
  }).observe(told, { attributes: true });
}"""


def test_long_answer_is_announced_and_asked_once(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.sign_in(OFFICE)
    page.get_by_role("link", name=re.compile("Médecine")).first.click()
    page.get_by_role("link", name=re.compile("Envoyer (la liste|une nouvelle version)")).click()
    asked: list[str] = []

    def answer_late(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(route.request.url)
            time.sleep(PATIENCE_AND_MORE_SECONDS)
        route.continue_()

    page.route("**/*", answer_late)
    page.locator("input[type=file]").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": b"nom;prenom\n"}
    )
    page.evaluate(CLICK_AGAIN_ONCE_TOLD)
    # Whatever the answer is: the list may already have been followed by offers.
    with page.expect_navigation():
        page.get_by_role("button", name="Vérifier le fichier").click()

    assert "en cours" in page.evaluate("sessionStorage.getItem('told')")
    assert len(asked) == 1
