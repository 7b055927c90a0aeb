"""Columns found by name, never by position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cesp_portal.common.tabular.cells import Cell
from cesp_portal.common.tabular.text import clean, match_key


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each wanted column stands, from 0, and what else the header line holds.

    `unknown` and `duplicated` pair a position with the label as typed; `missing` keeps the wanted order.
    """

    positions: Mapping[str, int]
    missing: tuple[str, ...]
    duplicated: tuple[tuple[int, str], ...]
    unknown: tuple[tuple[int, str], ...]


def find_columns(header: Sequence[Cell], wanted: Mapping[str, Iterable[str]]) -> Columns:
    """Match a header line with the wanted columns: name -> other spellings accepted; case and accents do not count."""
    names = {
        match_key(spelling): name for name, spellings in wanted.items() for spelling in (name, *spellings)
    }
    positions: dict[str, int] = {}
    duplicated: list[tuple[int, str]] = []
    unknown: list[tuple[int, str]] = []
    for position, cell in enumerate(header):
        label = clean(str(cell)) if cell is not None else ""
        name = names.get(match_key(label)) if label else None
        if name is None:
            unknown.append((position, label))
        elif name in positions:
            duplicated.append((position, label))
        else:
            positions[name] = position
    missing = tuple(name for name in wanted if name not in positions)
    return Columns(positions, missing, tuple(duplicated), tuple(unknown))
