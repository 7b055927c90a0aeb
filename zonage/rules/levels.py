"""Which levels of a zoning count for a profession, and which zoning serves it on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.parameters import Dated
from zonage.rules.parameters import LABELS, PARAMETERS


class Zoning(StrEnum):
    """The two zonings whose levels are known to serve a contract."""

    MEDECINS = "medecins"
    DENTISTES = "dentistes"


@dataclass(frozen=True, slots=True)
class LevelReading:
    """What a level means: ``eligible`` is None when no text lets us tell."""

    eligible: bool | None
    zoning: Zoning | None
    basis: Dated

    @property
    def borrowed(self) -> bool:
        """Whether the doctors' zoning answers in place of another."""
        return (
            self.zoning is Zoning.MEDECINS and dict(self.basis.key).get("profession") != Profession.MEDECINE
        )


def zoning_of(profession: Profession) -> Dated:
    """The zoning that serves a profession; its value may be unknown."""
    return PARAMETERS["zoning_of_profession"].latest(profession=profession)


def eligible_levels(profession: Profession) -> tuple[str, ...]:
    """Codes of the levels that count for that profession; empty when no text says."""
    zoning = zoning_of(profession)
    return PARAMETERS["eligible_levels"].latest(zoning=zoning.code).codes if zoning.known else ()


def level_label(code: str) -> str:
    """French name of a level; a label of a snapshot that is no known code is shown as it is."""
    return LABELS.labels.get(code, code)


def level_counts(profession: Profession, level: str) -> bool | None:
    """Whether practice at that level of the profession's own zoning counts; None when no text says."""
    zoning = zoning_of(profession)
    return _is_eligible(Zoning(zoning.code), level) if zoning.known else None


def read_level(profession: Profession, level: str, region: str | None, on: date) -> LevelReading:
    """What ``level`` means for that profession on that day.

    A dentist's place may carry a doctors' level only where no dental zoning was in force yet.
    """
    basis = zoning_of(profession)
    if not basis.known:
        return LevelReading(None, None, basis)
    zoning = Zoning(basis.code)
    eligible = _is_eligible(zoning, level)
    if eligible is not None or zoning is Zoning.MEDECINS:
        return LevelReading(eligible, zoning, basis)
    started = PARAMETERS["dental_zoning_from"].latest(region=region).day
    doctors = _is_eligible(Zoning.MEDECINS, level)
    if doctors is None:
        return LevelReading(None, zoning, basis)
    return LevelReading(doctors if on < started else None, Zoning.MEDECINS, basis)


def _is_eligible(zoning: Zoning, level: str) -> bool | None:
    if level in PARAMETERS["eligible_levels"].latest(zoning=zoning).codes:
        return True
    return False if level in PARAMETERS["other_levels"].latest(zoning=zoning).codes else None


def qpv_replaces_level(profession: Profession) -> bool | None:
    """Whether the level of a priority district replaces that of the commune; None when no text says."""
    zoning = zoning_of(profession)
    return PARAMETERS["qpv_replaces_level"].latest(zoning=zoning.code).flag if zoning.known else None
