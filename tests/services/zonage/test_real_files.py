"""The real files of the data folder, on the real territories; skipped where the folder is absent."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.factories.zonage import ACTOR, AT
from zonage.models import Commune, RegionOutline
from zonage.services.demonstration import build_demonstration_zonings
from zonage.services.territories import TerritoryFiles, load_territories

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def territories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole official code, loaded once for the module and rolled back after it."""
    movements = DATA / "cog" / "insee_mouvements_communes_2026.csv"
    with django_db_blocker.unblock(), transaction.atomic():
        files = TerritoryFiles(movements=movements if movements.exists() else None)
        load_territories(actor=ACTOR, at=AT, files=files)
        connection.check_constraints()  # once, not again at the end of each test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip("../shared absent: the real zoning files are not here")
    return DATA


def answer(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def located(found: dict[str, Any], code: str) -> list[str]:
    return [problem["value"] for problem in found["problems"] if problem["code"] == code]


def test_every_commune_has_its_region_and_each_region_its_outlines(territories: None) -> None:
    today = Commune.objects.filter(kind="COM", ends_until__isnull=True)
    assert today.count() >= 34_875
    assert Commune.objects.filter(kind="ARM").count() == 45
    assert RegionOutline.objects.count() == 18
    assert max(len(outline.content) for outline in RegionOutline.objects.all()) < 300_000


def test_dentist_file_reads_whole(territories: None, data: Path) -> None:
    found = answer(
        "import_zonage", str(data / "zonage/cartosante_chirurgiens-dentistes.csv"), "--dry-run", "--json"
    )
    assert (found["format"], found["professions"], found["rows"]) == ("cartosante", ["odontologie"], 34_979)
    assert found["levels"] == {
        "1_Tres_sous_dotee": 24_759,
        "3_intermediaire": 6_988,
        "2_Sous_dotee": 2_053,
        "4_Tres_dotee": 1_056,
        "5b_Non_prioritaire": 97,
        "N/A - résultat non disponible": 26,
    }
    assert len(located(found, "Z_CODE_VANISHED")) == 68
    assert not found["refused"]


def test_doctor_files_read_whole_by_code_and_by_postal_code(territories: None, data: Path) -> None:
    by_code = answer(
        "import_zonage", str(data / "zonage/derive_medecins_par_insee_mai2025.csv"), "--dry-run", "--json"
    )
    assert by_code["rows"] == 34_913
    levels = {"1_ZIP": 13_623, "3_HZ": 3_052, "4_ZAR": 1_503, "N/A - résultat non disponible": 26}
    # Champtoceaux (49069), a part of Orée d'Anjou (49126) since 2015, has a row of its own in the file by code only.
    assert by_code["levels"] == levels | {"2_ZAC": 16_709}
    assert located(by_code, "Z_CODE_VANISHED") == ["49069"]
    by_postal = answer(
        "import_zonage", str(data / "zonage/medecins_cartosante_cp_nom.csv"), "--dry-run", "--json"
    )
    assert (by_postal["format"], by_postal["rows"], by_postal["refused"]) == ("postal", 38_907, False)
    assert by_postal["levels"] == levels | {"2_ZAC": 16_708}
    assert not located(by_postal, "Z_NAME_MISMATCH")


def test_districts_of_a_region_read_whole(territories: None, data: Path) -> None:
    found = answer(
        "import_zonage", str(data / "zonage/qpv_medecins_paca_arrete_2025.csv"), "--dry-run", "--json"
    )
    assert (found["format"], found["regions"], found["rows"]) == ("qpv", ["93"], 140)
    assert found["levels"] == {"ZAC": 68, "ZIP": 67}


def test_delegated_communes_answer_by_their_commune(territories: None, data: Path) -> None:
    """L'Oudon came itself from nine communes in 1973, and is part of Saint-Pierre-en-Auge since 2017."""
    with transaction.atomic():
        path = str(data / "zonage/derive_medecins_par_insee_mai2025.csv")
        imported = answer(
            "import_zonage", path, "--region", "Normandie", "--order-on", "2025-05-01", "--json"
        )
        call_command("publish_zonage", *imported["snapshots"], stdout=StringIO())
        for part, whole in {"14472": "14654", "50649": "50592"}.items():
            found, expected = (
                answer("zone_of", code, "--profession", "medecine", "--on", "2025-06-01", "--json")
                for code in (part, whole)
            )
            assert found["level"] == expected["level"] is not None
        transaction.set_rollback(True)


def test_known_places_have_their_known_levels(territories: None, data: Path) -> None:
    with transaction.atomic():
        path = str(data / "zonage/derive_medecins_par_insee_mai2025.csv")
        imported = answer("import_zonage", path, "--order-on", "2025-05-01", "--json")
        call_command("publish_zonage", *imported["snapshots"], stdout=StringIO())
        for code, level in {"11132": "ZAC", "11262": "ZAR", "34172": "ZAR", "97617": "ZIP"}.items():
            found = answer("zone_of", code, "--profession", "medecine", "--on", "2025-06-01", "--json")
            assert (found["level"], found["eligible"]) == (level, level != "ZAR")
            assert found["snapshot"] in imported["snapshots"]
        transaction.set_rollback(True)


def test_atlasante_extract_reads_with_the_order_of_each_profession(territories: None, data: Path) -> None:
    found = answer(
        "import_zonage", str(data / "zonage/atlasante_zonages_com_extrait_reel.csv"), "--dry-run", "--json"
    )
    assert (found["format"], found["regions"], found["rows"]) == ("atlasante", ["06", "76"], 4)
    orders = {(order["profession"], order["region"]): order["order_on"] for order in found["orders"]}
    assert orders["medecine", "76"] == "2025-10-30"
    assert orders["odontologie", "76"] == "2024-10-22"


def test_demonstration_has_two_successive_orders_marked_as_invented(territories: None) -> None:
    with transaction.atomic():
        snapshots = build_demonstration_zonings(ACTOR, AT)
        assert {snapshot.region_id for snapshot in snapshots} == {"76", "11", "52"}
        assert all(snapshot.is_demonstration for snapshot in snapshots)
        second = next(s for s in snapshots if s.order_number == "DEMO-76-2025-MED")
        assert second.summary["lost"] > 100
        assert second.summary["gained"] > 100
        district = answer("zone_of", "QN03499Z", "--profession", "medecine", "--on", "2025-01-01", "--json")
        assert (district["level"], district["order"]["number"]) == ("ZIP", "DEMO-76-2024-QUA")
        assert build_demonstration_zonings(ACTOR, AT) == sorted(
            snapshots, key=lambda s: (s.effective_on, s.region.name)
        )
        transaction.set_rollback(True)
