"""QPV of a commune and of a point, and the zone of an address inside one."""

import datetime as dt
from dataclasses import replace

import shapely
from django.db.models import Q, QuerySet

from cesp_portal.common.enums import Profession
from zonage.models import District
from zonage.rules.codes import COMMUNE_OF_ARRONDISSEMENT, SPLIT_COMMUNES
from zonage.rules.levels import qpv_replaces_level
from zonage.selectors.zones import ZoneAnswer, zone_of


def districts_of(commune_code: str, on: dt.date | None = None) -> QuerySet[District]:
    """Return the QPV that lie, even in part, in a commune on that day; of every generation without a day.

    Paris, Lyon and Marseille have those of their arrondissements, an arrondissement those given to the whole commune.
    """
    whole = COMMUNE_OF_ARRONDISSEMENT.get(commune_code)
    codes = [commune_code, *SPLIT_COMMUNES.get(commune_code, ()), *([whole] if whole else [])]
    known = District.objects.all() if on is None else _on(on)
    return known.filter(commune_codes__overlap=codes)


def district_at(*, longitude: float, latitude: float, commune_code: str, on: dt.date) -> District | None:
    """Return the QPV whose outline holds a point of a commune on that day, or None.

    None also when no outline is known: see ``outlines_are_known``.
    """
    point = shapely.Point(longitude, latitude)
    for district in districts_of(commune_code, on).exclude(shape__isnull=True):
        if district.shape is not None and shapely.intersects(shapely.from_wkb(bytes(district.shape)), point):
            return district
    return None


def outlines_are_known(commune_code: str, on: dt.date) -> bool:
    """Tell whether every QPV of the commune has its outline, so that "outside" is an answer."""
    return not districts_of(commune_code, on).filter(shape__isnull=True).exists()


def zone_in_district(*, code: str, district_code: str, profession: str, on: dt.date) -> ZoneAnswer:
    """Return the zone of an address inside a QPV: the QPV's own level where a text says that it replaces the commune's.

    The doctors' zoning gives QPV a level of their own; the dentists' does not.
    """
    commune = zone_of(code=code, profession=profession, on=on)
    replaces = qpv_replaces_level(Profession(profession))
    if replaces is False:
        return replace(
            commune, reason=f"Cette profession n'a pas de niveau propre aux quartiers. {commune.reason}"
        )
    district = zone_of(code=district_code, profession=profession, on=on)
    if district.level is None:
        reason = f"Le quartier {district_code} n'a pas de niveau publié, celui de la commune est donné."
        return replace(commune, reason=f"{reason} {commune.reason}")
    if replaces is None:
        reason = (
            "Aucun texte ne dit si le niveau du quartier remplace celui de la commune pour cette profession."
        )
        return replace(commune, eligible=None, reason=f"{reason} {commune.reason}")
    name = District.objects.filter(code=district_code).values_list("name", flat=True).first()
    return replace(
        district,
        code=code,
        name=commune.name,
        reason=f"Adresse dans le quartier prioritaire {name or ''} ({district_code}), dont le niveau l'emporte. "
        f"{district.reason}",
    )


def _on(on: dt.date) -> QuerySet[District]:
    return District.objects.filter(starts_on__lte=on).filter(
        Q(ends_until__isnull=True) | Q(ends_until__gt=on)
    )
