"""Aids of a place on a day, from the data file and the lists of communes."""

import datetime as dt

from zonage.models import ListedPlace, PlaceList
from zonage.rules.aids import AidAnswer, PlaceFacts, aids_for
from zonage.selectors.territories import find_commune
from zonage.selectors.zones import zone_of


def aids_of_place(
    *, code: str, profession: str, on: dt.date, mode: str | None = None, in_district: bool | None = None
) -> tuple[AidAnswer, ...]:
    """Return the aids that exist, or may exist, for a profession in a commune on a day."""
    place = find_commune(code, on)
    if place is None:
        return ()
    facts = PlaceFacts(
        profession=profession,
        region=place.region_code,
        department=place.department_code,
        level=zone_of(code=code, profession=profession, on=on).level,
        mode=mode,
        in_district=in_district,
        lists=listed(code, on),
    )
    return aids_for(facts, on)


def listed(code: str, on: dt.date) -> dict[str, str]:
    """Return what each list in force says of a commune; a commune absent from a loaded list is outside it (empty)."""
    loaded = PlaceList.objects.filter(starts_on__lte=on).order_by("starts_on")
    editions = dict(loaded.values_list("kind", "id"))
    words = dict(
        ListedPlace.objects.filter(list_id__in=editions.values(), code=code).values_list(
            "list__kind", "value"
        )
    )
    return {kind: words.get(kind, "") for kind in editions}
