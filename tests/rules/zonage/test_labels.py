"""Labels as they are published, irregular spelling included."""

import pytest

from zonage.rules.labels import level_kinds, level_of_label, professions_of_label


@pytest.mark.parametrize(
    ("label", "profession", "code", "eligible"),
    [
        ("1_ZIP", "medecine", "ZIP", True),
        ("ZIP", "medecine", "ZIP", True),
        ("1 -Zone d'intervention prioritaire", "medecine", "ZIP", True),
        ("2- Zone d’action complémentaire", "medecine", "ZAC", True),
        ("3_HZ", "medecine", "HZ", False),
        ("4_ZAR", "medecine", "ZAR", False),
        ("4 - Hors-vivier", "medecine", "HV", False),
        ("Zone de vigilance", "medecine", "ZV", False),
        ("5_ZV", "medecine", "ZV", False),
        ("3_QPV_ZIP", "medecine", "QPV_ZIP", None),
        ("7_GQ_ZAC", "medecine", "GQ_ZAC", None),
        ("1_Tres_sous_dotee", "odontologie", "tres_sous_dotee", True),
        ("VUD", "odontologie", "tres_sous_dotee", True),
        ("2_Sous_dotee", "odontologie", "sous_dotee", True),
        ("3_intermediaire", "odontologie", "intermediaire", False),
        ("5b_Non_prioritaire", "odontologie", "non_prioritaire", False),
        ("5_Sur_dotee", "maieutique", "sur_dotee", None),
        ("1_Tres_sous_dotee", "maieutique", "tres_sous_dotee", None),
        ("N/A - résultat non disponible", "medecine", "NA", None),
        ("NC", "odontologie", "NC", None),
    ],
)
def test_published_label_names_a_level(label: str, profession: str, code: str, eligible: bool | None) -> None:
    kind = level_of_label(label, profession)
    assert kind is not None
    assert (kind.code, kind.is_eligible) == (code, eligible)


@pytest.mark.parametrize("label", ["0", "", "1_ZIPP", "6_Nouvelle", "ZI P", "1_Tres_sous_dotee"])
def test_label_that_nobody_published_for_doctors_stays_unknown(label: str) -> None:
    assert level_of_label(label, "medecine") is None


def test_not_available_and_not_concerned_are_not_levels() -> None:
    kinds = level_kinds("medecine")
    assert not kinds["NA"].is_a_level
    assert not kinds["NC"].is_a_level
    assert kinds["ZIP"].is_a_level


def test_five_classes_belong_to_dentists_and_midwives_alike() -> None:
    assert professions_of_label("1_Tres_sous_dotee") == {"odontologie", "maieutique"}
    assert professions_of_label("2_ZAC") == {"medecine"}
    assert professions_of_label("5b_Non_prioritaire") == {"odontologie"}
