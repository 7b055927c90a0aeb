"""In which region each subdivision of interns lies."""

from __future__ import annotations

from contracts.enums import Subdivision

# Regions by INSEE code; a subdivision may span several.
REGIONS_OF: dict[Subdivision, tuple[str, ...]] = {
    Subdivision.AIX_MARSEILLE: ("93",),
    Subdivision.AMIENS: ("32",),
    Subdivision.ANGERS: ("52",),
    Subdivision.ANTILLES_GUYANE: ("01", "02", "03"),
    Subdivision.BESANCON: ("27",),
    Subdivision.BORDEAUX: ("75",),
    Subdivision.BREST: ("53",),
    Subdivision.CAEN: ("28",),
    Subdivision.CLERMONT_FERRAND: ("84",),
    Subdivision.DIJON: ("27",),
    Subdivision.GRENOBLE: ("84",),
    Subdivision.ILE_DE_FRANCE: ("11",),
    Subdivision.LILLE: ("32",),
    Subdivision.LIMOGES: ("75",),
    Subdivision.LYON: ("84",),
    Subdivision.MONTPELLIER: ("76",),
    Subdivision.NANCY: ("44",),
    Subdivision.NANTES: ("52",),
    Subdivision.NICE: ("93",),
    Subdivision.OCEAN_INDIEN: ("04", "06"),
    Subdivision.POITIERS: ("75",),
    Subdivision.REIMS: ("44",),
    Subdivision.RENNES: ("53",),
    Subdivision.ROUEN: ("28",),
    Subdivision.SAINT_ETIENNE: ("84",),
    Subdivision.STRASBOURG: ("44",),
    Subdivision.TOULOUSE: ("76",),
    Subdivision.TOURS: ("24",),
}


def is_in_region(subdivision: Subdivision, region: str) -> bool:
    """Tell whether interns of that subdivision are in that region."""
    return region in REGIONS_OF[subdivision]
