"""Since when a project has not changed: what the protection of a place counts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.enums import Regime
from contracts.rules.parameters import PARAMETERS as CONTRACT_PARAMETERS


@dataclass(frozen=True, slots=True)
class FiledVersion:
    """What one version of a project said, from the day it was filed."""

    filed_on: date
    commune_code: str
    mode: str
    specialty: str


def protection_years(regime: Regime) -> int | None:
    """Return how many years unchanged protect a project when its zone is lost; None while the regime is unknown."""
    if regime is Regime.TO_CONFIRM:
        return None
    return CONTRACT_PARAMETERS["stable_project_years"].latest(regime=regime).integer


@dataclass(frozen=True, slots=True)
class Stability:
    """``filed_on`` is the first day a project was filed; ``changed_on`` the day the present one replaced another.

    Both are None when the project does not name the commune asked about.
    """

    filed_on: date | None = None
    changed_on: date | None = None

    @property
    def since(self) -> date | None:
        """The day since which the project has not changed."""
        return self.changed_on or self.filed_on


def stability_of(versions: Sequence[FiledVersion], commune_code: str) -> Stability:
    """Tell since when a project names this commune with the same speciality, without interruption.

    ``versions`` in the order of filing. The address, the structure and the mode of practice may change inside the
    commune without restarting the protection: the text protects the place that was chosen.
    """
    if not versions or versions[-1].commune_code != commune_code:
        return Stability()
    present = versions[-1]
    since = present.filed_on
    for version in reversed(versions[:-1]):
        if (version.commune_code, version.specialty) != (present.commune_code, present.specialty):
            return Stability(filed_on=versions[0].filed_on, changed_on=since)
        since = version.filed_on
    return Stability(filed_on=since)
