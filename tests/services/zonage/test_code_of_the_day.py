"""What a code of commune means on a day, and the zone of what became another."""

import datetime as dt

import pytest

from cesp_portal.common.refusals import BadInput
from tests.factories.zonage import (
    make_commune,
    make_territory,
    merge,
    publish_levels,
    rename,
    restore,
)
from zonage.models import CommuneChange
from zonage.selectors.histories import place_history
from zonage.selectors.territories import commune_on, search_communes
from zonage.selectors.zones import zone_of

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def level(code: str, on: dt.date, profession: str = "medecine") -> str | None:
    return zone_of(code=code, profession=profession, on=on).level


def test_merged_commune_follows_the_code_that_was_kept_from_that_day_on() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2022, 5, 15))
    merge("11262", "11132", D(2024, 1, 1))
    assert level("11262", D(2023, 12, 31)) == "ZAR"
    answer = zone_of(code="11262", profession="medecine", on=D(2024, 1, 1))
    assert answer.level == "ZIP"
    assert "11132" in answer.reason
    assert [spell.level for spell in place_history(code="11262", profession="medecine")] == ["ZAR", "ZIP"]


def test_order_published_after_a_merger_that_still_lists_the_old_code_is_followed() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAC"}, on=D(2022, 5, 15))
    merge("11262", "11132", D(2021, 1, 1))
    assert level("11262", D(2024, 1, 1)) == "ZAC"


def test_restored_commune_has_the_level_of_the_one_it_left() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    restore("11133", "11132", on=D(2025, 1, 1))
    assert level("11133", D(2024, 12, 31)) is None
    assert level("11133", D(2025, 1, 1)) == "ZIP"


def test_commune_merged_then_restored_answers_for_itself_again() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2015, 5, 15))
    merge("11262", "11132", D(2016, 12, 1))
    restore("11262", "11132", on=D(2025, 1, 1))
    assert [level("11262", day) for day in (D(2016, 11, 30), D(2024, 12, 31), D(2025, 1, 1))] == [
        "ZAR",
        "ZIP",
        "ZAR",
    ]
    assert commune_on("11262", D(2024, 12, 31)).code == "11132"
    assert commune_on("11262", D(2025, 1, 1)).code == "11262"


def test_movement_learnt_late_speaks_for_the_days_from_its_loading_on() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    restore("11133", "11132", on=D(2025, 1, 1), loaded_on=D(2025, 3, 10))
    assert level("11133", D(2025, 3, 9)) is None
    assert level("11133", D(2025, 3, 10)) == "ZIP"
    (spell,) = place_history(code="11133", profession="medecine")
    assert (spell.from_on, spell.level) == (D(2025, 3, 10), "ZIP")


def test_movement_known_at_the_publication_speaks_from_its_own_day() -> None:
    restore("11133", "11132", on=D(2025, 1, 1), loaded_on=D(2025, 3, 10))
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    assert level("11133", D(2024, 12, 31)) is None
    assert level("11133", D(2025, 1, 1)) == "ZIP"


def test_new_name_and_new_code_are_of_the_days_from_their_loading_on() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    rename("11132", "Fabrezan-le-Neuf", D(2025, 3, 10))
    rename("11999", "Neuville", D(2025, 3, 11))
    days = (D(2025, 3, 9), D(2025, 3, 10))
    assert [zone_of(code="11132", profession="medecine", on=day).name for day in days] == [
        "Fabrezan",
        "Fabrezan-le-Neuf",
    ]
    before, after = (zone_of(code="11999", profession="medecine", on=D(2025, 3, day)) for day in (10, 11))
    assert (before.snapshot, before.name) == (None, "")
    assert after.snapshot is not None


def test_code_that_starts_and_ceases_the_same_day_is_the_successors() -> None:
    """Pont-Farcy left Calvados for Manche and merged into Tessy-Bocage on one day, in 2018."""
    make_commune("01341", name="Pont inventé", ends_until=D(2018, 1, 1))
    CommuneChange.objects.create(
        movement=41,
        effective_on=D(2018, 1, 1),
        before_kind="COM",
        before_code="01999",
        before_name="Pont inventé",
        after_kind="COM",
        after_code="01341",
        after_name="Pont inventé",
    )
    merge("01341", "01004", on=D(2018, 1, 1))
    publish_levels({"01004": "ZIP"}, on=D(2022, 5, 15))
    assert level("01341", D(2023, 1, 1)) == "ZIP"
    assert commune_on("01341", D(2023, 1, 1)).code == "01004"


def test_movements_that_lead_back_end_somewhere() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2015, 5, 15))
    merge("11262", "11132", D(2016, 1, 1))
    merge("11132", "11262", D(2017, 1, 1))
    assert level("11262", D(2018, 1, 1)) is not None
    assert commune_on("11262", D(2018, 1, 1)).code in ("11262", "11132")


def test_delegated_commune_has_the_level_of_its_commune() -> None:
    publish_levels({"01015": "ZIP"}, on=D(2022, 5, 15))
    answer = zone_of(code="01340", profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.name) == ("ZIP", "Saint-Bois")


def test_delegated_commune_that_came_from_others_has_the_level_of_its_commune() -> None:
    make_commune("01016", name="Ars-sur-Formans")
    merge("01016", "01340", on=D(1973, 1, 1))
    make_commune("01340", name="Saint-Bois", ends_until=D(2016, 1, 1))
    publish_levels({"01015": "ZIP"}, on=D(2022, 5, 15))
    assert level("01340", D(2023, 1, 1)) == "ZIP"


def test_commune_does_not_answer_for_a_whole_it_was_not_yet_part_of() -> None:
    publish_levels({"01015": "ZIP"}, on=D(2015, 5, 15))
    make_commune("01340", name="Saint-Bois", ends_until=D(2016, 1, 1))
    assert level("01340", D(2015, 12, 31)) is None
    assert level("01340", D(2016, 1, 1)) == "ZIP"


@pytest.mark.parametrize("code", ["11999", "34", "976", "1113", "2A"])
def test_code_that_no_commune_bears_comes_from_no_snapshot(code: str) -> None:
    publish_levels({"11132": "ZIP", "34172": "ZIP", "97617": "ZIP", "2A004": "ZIP"}, on=D(2022, 5, 15))
    answer = zone_of(code=code, profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.snapshot) == (None, None)
    assert f"Aucune commune ne porte le code « {code} »" in answer.reason


def test_code_designates_the_commune_of_the_day() -> None:
    merge("11262", "11132", D(2024, 1, 1))
    assert commune_on("11262", D(2023, 12, 31)).name == "Narbonne"
    assert commune_on("11262", D(2024, 1, 1)).code == "11132"
    with pytest.raises(BadInput):
        commune_on("11999", D(2024, 1, 1))


def test_search_reads_names_codes_and_postal_codes() -> None:
    assert [found.code for found in search_communes("montp")] == ["34172", "34173"]
    assert [found.code for found in search_communes("amberieu en")] == ["01004"]
    assert [found.code for found in search_communes("34070")] == ["34172"]
    assert [found.code for found in search_communes("11262")] == ["11262"]
    assert [found.code for found in search_communes("mont", region="84")] == []
    assert search_communes("  ") == []
