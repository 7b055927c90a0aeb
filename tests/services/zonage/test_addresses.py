"""From an address to a zone: a local stand-in replays answers of the State's geocoder."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.cache import caches
from django.test import Client

from cesp_portal.common.refusals import BadInput, Refusal
from tests.factories.zonage import ACTOR, AT, make_territory, publish_levels
from tests.violations import broken
from zonage.models import District
from zonage.rules.files.zoning import Asked
from zonage.selectors.districts import district_at, outlines_are_known, zone_in_district
from zonage.services.geocoding import find_addresses
from zonage.services.imports import import_zoning
from zonage.services.places import load_districts
from zonage.services.publication import Order, check_snapshot, publish_snapshot

D = dt.date
SQUARE = [[[3.87, 43.60], [3.88, 43.60], [3.88, 43.62], [3.87, 43.62], [3.87, 43.60]]]


def feature(label: str, city: str, at: tuple[float, float], kind: str = "housenumber") -> dict[str, Any]:
    return {
        "geometry": {"type": "Point", "coordinates": list(at)},
        "properties": {"label": label, "citycode": city, "score": 0.97, "type": kind},
    }


FOCH = feature("12 Rue Inventée 34000 Montpellier", "34172", (3.874, 43.611))


class Geocoder:
    """What the stand-in answers, in order, and what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[dict[str, list[str]]] = []


@pytest.fixture
def geocoder(settings: Any) -> Iterator[Geocoder]:
    caches["process"].clear()
    script = Geocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.asked.append(parse_qs(urlparse(self.path).query))
            status, body = script.answers.pop(0)
            self.send_response(status)
            self.send_header("retry-after", "0.05")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/geocodage"
        yield script
        server.shutdown()


def reply(*features: dict[str, Any]) -> tuple[int, bytes]:
    return 200, json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_address_becomes_points_asked_for_addresses_only(geocoder: Geocoder) -> None:
    geocoder.answers = [reply(FOCH)]
    (point,) = find_addresses("12 rue  Inventée Montpellier")
    assert (point.city_code, point.longitude, point.latitude, point.is_precise) == (
        "34172",
        3.874,
        43.611,
        True,
    )
    assert geocoder.asked[0]["index"] == ["address"]
    assert geocoder.asked[0]["q"] == ["12 rue Inventée Montpellier"]


def test_recorded_answers_of_the_real_geocoder_are_read(geocoder: Geocoder) -> None:
    recorded = Path(__file__).resolve().parents[4] / "shared" / "data" / "geocodage"
    if not recorded.is_dir():
        pytest.skip("../shared absent: the recorded answers are not here")
    names = (
        "search_reponse_reelle_montpellier",
        "search_exemple_doc_paris_arrondissement",
        "search_vide_SYNTHETIQUE",
    )
    geocoder.answers = [(200, (recorded / f"{name}.json").read_bytes()) for name in names]
    found = [find_addresses(text) for text in ("une", "deux", "trois")]
    assert [[point.city_code for point in points] for points in found] == [["34172"], ["75102"], []]


def test_busy_geocoder_is_asked_again_after_the_pause_it_wants(geocoder: Geocoder) -> None:
    geocoder.answers = [(429, b""), reply(FOCH)]
    assert len(find_addresses("12 rue Inventée")) == 1
    assert len(geocoder.asked) == 2


def test_same_question_is_asked_once(geocoder: Geocoder) -> None:
    geocoder.answers = [reply(FOCH)]
    assert find_addresses("12 rue Inventée") == find_addresses("12  RUE Inventée")
    assert len(geocoder.asked) == 1


@pytest.mark.parametrize(
    "answers", [[(500, b"")], [(429, b"")] * 3, [(200, b"<html>")], [(200, b'{"features": [{}]}')]]
)
def test_geocoder_that_does_not_answer_is_said(geocoder: Geocoder, answers: list[tuple[int, bytes]]) -> None:
    geocoder.answers = answers
    with pytest.raises(Refusal) as refusal:
        find_addresses("12 rue Inventée")
    assert refusal.value.code == "GEOCODER_DOWN"


def test_geocoder_is_off_by_default_and_nobody_is_asked() -> None:
    with pytest.raises(Refusal) as refusal:
        find_addresses("12 rue Inventée")
    assert refusal.value.code == "GEOCODER_OFF"


def test_address_of_two_letters_is_refused(geocoder: Geocoder) -> None:
    with pytest.raises(BadInput):
        find_addresses(" a ")
    assert not geocoder.asked


@pytest.fixture
def montpellier(db: None, tmp_path: Path) -> None:
    """A QPV with its outline in Montpellier, ZIP inside a commune that is ZAR, and one without outline in Narbonne."""
    make_territory()
    publish_levels({"34172": "ZAR", "11262": "ZAC"}, on=D(2024, 1, 2))
    outlines = {
        "features": [
            {
                "properties": {"code_qp": "QN03401M", "lib_qp": "Inventé", "insee_com": "34172"},
                "geometry": {"type": "Polygon", "coordinates": SQUARE},
            }
        ]
    }
    (tmp_path / "qpv.geojson").write_text(json.dumps(outlines))
    (tmp_path / "liste.csv").write_text(
        "code_insee;lib_com;code_qp;lib_qp\n11262;Narbonne;QN01107I;Ouest inventé\n"
    )
    load_districts(actor=ACTOR, path=tmp_path / "qpv.geojson", at=AT)
    load_districts(actor=ACTOR, path=tmp_path / "liste.csv", at=AT)
    done = import_zoning(
        actor=ACTOR,
        data=b"code_insee;code_qp;lib_qp;zonage_medecins\n34172;QN03401M;Invente;ZIP\n",
        filename="qpv.csv",
        asked=Asked(order_on=D(2024, 1, 2)),
        at=AT,
    )
    check_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, order=Order(), at=AT)
    publish_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, on=D(2024, 1, 2), at=AT)


def test_point_inside_the_outline_is_in_the_district(montpellier: None) -> None:
    inside = district_at(longitude=3.874, latitude=43.611, commune_code="34172", on=D(2025, 1, 1))
    assert inside is not None
    assert inside.code == "QN03401M"
    assert district_at(longitude=3.890, latitude=43.611, commune_code="34172", on=D(2025, 1, 1)) is None
    assert district_at(longitude=3.874, latitude=43.611, commune_code="34172", on=D(2023, 12, 31)) is None


def test_outside_is_an_answer_only_where_every_outline_is_known(montpellier: None) -> None:
    assert outlines_are_known("34172", D(2025, 1, 1))
    assert not outlines_are_known("11262", D(2025, 1, 1))


def test_level_of_the_district_wins_for_doctors_only(montpellier: None) -> None:
    ask: Callable[..., Any] = zone_in_district
    doctor = ask(code="34172", district_code="QN03401M", profession="medecine", on=D(2025, 1, 1))
    assert (doctor.level, doctor.eligible, doctor.name) == ("ZIP", True, "Montpellier")
    publish_levels({"34172": "3_intermediaire"}, on=D(2024, 11, 2), profession="odontologie")
    dentist = ask(code="34172", district_code="QN03401M", profession="odontologie", on=D(2025, 1, 1))
    assert (dentist.level, dentist.eligible) == ("intermediaire", False)


def test_district_without_level_of_its_own_has_the_communes(montpellier: None) -> None:
    answer = zone_in_district(code="11262", district_code="QN01107I", profession="medecine", on=D(2025, 1, 1))
    assert answer.level == "ZAC"


def test_address_page_says_the_district_and_its_level(geocoder: Geocoder, montpellier: None) -> None:
    geocoder.answers = [
        reply(FOCH, feature("Ailleurs", "34172", (3.9, 43.7)), feature("Narbonne", "11262", (3, 43)))
    ]
    page = Client().get("/zonage/adresse/", {"q": "12 rue Inventée", "le": "2025-01-01"}).content.decode()
    assert "Inventé (QN03401M)" in page
    assert "Hors de tout quartier prioritaire connu" in page
    assert "à confirmer, le contour des quartiers" in page


def test_address_page_survives_a_geocoder_that_is_down(geocoder: Geocoder, db: None) -> None:
    geocoder.answers = [(500, b"")]
    answer = Client().get("/zonage/adresse/", {"q": "12 rue Inventée"})
    assert answer.status_code == 409
    assert "ne répond pas" in answer.content.decode()
    assert "12 rue Inventée" in answer.content.decode()


def test_district_constraint_holds(db: None) -> None:
    with broken("district_ends_after_start"):
        District.objects.create(code="QN03402M", name="X", starts_on=D(2024, 1, 1), ends_until=D(2024, 1, 1))


def test_file_that_is_no_list_of_districts_is_refused(db: None, tmp_path: Path) -> None:
    (tmp_path / "x.geojson").write_text('{"features": []}')
    (tmp_path / "y.csv").write_text("a;b\n1;2\n")
    for name in ("x.geojson", "y.csv", "absent.csv"):
        with pytest.raises(BadInput):
            load_districts(actor=ACTOR, path=tmp_path / name, at=AT)
    assert not District.objects.exists()
