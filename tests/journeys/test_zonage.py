"""A visitor looks for a place to practise: on the map, and without it."""

from collections.abc import Callable

from tests.journeys.visitor import Visitor

READY = "#zonage-map[data-ready]"
LARGEST_REGION_BYTES = 400_000
# Bytes of the content as sent (compressed), and bytes that really came this time (none from the browser's memory).
ASKED_FOR_THE_MAP = """Object.fromEntries(performance.getEntriesByType('resource')
  .filter(asked => /\\/(zonage|leaflet)\\//.test(asked.name))
  .map(asked => [asked.name, {sent: asked.encodedBodySize, again: asked.transferSize}]))"""


def test_map_tells_the_level_of_a_commune_on_two_days(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("/zonage/carte/?region=76&profession=medecine&le=2025-06-01&autre=2024-06-01")
    page.wait_for_selector(READY)
    assert page.locator(".zonage-canvas").count() == 2
    page.fill("#commune", "Fabrezan")
    page.locator(".zonage-search button").click()
    said = page.locator("#zonage-said")
    said.get_by_text("Fabrezan (11132)").wait_for()
    assert "le 01/06/2024 :" in said.inner_text()
    assert "le 01/06/2025 :" in said.inner_text()
    visitor.assert_accessible()
    visitor.assert_fits()
    said.get_by_role("link").click()
    assert page.locator("h1").inner_text().startswith("Fabrezan")


def test_map_without_script_is_a_table(visit: Callable[..., Visitor]) -> None:
    page = visit(javascript=False).open("/zonage/carte/?region=76&departement=11&le=2025-06-01")
    assert page.locator("#zonage-map").is_hidden()
    assert page.locator("tr", has_text="Fabrezan").count() == 1


def test_first_view_of_a_region_asks_for_little_and_waits_for_nothing(visit: Callable[..., Visitor]) -> None:
    visitor = visit(anew=True)
    for region in ("76", "11", "52"):
        page = visitor.open(f"/zonage/carte/?region={region}&le=2025-06-01")
        page.wait_for_selector(READY)
        asked = page.evaluate(ASKED_FOR_THE_MAP)
        assert len(asked) == 6, asked  # outlines, levels, two styles, two scripts
        data = {name: facts["sent"] for name, facts in asked.items() if ".json" in name}
        assert 0 < sum(data.values()) <= LARGEST_REGION_BYTES, data
    assert (
        page.locator("script[src]:not([defer]):not([async]):not([type=module]):not([nomodule])").count() == 0
    )
    # The outlines name their content: a second look at a region does not send them again.
    page = visitor.open("/zonage/carte/?region=52&le=2024-06-01")
    page.wait_for_selector(READY)
    again = page.evaluate(ASKED_FOR_THE_MAP)
    assert [facts["again"] for name, facts in again.items() if "/contours/" in name] == [0]
