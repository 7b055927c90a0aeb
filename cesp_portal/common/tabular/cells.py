"""The values a cell may hold, and how they travel from the child process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

_NUMBER = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_PHANTOM_SERIAL = 60
"""The spreadsheets' 29 February 1900, a day that never was."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the workbook stores it, digits untouched: the display format is not a value."""

    text: str

    @property
    def value(self) -> Decimal:
        """The exact number."""
        return Decimal(self.text)

    def as_integer_text(self) -> str:
        """`3` for 3, 3.0 or 3E0; the stored text when the number is not whole or is beyond 18 digits."""
        value = self.value
        if abs(value) < 10**18 and value == value.to_integral_value():
            return str(int(value))
        return self.text

    def __str__(self) -> str:
        return self.as_integer_text()


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell computed by the spreadsheet; its cached result is not kept, so that nobody takes it for a fact."""

    text: str

    def __str__(self) -> str:
        return f"={self.text}"


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """`#N/A`, `#REF!` and the like, left by a computation that failed."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell: TypeAlias = str | Number | date | bool | Formula | ErrorValue | None

_ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
        *("#VALEUR!", "#NOM?", "#NUL!", "#NOMBRE!", "#PROPAGATION!", "#GETTING_DATA"),
    )
)


def is_number(text: str) -> bool:
    """Whether a workbook may store this text as a number."""
    return _NUMBER.fullmatch(text) is not None


def is_error_text(text: str) -> bool:
    """Whether this text is an error written by a spreadsheet, in English or in French."""
    return text.startswith("#") and text.strip().upper() in _ERRORS


def date_of_serial(number: Number, *, date1904: bool) -> date | None:
    """The day that a workbook means by a serial number; None for a fraction, 29/02/1900 or out of range."""
    value = number.value
    if not 0 <= value < 2_958_466 or value != value.to_integral_value():
        return None
    serial = int(value)
    if date1904:
        return date(1904, 1, 1) + timedelta(days=serial) if serial < 2_957_004 else None
    if serial in (0, _PHANTOM_SERIAL):
        return None
    return date(1899, 12, 31 if serial < _PHANTOM_SERIAL else 30) + timedelta(days=serial)


def to_wire(cell: Cell) -> Any:
    """The cell as JSON can carry it: text as it is, any other kind as a tagged pair."""
    match cell:
        case None | str():
            return cell
        case bool():
            return ["b", cell]
        case Number(text):
            return ["n", text]
        case Formula(text):
            return ["f", text]
        case ErrorValue(text):
            return ["e", text]
        case date():
            return ["d", cell.isoformat()]


def from_wire(wire: Any) -> Cell:
    """The cell that `to_wire` wrote; ValueError for anything else."""
    match wire:
        case None | str():
            return wire
        case ["b", bool(flag)]:
            return flag
        case ["n", str(text)] if is_number(text):
            return Number(text)
        case ["f", str(text)]:
            return Formula(text)
        case ["e", str(text)]:
            return ErrorValue(text)
        case ["d", str(text)]:
            return date.fromisoformat(text)
    raise ValueError(f"not a cell: {wire!r:.80}")
