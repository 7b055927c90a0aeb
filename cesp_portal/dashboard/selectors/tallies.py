"""How many contracts there are of each sort: counted once, kept until a fact that they count has changed."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.db.models import Count, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.selectors.reach import counted_for, whose
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


NAMES = tuple(field.name for field in fields(Cell))
COLUMNS = ("standing", "profession", "regime", "academic_year", "faculty__code", "faculty__name")
Tally = Mapping[Cell, int]


def tally_for(actor: Actor, on: dt.date) -> Tally:
    """Return the contracts in reach on that day, counted by everything that a list or a chart may ask.

    National supervision counts the whole country.
    """
    rows = kept(f"tally:{whose(actor)}:{on}", lambda: _count(counted_for(actor), on))
    return dict(rows)


def _count(contracts: QuerySet[Contract], on: dt.date) -> list[tuple[Cell, int]]:
    counted = with_standing(contracts.order_by(), on).values(*COLUMNS).annotate(people=Count("pk"))
    return [(Cell(*row[:-1]), row[-1]) for row in counted.values_list(*COLUMNS, "people")]


def people_by(tally: Tally, name: str) -> dict[str, int]:
    """Return the counts by one thing, for example ``regime``, in the order of its codes."""
    counted: Counter[str] = Counter()
    for cell, people in tally.items():
        counted[getattr(cell, name)] += people
    return dict(sorted(counted.items()))


def people_with(tally: Tally, **wanted: str) -> int:
    """Return how many contracts have all that is wanted; an empty value wants nothing."""
    asked = [(name, value) for name, value in wanted.items() if value]
    return sum(
        people for cell, people in tally.items() if all(getattr(cell, name) == value for name, value in asked)
    )
