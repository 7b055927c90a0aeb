"""The zone of a place on a day, for a profession."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.zonage import (
    make_territory,
    publish_levels,
)
from zonage.selectors.histories import place_history
from zonage.selectors.zones import zone_of

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def level(code: str, on: dt.date, profession: str = "medecine") -> str | None:
    return zone_of(code=code, profession=profession, on=on).level


def test_zone_is_that_of_the_order_in_force_on_the_day() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZAR"}, on=D(2025, 10, 30))
    answer = zone_of(code="11132", profession="medecine", on=D(2025, 10, 29))
    assert (answer.name, answer.level, answer.eligible) == ("Fabrezan", "ZIP", True)
    assert answer.snapshot is not None
    assert answer.snapshot.effective_on == D(2022, 5, 15)
    assert level("11132", D(2025, 10, 30)) == "ZAR"
    assert level("11132", D(2022, 5, 14)) is None


def test_history_has_one_spell_per_order() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZAR"}, on=D(2025, 10, 30))
    spells = place_history(code="11132", profession="medecine")
    assert [(spell.from_on, spell.level, spell.eligible) for spell in spells] == [
        (D(2022, 5, 15), "ZIP", True),
        (D(2025, 10, 30), "ZAR", False),
    ]


def test_paris_is_told_by_arrondissement_unless_they_agree() -> None:
    publish_levels({"75101": "ZIP", "75102": "ZAC"}, on=D(2022, 5, 15))
    answer = zone_of(code="75056", profession="medecine", on=D(2023, 1, 1))
    assert answer.level is None
    assert answer.snapshot is not None
    assert "arrondissement" in answer.reason
    publish_levels({"75101": "ZIP", "75102": "ZIP"}, on=D(2024, 5, 15))
    assert level("75056", D(2025, 1, 1)) == "ZIP"


def test_arrondissement_has_the_level_of_a_commune_listed_whole() -> None:
    publish_levels({"75056": "ZAC"}, on=D(2022, 5, 15))
    assert level("75101", D(2023, 1, 1)) == "ZAC"


def test_commune_absent_from_the_order_in_force_has_no_level() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZIP"}, on=D(2024, 5, 15))
    answer = zone_of(code="11262", profession="medecine", on=D(2025, 1, 1))
    assert (answer.level, answer.eligible) == (None, None)
    assert answer.snapshot is not None


def test_not_available_is_not_a_level() -> None:
    publish_levels({"11132": "N/A - résultat non disponible"}, on=D(2022, 5, 15))
    answer = zone_of(code="11132", profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.eligible) == (None, None)
    assert answer.snapshot is not None


def test_dentists_of_ile_de_france_use_the_doctors_zoning_until_they_have_theirs() -> None:
    publish_levels({"75101": "ZIP"}, on=D(2018, 5, 15))
    answer = zone_of(code="75101", profession="odontologie", on=D(2023, 1, 1))
    assert (answer.level, answer.eligible) == ("ZIP", True)
    assert "médecins" in answer.reason
    publish_levels({"75101": "4_Tres_dotee"}, on=D(2025, 1, 1), profession="odontologie")
    assert level("75101", D(2025, 1, 1), "odontologie") == "tres_dotee"
    spells = place_history(code="75101", profession="odontologie")
    assert [spell.level for spell in spells] == ["ZIP", "tres_dotee"]


def test_doctors_zoning_stands_in_for_the_dentists_only_until_their_own_began() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    assert level("11132", D(2024, 10, 24), "odontologie") == "ZIP"
    assert level("11132", D(2024, 10, 25), "odontologie") is None
    spells = place_history(code="11132", profession="odontologie")
    assert [(spell.from_on, spell.level) for spell in spells] == [
        (D(2018, 5, 15), "ZIP"),
        (D(2024, 10, 25), None),
    ]


def test_midwives_have_no_stand_in() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    assert level("11132", D(2023, 1, 1), "maieutique") is None


def test_pharmacists_have_no_zoning_and_the_answer_says_so() -> None:
    answer = zone_of(code="11132", profession="pharmacie", on=D(2023, 1, 1))
    assert answer.level is None
    assert "pharmaciens" in answer.reason


def test_answer_comes_from_one_statement_that_the_server_planned_once() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    for _ in range(9):
        with CaptureQueriesContext(connection) as asked:
            assert level("11132", D(2023, 1, 1)) == "ZIP"
        assert not asked.captured_queries  # nothing but the statement below
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%zonage_zone z%'"
        )
        ((planned_once,),) = cursor.fetchall()
    assert planned_once >= 3


def test_unknown_code_is_said() -> None:
    assert "Aucune commune" in zone_of(code="99999", profession="medecine", on=D(2023, 1, 1)).reason
