"""Files that the portal is given beside the zonings: a wrong one is named in a sentence and changes nothing."""

import datetime as dt
import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput
from tests.factories.zonage import ACTOR, AT, make_territory, publish_levels
from zonage.models import Commune, CommuneChange, District, Region, Snapshot, TerritoryLoad
from zonage.rules.files.zoning import Asked
from zonage.selectors.districts import outlines_are_known
from zonage.selectors.territories import territory_facts
from zonage.selectors.zones import zone_of
from zonage.services.imports import read_zoning_file
from zonage.services.official_code import OfficialCode, Place
from zonage.services.places import load_districts
from zonage.services.territories import TerritoryFiles, lent_territories, load_territories, store_territories

pytestmark = pytest.mark.django_db
HEAD = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP"
COMMUNE = {"code": "11132", "nom": "Fabrezan", "type": "commune-actuelle"}


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("communes", b"[]"),
        ("communes", json.dumps([COMMUNE]).encode()),
        ("communes", json.dumps([COMMUNE | {"code": "111320"}]).encode()),
        ("communes", b"[" * 100_000),
        ("communes", b"\xff\xfe"),
        ("movements", b"code;nom\n"),
        ("movements", f"{HEAD}\n32,2025-13-01,COM,11132,X,COM,11262,Y\n".encode()),
        ("movements", f"{HEAD}\n32,2025-01-01,COM,11132,X,COM,112620,Y\n".encode()),
        ("movements", f"{HEAD}\n32,2025-01-01,VILLE,11132,X,COM,11262,Y\n".encode()),
        ("outlines", b'{"features": [1]}'),
        ("outlines", b'{"features": ' + b"[" * 100_000),
    ],
)
def test_wrong_file_of_the_official_code_changes_nothing(tmp_path: Path, option: str, content: bytes) -> None:
    make_territory()
    path = tmp_path / "reçu.json"
    path.write_bytes(content)
    given: Any = [path] if option == "outlines" else path
    before = sorted(Commune.objects.values_list("code", "kind", "name"))
    with pytest.raises(BadInput):
        load_territories(actor=ACTOR, at=AT, files=TerritoryFiles(**{option: given}))
    assert sorted(Commune.objects.values_list("code", "kind", "name")) == before
    assert not CommuneChange.objects.exists()


def test_truncated_archive_of_communes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "communes.json.gz"
    path.write_bytes(gzip.compress(json.dumps([COMMUNE]).encode())[:-6])
    with pytest.raises(BadInput):
        load_territories(actor=ACTOR, at=AT, files=TerritoryFiles(communes=path))


def test_points_say_which_districts_a_commune_has_but_not_where_they_end(tmp_path: Path) -> None:
    make_territory()
    path = tmp_path / "centres.geojson"
    properties = {"insee_com": "34172", "code_qp": "QN03401M, QN03402M", "lib_qp": "Un inventé, Deux inventé"}
    point = {"type": "Point", "coordinates": [3.87, 43.6]}
    path.write_text(json.dumps({"features": [{"properties": properties, "geometry": point}]}))
    load_districts(actor=ACTOR, path=path, at=AT)
    assert dict(District.objects.values_list("code", "name")) == {
        "QN03401M": "Un inventé",
        "QN03402M": "Deux inventé",
    }
    assert not outlines_are_known("34172", AT.date())


def test_outline_in_metres_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lambert.geojson"
    ring = [[770_000, 6_270_000], [771_000, 6_270_000], [771_000, 6_271_000], [770_000, 6_270_000]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    path.write_text(json.dumps({"features": [{"properties": {"code_qp": "QN03401M"}, "geometry": geometry}]}))
    with pytest.raises(BadInput):
        load_districts(actor=ACTOR, path=path, at=AT)


def test_territories_lent_to_a_dry_run_leave_nothing() -> None:
    places = [
        Place("11132", "COM", "Fabrezan", "11", "76", 1306),
        Place("11262", "COM", "Narbonne", "11", "76", 57_587),
    ]
    code = OfficialCode("essai", {"76": "Occitanie"}, {"11": ("Aude", "76")}, places)
    with lent_territories(actor=ACTOR, at=AT, read=lambda: code):
        file = read_zoning_file(data=b"code;zonage\n11132;ZAC", filename="a.csv", asked=Asked(), on=AT.date())
    assert (file.regions, file.parts[0].missing, file.refused) == (("76",), ("11262",), False)
    for model in (Commune, Region, TerritoryLoad, Snapshot, Entry):
        assert not model._default_manager.exists()
    assert not territory_facts().current


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_unreadable_zoning_file_is_one_json_document(tmp_path: Path, name: str) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_zonage", str(tmp_path / name), "--json", stdout=out)
    assert stop.value.code == 1
    (problem,) = json.loads(out.getvalue())["problems"]
    assert problem["code"] == "F_UNREADABLE"


@pytest.mark.parametrize(("option", "day"), [("--on", "2026-13-01"), ("--on", "demain")])
def test_day_that_does_not_exist_is_said_in_french(option: str, day: str) -> None:
    with pytest.raises(CommandError, match="n'est pas une date"):
        call_command("zone_of", "11132", "--profession", "medecine", option, day)


def test_order_of_a_day_to_come_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="à venir"):
        call_command("import_zonage", str(tmp_path / "x.csv"), "--order-on", "2999-01-01")


def test_newer_code_leaves_the_answers_of_the_days_before_as_they_were() -> None:
    """A commune that a newer code turns into a part of another one, without the movement that dates it."""
    make_territory()
    publish_levels({"11262": "ZIP"}, on=dt.date(2022, 5, 15))
    earlier = AT.date() - dt.timedelta(days=1)
    before = zone_of(code="11132", profession="medecine", on=earlier)
    whole = Place("11262", "COM", "Narbonne", "11", "76", 58_000)
    part = Place("11132", "COMD", "Fabrezan", "11", "76", None, parent="11262")
    newer = OfficialCode("essai", {"76": "Occitanie"}, {"11": ("Aude", "76")}, [whole, part])
    for _ in range(2):
        store_territories(actor=ACTOR, at=AT, code=newer)
        assert before.level is None
        assert zone_of(code="11132", profession="medecine", on=earlier) == before
        assert zone_of(code="11132", profession="medecine", on=AT.date()).level == "ZIP"
