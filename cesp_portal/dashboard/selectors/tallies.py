"""Where every contract stands and of what sort it is: read file by file, kept until a fact of that file changes."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept_files import Files, kept_by_file
from cesp_portal.dashboard.selectors.departments import with_department
from cesp_portal.dashboard.selectors.reach import by_file, counted_for, whose
from cesp_portal.dashboard.selectors.standings import with_standing
from contracts.models import Contract


@dataclass(frozen=True, slots=True)
class Cell:
    """What the contracts of one count have in common."""

    standing: str
    profession: str
    regime: str
    academic_year: str
    faculty: str
    faculty_name: str
    department: str


NAMES = tuple(field.name for field in fields(Cell))
COLUMNS = (
    "standing",
    "profession",
    "regime",
    "academic_year",
    "faculty__code",
    "faculty__name",
    "department",
)
Tally = Mapping[Cell, int]


def cells_for(actor: Actor, on: dt.date) -> Files[Cell]:
    """Return the contracts in reach on that day, each with what a list or a chart may ask of it.

    National supervision counts the whole country.
    """
    key = f"cells:{whose(actor)}:{on}"
    return kept_by_file(key, lambda files: [_sorts(counted_for(actor), files, on)], _cell)


def tally_for(actor: Actor, on: dt.date) -> Tally:
    """Return how many contracts in reach there are of each sort on that day."""
    return {cell: len(files) for cell, files in cells_for(actor, on).having.items()}


def _sorts(contracts: QuerySet[Contract], files: Collection[str] | None, on: dt.date) -> QuerySet[Any, Any]:
    rows = with_department(with_standing(by_file(contracts, files), on), on)
    return rows.values_list("file", *COLUMNS)


def _cell(rows: Sequence[tuple[str, ...]]) -> Cell:
    return _one_cell(*rows[0])


@lru_cache(maxsize=20_000)
def _one_cell(*values: str) -> Cell:
    """Return the same object for the same values: thirty thousand files have a few hundred."""
    return Cell(*values)


def people_by(tally: Tally, name: str) -> dict[str, int]:
    """Return the counts by one thing, for example ``regime``, in the order of its codes."""
    counted: Counter[str] = Counter()
    for cell, people in tally.items():
        counted[getattr(cell, name)] += people
    return dict(sorted(counted.items()))


def people_with(tally: Tally, **wanted: str) -> int:
    """Return how many contracts have all that is wanted; an empty value wants nothing."""
    return sum(people for cell, people in tally.items() if cell_has(cell, wanted))


def cell_has(cell: Cell, wanted: Mapping[str, str]) -> bool:
    """Tell whether a cell has all that is wanted; an empty value wants nothing."""
    return all(getattr(cell, name) == value for name, value in wanted.items() if value)
