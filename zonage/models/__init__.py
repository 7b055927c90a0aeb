"""Tables of the zonings."""

from zonage.models.territories import Commune, CommuneChange, Department, Region, RegionOutline, TerritoryLoad
from zonage.models.zonings import Level, Snapshot, Zone

__all__ = [
    "Commune",
    "CommuneChange",
    "Department",
    "Level",
    "Region",
    "RegionOutline",
    "Snapshot",
    "TerritoryLoad",
    "Zone",
]
