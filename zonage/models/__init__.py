"""Tables of the zonings."""

from zonage.models.places import District, ListedPlace, PlaceList
from zonage.models.territories import Commune, CommuneChange, Department, Region, RegionOutline, TerritoryLoad
from zonage.models.zonings import Level, Snapshot, Zone

__all__ = [
    "Commune",
    "CommuneChange",
    "Department",
    "District",
    "Level",
    "ListedPlace",
    "PlaceList",
    "Region",
    "RegionOutline",
    "Snapshot",
    "TerritoryLoad",
    "Zone",
]
