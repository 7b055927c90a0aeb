"""The eligible places nearest to another one, from the outlines of their region."""

import datetime as dt
import gzip
import json
import math
from dataclasses import dataclass
from functools import lru_cache

from zonage.models import RegionOutline
from zonage.rules.codes import COMMUNE_OF_ARRONDISSEMENT
from zonage.selectors.maps import map_levels
from zonage.selectors.zones import region_of

KILOMETRES_PER_DEGREE = 111.32
Centre = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An eligible place, the label of its level and how far its centre lies, as the crow flies."""

    code: str
    name: str
    label: str
    kilometres: int


def eligible_near(*, code: str, profession: str, on: dt.date, limit: int = 5) -> tuple[Neighbour, ...]:
    """Return the eligible places of the region nearest to a commune for a profession on a day, nearest first.

    Nothing when the commune has no outline, or when no zoning applies on that day.
    """
    region = region_of(code)
    outline = RegionOutline.objects.filter(region_id=region).only("sha256").first()
    shown = map_levels(region, profession, on) if region and outline else None
    if outline is None or shown is None or region is None:
        return ()
    centres = _centres(region, outline.sha256)
    start = centres.get(code) or _of_a_part(code, centres)
    if start is None:
        return ()
    found = []
    for other, position in shown.by_code.items():
        level = shown.levels[position] if position >= 0 else None
        if level is None or not level.is_eligible or other == code or other not in centres:
            continue
        name, centre = centres[other]
        found.append((_distance(start[1], centre), name, other, level.label))
    found.sort()
    return tuple(
        Neighbour(other, name, label, max(1, round(kilometres)))
        for kilometres, name, other, label in found[:limit]
    )


@lru_cache(maxsize=20)
def _centres(region: str, sha256: str) -> dict[str, tuple[str, Centre]]:
    """The name and the middle of the frame of each place of a region; the fingerprint renews what is kept."""
    outline = RegionOutline.objects.get(region_id=region)
    content = json.loads(gzip.decompress(bytes(outline.content)))
    grid = content["grid"]
    return {code: (name, _middle(rings, grid)) for code, name, _, rings in content["places"] if rings}


def _middle(rings: list[list[int]], grid: float) -> Centre:
    """The middle of the frame of a shape: rings of a first point, then steps, longitude and latitude in turn."""
    bounds: list[list[int]] = []
    for axis in (0, 1):
        reached = []
        for ring in rings:
            place = 0
            for step in ring[axis::2]:
                place += step
                reached.append(place)
        bounds.append([min(reached), max(reached)])
    (west, east), (south, north) = bounds
    return (west + east) / 2 * grid, (south + north) / 2 * grid


def _of_a_part(code: str, centres: dict[str, tuple[str, Centre]]) -> tuple[str, Centre] | None:
    """Paris, Lyon and Marseille are drawn by their arrondissements: the first one stands for the whole."""
    parts = sorted(part for part, whole in COMMUNE_OF_ARRONDISSEMENT.items() if whole == code)
    return next((centres[part] for part in parts if part in centres), None)


def _distance(one: Centre, other: Centre) -> float:
    """Kilometres between two points that lie near each other."""
    middle = math.radians((one[1] + other[1]) / 2)
    across = (one[0] - other[0]) * math.cos(middle)
    return math.hypot(across, one[1] - other[1]) * KILOMETRES_PER_DEGREE
