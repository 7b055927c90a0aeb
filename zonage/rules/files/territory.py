"""What the reading of a file must know of the territory, handed over as a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from zonage.rules.codes import COMMUNE_OF_ARRONDISSEMENT, department_of
from zonage.rules.names import place_key


@dataclass(frozen=True, slots=True)
class Territory:
    """The official code at the time of the reading.

    ``current``: code -> name of the communes and arrondissements of today.
    ``former``: code -> (name, codes it is part of today) of delegated, associated and vanished communes.
    ``departments``: code -> region; ``regions``: code -> name.
    ``postal``: postal code -> codes of the places it serves, delegated ones included.
    ``expected``: region -> units that its zonings should cover (arrondissements stand for their commune).
    ``earlier_names``: code -> names that it bore before.
    ``by_department``: department -> codes of its places, those of today first.
    """

    departments: Mapping[str, str]
    regions: Mapping[str, str]
    current: Mapping[str, str]
    former: Mapping[str, tuple[str, tuple[str, ...]]]
    postal: Mapping[str, tuple[str, ...]]
    expected: Mapping[str, frozenset[str]]
    earlier_names: Mapping[str, tuple[str, ...]]
    by_department: Mapping[str, tuple[str, ...]]

    def region_of(self, code: str) -> str | None:
        """Return the region of a commune code, by its department."""
        return self.departments.get(department_of(code))

    def name_of(self, code: str) -> str:
        """Return the name of a place of today or of the past, or an empty text."""
        return self.current.get(code) or self.former.get(code, ("", ()))[0]

    def named(self, name: str, department: str) -> tuple[str, ...]:
        """Return the places of a department that bear this name, those of today first."""
        wanted = place_key(name)
        codes = self.by_department.get(department, ())
        return tuple(code for code in codes if place_key(self.name_of(code)) == wanted)

    def successors(self, code: str) -> tuple[str, ...]:
        """Return the communes of today that a former code is part of."""
        return self.former.get(code, ("", ()))[1]


def uncovered(codes: set[str], expected: frozenset[str]) -> set[str]:
    """Return the expected units that no code of the file speaks for (Paris speaks for its arrondissements)."""
    return {code for code in expected - codes if COMMUNE_OF_ARRONDISSEMENT.get(code) not in codes}
