"""Loading of QPV and of lists of communes (FRR, ZRR, massifs)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from zonage.enums import PlaceListKind
from zonage.models import District, ListedPlace, PlaceList
from zonage.rules.codes import is_commune_code, is_district_code
from zonage.services.opening import open_file

# Generations of QPV: the first from 2015, the second from 2024 (2025 overseas).
FIRST_GENERATION_ON = dt.date(2015, 1, 1)
SECOND_GENERATION_ON = dt.date(2024, 1, 1)
SECOND_GENERATION_OVERSEAS_ON = dt.date(2025, 1, 1)
LARGEST_DEGREES = 180
_CODE_NAMES = ("code_qp", "code_qpv", "codeqp", "code")
_NAME_NAMES = ("lib_qp", "nom_qp", "nom", "lib_qpv", "libelle")
_COMMUNE_NAMES = ("insee_com", "code_commune", "code_insee", "codes_insee", "commune_qp", "insee")


@transaction.atomic
def load_districts(*, actor: Actor, path: Path, at: dt.datetime) -> int:
    """Load QPV from a GeoJSON file of outlines, or from a CSV list by commune; return how many.

    Known QPV are completed (outline, communes), never removed. Raises BadInput when the file is something else.
    """
    found = _outlines(path) if path.suffix.lower() in (".geojson", ".json") else _by_commune(path)
    if not found:
        raise _bad_districts(path)
    for code, (name, communes, shape) in found.items():
        starts_on, until = _generation(code)
        known = District.objects.filter(code=code).first()
        district = known or District(code=code, name=name or code, starts_on=starts_on, ends_until=until)
        district.name = name or district.name
        district.commune_codes = sorted({*district.commune_codes, *communes})
        district.shape = shape or district.shape
        district.save()
    journal.record(
        actor=actor,
        action="zonage.districts_loaded",
        obj=District.objects.get(code=next(iter(found))),
        at=at,
        facts={"file": path.name, "districts": len(found)},
    )
    return len(found)


@transaction.atomic
def load_place_list(
    *, actor: Actor, kind: str, path: Path, starts_on: dt.date, source: str, at: dt.datetime
) -> PlaceList:
    """Load an edition of a list of communes: first column a commune code, the last filled one what is said of it.

    Raises BadInput for a file without commune codes, Refusal for an edition already loaded.
    """
    if PlaceList.objects.filter(kind=kind, starts_on=starts_on).exists():
        raise Refusal("LIST_KNOWN", f"La liste {kind} du {starts_on:%d/%m/%Y} est déjà chargée.")
    values = _listed(path)
    edition = PlaceList.objects.create(
        kind=PlaceListKind(kind), starts_on=starts_on, source=source or path.name, loaded_at=at
    )
    ListedPlace.objects.bulk_create(
        [ListedPlace(list=edition, code=code, value=value) for code, value in values.items()], batch_size=5000
    )
    facts = {"kind": kind, "starts_on": starts_on.isoformat(), "places": len(values)}
    journal.record(actor=actor, action="zonage.place_list_loaded", obj=edition, at=at, facts=facts)
    return edition


def _outlines(path: Path) -> dict[str, tuple[str, set[str], bytes | None]]:
    try:
        features = json.loads(path.read_bytes())["features"]
        found: dict[str, tuple[str, set[str], bytes | None]] = {}
        for feature in features:
            facts = {str(name).lower(): value for name, value in feature["properties"].items()}
            codes = [code for code in _listed_in(_first(facts, _CODE_NAMES)) if is_district_code(code)]
            names = _listed_in(_first(facts, _NAME_NAMES)) if len(codes) > 1 else [_first(facts, _NAME_NAMES)]
            places = _listed_in(_first(facts, _COMMUNE_NAMES).replace(" ", ","))
            communes = {part for part in places if is_commune_code(part)}
            for position, code in enumerate(codes):
                known = found.get(code, ("", set(), None))
                name = names[position] if len(names) == len(codes) else ""
                outline = _outline(feature) if len(codes) == 1 else None
                found[code] = (known[0] or name, known[1] | communes, known[2] or outline)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise _bad_districts(path) from error
    return found


def _outline(feature: dict[str, Any]) -> bytes | None:
    """Return the surface of a feature as WKB; a point says where a district is, not what lies inside."""
    shape = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
    if not shape.is_empty and max(map(abs, shape.bounds)) > LARGEST_DEGREES:
        raise ValueError("coordinates are not degrees")
    return shapely.to_wkb(shape) if shape.area > 0 else None


def _listed_in(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def _by_commune(path: Path) -> dict[str, tuple[str, set[str], bytes | None]]:
    found: dict[str, tuple[str, set[str], bytes | None]] = {}
    for row in _rows(path):
        codes = [cell.strip() for cell in row]
        districts = [cell for cell in codes if is_district_code(cell)]
        communes = {cell for cell in codes if is_commune_code(cell)}
        for code in districts:
            name = codes[codes.index(code) + 1] if codes.index(code) + 1 < len(codes) else ""
            known = found.get(code, (name, set(), None))
            found[code] = (known[0] or name, known[1] | communes, None)
    return found


def _listed(path: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in _rows(path):
        cells = [cell.strip() for cell in row]
        if cells and is_commune_code(cells[0]):
            values[cells[0]] = next((cell for cell in reversed(cells[1:]) if cell), "")[:80]
    if not values:
        raise BadInput(
            "PLACE_LIST_FILE",
            f"« {path.name} » n'est pas une liste de communes : sa première colonne doit être le code de la commune.",
        )
    return values


def _rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput("FILE_UNREADABLE", f"« {path} » ne peut pas être lu.") from error
    sheets, problems = open_file(data, path.name)
    if not sheets:
        raise BadInput(problems[0].code, problems[0].message)
    return [list(row) for row in sheets[0].rows]


def _generation(code: str) -> tuple[dt.date, dt.date | None]:
    overseas = code[2:5].startswith("97")
    second = SECOND_GENERATION_OVERSEAS_ON if overseas else SECOND_GENERATION_ON
    return (second, None) if code.startswith("QN") else (FIRST_GENERATION_ON, second)


def _first(facts: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(facts[name]).strip() for name in names if facts.get(name)), "")


def _bad_districts(path: Path) -> BadInput:
    return BadInput(
        "DISTRICTS_FILE",
        f"« {path.name} » n'est pas une liste de QPV.",
        "Donnez un GeoJSON de contours en degrés (WGS 84, propriété code_qp), ou un CSV avec le code de la commune "
        "et celui du QPV.",
    )
