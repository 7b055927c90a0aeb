"""How much of a file is read at most."""

from __future__ import annotations

from typing import Any, NamedTuple

MEBIBYTE = 1024 * 1024


class Limits(NamedTuple):
    """Bounds of one reading; the defaults are those of a list uploaded by a person.

    `max_rows` counts the rows below the header lines, blank ones excluded. `max_memory` bounds the address
    space of the child process in bytes, `max_seconds` its processor time.
    """

    max_bytes: int = 5 * MEBIBYTE
    max_rows: int = 5_000
    header_rows: int = 1
    max_columns: int = 256
    max_cell_characters: int = 5_000
    max_characters: int = 20 * MEBIBYTE
    max_entries: int = 200
    max_inflated: int = 50 * MEBIBYTE
    max_ratio: int = 100
    max_issues: int = 200
    max_memory: int = 256 * MEBIBYTE
    max_seconds: int = 5
    extensions: tuple[str, ...] = (".csv", ".xlsx")
    separators: tuple[str, ...] = (",", ";", "\t")
    sheets: tuple[str, ...] = ()

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Limits:
        """The limits that JSON carried."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in wire.items()
        }
        return cls(**values)

    @property
    def max_lines(self) -> int:
        """Rows read at most, header lines included."""
        return self.max_rows + self.header_rows


REFERENCE_LIMITS = Limits(
    max_bytes=32 * MEBIBYTE,
    max_rows=100_000,
    header_rows=10,
    max_characters=64 * MEBIBYTE,
    max_inflated=256 * MEBIBYTE,
    max_memory=1024 * MEBIBYTE,
    max_seconds=30,
)
"""Bounds for national reference files (zonings, correspondence tables) that an agent loads."""
