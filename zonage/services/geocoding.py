"""From an address to a point, by the State's geocoder (Géoplateforme): off unless its address is configured."""

import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches

from cesp_portal.common.refusals import BadInput, Refusal

MAX_TRIES = 3
LONGEST_PAUSE_SECONDS = 2.0
CACHE_SECONDS = 24 * 3600
MAX_ADDRESS_LENGTH = 200
# Below this score the geocoder itself is not sure of the street.
LOW_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class AddressPoint:
    """A place that an address may mean. ``city_code`` is the arrondissement in Paris, Lyon and Marseille."""

    label: str
    city_code: str
    longitude: float
    latitude: float
    score: float
    kind: str

    @property
    def is_precise(self) -> bool:
        """Tell whether the point is that of a house or a street, found with enough certainty."""
        return self.kind in ("housenumber", "street", "locality") and self.score >= LOW_SCORE


def geocoder_is_on() -> bool:
    """Tell whether addresses can be looked up."""
    return bool(settings.GEOCODER_URL)


def find_addresses(text: str, *, limit: int = 5) -> list[AddressPoint]:
    """Return the points that an address may mean, best first; an empty list when the geocoder finds none.

    Raises Refusal ``GEOCODER_OFF`` or ``GEOCODER_DOWN``, BadInput ``ADDRESS_TOO_SHORT``.
    """
    wanted = " ".join(text.split())[:MAX_ADDRESS_LENGTH]
    if len(wanted) < 3:
        raise BadInput("ADDRESS_TOO_SHORT", "Écrivez au moins trois lettres de l'adresse.")
    if not geocoder_is_on():
        raise Refusal(
            "GEOCODER_OFF",
            "La recherche d'adresse n'est pas activée sur ce portail.",
            "Cherchez la commune, et indiquez vous-même si le lieu est dans un quartier prioritaire.",
        )
    key = f"geocode:{limit}:{hashlib.sha256(wanted.casefold().encode()).hexdigest()}"
    known = caches["process"].get(key)
    if known is None:
        known = [asdict(point) for point in _points(_ask(wanted, limit))]
        caches["process"].set(key, known, CACHE_SECONDS)
    return [AddressPoint(**point) for point in known]


def _ask(wanted: str, limit: int) -> Any:
    query = urllib.parse.urlencode({"q": wanted, "index": "address", "limit": limit, "autocomplete": 0})
    request = urllib.request.Request(  # noqa: S310  # the scheme is that of a setting, checked just below
        f"{settings.GEOCODER_URL.rstrip('/')}/search?{query}", headers={"Accept": "application/json"}
    )
    if request.type not in ("http", "https"):
        raise _down()
    for attempt in range(1, MAX_TRIES + 1):
        try:
            with urllib.request.urlopen(request, timeout=settings.GEOCODER_TIMEOUT_SECONDS) as answer:  # noqa: S310  # same
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 429 or attempt == MAX_TRIES:
                raise _down() from error
            time.sleep(_pause(error.headers.get("retry-after", "")))
        except (OSError, ValueError) as error:
            raise _down() from error
    raise _down()


def _points(answer: Any) -> list[AddressPoint]:
    try:
        return [
            AddressPoint(
                label=str(feature["properties"]["label"]),
                city_code=str(feature["properties"]["citycode"]),
                longitude=float(feature["geometry"]["coordinates"][0]),
                latitude=float(feature["geometry"]["coordinates"][1]),
                score=float(feature["properties"].get("score", 0)),
                kind=str(feature["properties"].get("type", "")),
            )
            for feature in answer["features"]
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _down() from error


def _pause(retry_after: str) -> float:
    try:
        return min(max(float(retry_after), 0.05), LONGEST_PAUSE_SECONDS)
    except ValueError:
        return 0.5


def _down() -> Refusal:
    return Refusal(
        "GEOCODER_DOWN",
        "La recherche d'adresse ne répond pas pour le moment.",
        "Cherchez la commune, et indiquez vous-même si le lieu est dans un quartier prioritaire.",
    )
