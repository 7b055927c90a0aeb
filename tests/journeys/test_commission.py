"""The office ranks the candidates of its commission: by their marks, then by keyboard, then by dragging a row."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

ROWS = "[data-portal-rank]"


def ranked(page: Page) -> list[str]:
    """Return the names in the order of the ranks."""
    return [name.strip() for name in page.locator(f"{ROWS} th").all_inner_texts()]


def test_ranks_move_by_keyboard_and_by_drag(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.sign_in("scolarite.toulouse@example.org")
    page.locator("h2 a", has_text="Odontologie").first.click()
    page.locator("main").get_by_role("link", name="Commission", exact=True).click()
    names = page.locator("main li a[href$='/fiche/']").all_inner_texts()
    for mark, name in enumerate(names):
        page.get_by_role("link", name=name).click()
        for criterion in ("project_mark", "results_mark", "social_mark"):
            page.fill(f"[name={criterion}]", str(10 - mark))
        page.get_by_role("button", name="Enregistrer l'avis").click()
    page.get_by_role("button", name="Classer d'après les notes").click()
    first, second, third = names
    page.wait_for_selector(ROWS)
    assert ranked(page) == [first, second, third]

    page.locator(ROWS).nth(1).get_by_role("button", name="Monter").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ranked(page) == [second, first, third]

    with page.expect_navigation():
        page.locator(ROWS).nth(0).locator("th").drag_to(page.locator(ROWS).nth(2).locator("td").nth(1))
    assert ranked(page) == [first, third, second]
    visitor.assert_accessible()
    visitor.assert_fits()
