"""Levels of the zonings: what a published label means, for a profession. Unknown labels stay unknown."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from cesp_portal.common.enums import Profession
from zonage.rules.levels import level_counts, zoning_of
from zonage.rules.names import fold

# "1_ZIP", "2- Zone d'action…", "5b_Non_prioritaire", "4 - Hors-vivier": the number is not an order.
_NUMBER = re.compile(r"^\s*\d{1,2}[a-z]?\s*[-_–.]\s*")
NO_LEVEL_CODES = frozenset({"NA", "NC"})


@dataclass(frozen=True, slots=True)
class LevelKind:
    """A level as the portal knows it. ``is_eligible`` is None when the place alone cannot tell or no text was found."""

    code: str
    label: str
    is_eligible: bool | None
    rank: int
    colour: str
    pattern: str
    source: str
    depends_on_address: bool

    @property
    def is_a_level(self) -> bool:
        """False for "not available" and "not concerned", which files write in the same column."""
        return self.code not in NO_LEVEL_CODES


@cache
def level_kinds(profession: str) -> Mapping[str, LevelKind]:
    """Return the known levels of a profession by stable code."""
    return {
        entry["code"]: _kind(entry, profession) for entry in _entries() if profession in entry["professions"]
    }


@cache
def level_of_label(label: str, profession: str) -> LevelKind | None:
    """Return the level that a published label names, or None when nothing known is written like it."""
    bare = fold(_NUMBER.sub("", label))
    code = _spellings(profession).get(bare)
    return level_kinds(profession)[code] if code else None


def professions_of_label(label: str) -> frozenset[str]:
    """Return the professions whose zonings use this label (several for the five classes of dentists and midwives)."""
    professions = ("medecine", "odontologie", "maieutique")
    return frozenset(name for name in professions if level_of_label(label, name) is not None)


def declared_kind(label: str, is_eligible: bool) -> LevelKind:
    """Return the level of a label that the portal does not know, as the agent declared it."""
    code = fold(_NUMBER.sub("", label)).upper().replace(" ", "_")[:20]
    return LevelKind(
        code=code,
        label=label,
        is_eligible=is_eligible,
        rank=50,
        colour="#b88bc9" if is_eligible else "#d9d9d9",
        pattern="losanges" if is_eligible else "vide",
        source="Déclaré à l'import",
        depends_on_address=False,
    )


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    text = resources.files(__name__).joinpath("libelles.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["libelle"])


@cache
def _spellings(profession: str) -> Mapping[str, str]:
    return {
        fold(spelling): entry["code"]
        for entry in _entries()
        if profession in entry["professions"]
        for spelling in (*entry["graphies"], entry["nom"])
    }


def _kind(entry: Mapping[str, Any], profession: str) -> LevelKind:
    depends_on_address = entry.get("selon_adresse", False)
    known = entry["code"] in NO_LEVEL_CODES or depends_on_address
    return LevelKind(
        code=entry["code"],
        label=entry["nom"],
        is_eligible=None if known else level_counts(Profession(profession), entry["code"]),
        rank=entry["rang"],
        colour=entry["couleur"],
        pattern=entry["motif"],
        source=zoning_of(Profession(profession)).source.text if not known else "",
        depends_on_address=depends_on_address,
    )
