"""Outlines of the communes, simplified once per region and kept as the map reads them."""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from cesp_portal.common.refusals import BadInput
from zonage.models import RegionOutline
from zonage.rules.codes import SPLIT_COMMUNES
from zonage.services.official_code import Place

# Squared, this is the smallest triangle (in square degrees) that a simplified border keeps.
TOLERANCE_DEGREES = 0.004
# One step of the grid: about 40 metres. Shared borders fall on the same points.
GRID_DEGREES = 0.0005
_MAPPED_KINDS = ("COM", "ARM")


@contextmanager
def outlines_in_preparation(places: Iterable[Place], source: str) -> Iterator["Iterator[RegionOutline]"]:
    """Give the outlines of every region, simplified beside what the caller does meanwhile.

    A thread is enough, the geometry library and the compression let the others work; a second one would hold as much
    memory again.
    """
    by_region: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if place.shape is not None and place.kind in _MAPPED_KINDS and place.code not in SPLIT_COMMUNES:
            by_region[place.region].append(place)
    # The lightest first: what they held is free again when the heaviest come.
    lightest = sorted(by_region.items(), key=lambda found: len(found[1]))
    with ThreadPoolExecutor(1) as pool:
        yield pool.map(lambda found: _region_outline(found[0], found[1], source), lightest)


def store_outlines(outlines: Iterable[RegionOutline]) -> int:
    """Store the outlines of regions in place of those they had; return the number of communes outlined."""
    stored = list(outlines)
    RegionOutline.objects.filter(region__in=[outline.region_id for outline in stored]).delete()
    RegionOutline.objects.bulk_create(stored)
    return sum(outline.communes for outline in stored)


def shapes_of_file(path: Path) -> dict[str, bytes]:
    """Return the outlines of a GeoJSON file by commune code (property ``code``), as WKB."""
    try:
        features = json.loads(path.read_bytes())["features"]
        kept = [
            feature
            for feature in features
            if not (feature["properties"].get("plm") or feature["geometry"] is None)
        ]
        shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in kept])
        codes = [str(feature["properties"]["code"]) for feature in kept]
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise BadInput(
            "OUTLINES_FILE",
            f"« {path.name} » n'est pas un fichier de contours GeoJSON.",
            "Donnez un fichier communes.geojson d'Etalab (propriété « code »).",
        ) from error
    return dict(zip(codes, shapely.to_wkb(shapely.make_valid(shapes)), strict=True))


def _region_outline(region: str, places: list[Place], source: str) -> RegionOutline:
    ordered = sorted(places, key=lambda place: place.code)
    shapes = shapely.from_wkb([place.shape for place in ordered])
    for place in ordered:
        place.shape = None
    simple = shapely.coverage_simplify(_areas(shapes), TOLERANCE_DEGREES)
    encoded = _encoded(simple)
    content = {
        "grid": GRID_DEGREES,
        "bounds": [round(value, 4) for value in shapely.total_bounds(simple).tolist()],
        "places": [
            [place.code, place.name, place.population or 0, shape]
            for place, shape in zip(ordered, encoded, strict=True)
        ],
    }
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return RegionOutline(
        region_id=region,
        content=gzip.compress(raw, 6, mtime=0),
        sha256=hashlib.sha256(raw).hexdigest(),
        communes=len(ordered),
        source=source,
    )


def _areas(shapes: Any) -> Any:
    """Keep the surfaces only: repaired outlines may carry stray lines."""
    kinds = shapely.get_type_id(shapes)
    surfaces = {int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON)}
    for index in np.flatnonzero([kind not in surfaces for kind in kinds]):
        parts = shapely.get_parts(shapes[index])
        polygons = parts[np.isin(shapely.get_type_id(parts), list(surfaces))]
        shapes[index] = shapely.union_all(polygons)
    return shapes


def _encoded(shapes: Any) -> list[list[list[int]]]:
    """Return for each shape its rings: first point on the grid, then steps (x, y alternating)."""
    _, coordinates, (rings, polygons, wholes) = shapely.to_ragged_array(_multi(shapes))
    points = np.rint(coordinates[:, :2] / GRID_DEGREES).astype(np.int64)
    steps = np.diff(points, axis=0, prepend=points[:1] * 0)
    starts = rings[:-1]
    steps[starts] = points[starts]
    moved = steps.any(axis=1)
    moved[starts] = True
    encoded = []
    for whole in range(len(wholes) - 1):
        first, last = polygons[wholes[whole]], polygons[wholes[whole + 1]]
        encoded.append(
            [
                steps[rings[ring] : rings[ring + 1]][moved[rings[ring] : rings[ring + 1]]].ravel().tolist()
                for ring in range(first, last)
            ]
        )
    return encoded


def _multi(shapes: Any) -> Any:
    single = shapely.get_type_id(shapes) == int(shapely.GeometryType.POLYGON)
    shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    return shapes
