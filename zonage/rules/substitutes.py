"""Professions judged with the zoning of another one until they have their own."""

import datetime as dt
from dataclasses import dataclass

from cesp_portal.common.enums import Profession
from zonage.rules.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class Substitute:
    """The profession whose zoning is used until a day (excluded), and the sentence that says so with its source."""

    profession: str
    until: dt.date
    sentence: str


def zoning_used_before_its_own(profession: str, region: str | None, on: dt.date) -> Substitute | None:
    """Return the zoning used on that day for a profession that had none yet in a region, or None."""
    if profession != Profession.ODONTOLOGIE:
        return None
    started = PARAMETERS["dental_zoning_from"].latest(region=region)
    if on >= started.day:
        return None
    return Substitute(
        Profession.MEDECINE,
        started.day,
        "Tant que les chirurgiens-dentistes n'avaient pas de zonage dans la région, celui des médecins est utilisé "
        f"({started.source.text}).",
    )
