"""Months served and due by year and by department: sums of the counted rows, each sum with its rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept, last_change
from cesp_portal.dashboard.enums import MonthKind
from cesp_portal.dashboard.models import ChangedFile, MonthCount, MonthCounting
from cesp_portal.dashboard.selectors.departments import department_names, named
from cesp_portal.dashboard.selectors.figures import hidden_codes
from cesp_portal.dashboard.selectors.reach import counted_for, whose

NO_YEAR = "sans-date"
DATED = (MonthKind.VERIFIED, MonthKind.DECLARED, MonthKind.PLANNED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which months: a department, a year (``sans-date`` for those without), a kind; an empty text asks nothing."""

    departement: str = ""
    annee: str = ""
    sorte: str = ""

    def as_parameters(self) -> dict[str, str]:
        """Return what is asked, for an address."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A sum of months; None when it is hidden. ``x`` and ``width`` place its part of the bar, from 0 to 100."""

    kind: MonthKind
    months: Decimal | None
    url: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One year or one department, with a figure for each kind of month."""

    label: str
    figures: tuple[MonthFigure, ...]


@dataclass(frozen=True, slots=True)
class MonthChart:
    """A breakdown of months; ``totals`` are absent where they would give a hidden sum away."""

    code: str
    title: str
    kinds: tuple[MonthKind, ...]
    rows: tuple[MonthRow, ...]
    totals: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    months: Decimal = Decimal(0)
    people: int = 0


def counted_at(actor: Actor) -> dt.datetime | None:
    """Return the oldest instant at which the months in reach were counted, None when they never were."""
    return _countings(actor).order_by("counted_at").values_list("counted_at", flat=True).first()


def changed_since(actor: Actor) -> int:
    """Return how many files in reach have changed since their months were counted: their turn comes at once."""
    changed = ChangedFile.objects.all()
    if not actor.is_a(Role.SUPERVISION):
        changed = changed.filter(contract__agency_id=actor.office_id)
    return changed.values("contract_id").distinct().count()


def some_file_changed() -> bool:
    """Tell whether a file of any agency waits to be counted again."""
    return ChangedFile.objects.exists()


def _countings(actor: Actor) -> QuerySet[MonthCounting]:
    countings = MonthCounting.objects.all()
    return countings if actor.is_a(Role.SUPERVISION) else countings.filter(agency_id=actor.office_id)


def month_rows(actor: Actor, asked: Asked) -> QuerySet[MonthCount]:
    """Return the counted rows in reach that are asked for."""
    rows = MonthCount.objects.all()
    if not actor.is_a(Role.SUPERVISION):
        rows = rows.filter(agency_id=actor.office_id)
    if actor.is_a(Role.DELEGATION):
        rows = rows.filter(contract__in=counted_for(actor).order_by().values("pk"))
    if asked.departement:
        rows = rows.filter(department=asked.departement)
    if asked.annee == NO_YEAR:
        rows = rows.filter(year__isnull=True)
    elif asked.annee:
        rows = rows.filter(year=int(asked.annee) if asked.annee.isdecimal() and len(asked.annee) == 4 else 0)
    if asked.sorte:
        rows = rows.filter(kind=asked.sorte)
    return rows


def month_charts(actor: Actor, asked: Asked) -> list[MonthChart]:
    """Return the months by year (of a department if asked) and by department (of a year if asked).

    Who sees no names is told of everybody: two tables of a part would give away what each of them hides.
    """
    asked = Asked() if actor.is_a(Role.SUPERVISION) else asked
    return kept(
        f"months:{whose(actor)}:{asked}", lambda: _charts(actor, asked), version=counts_version(actor)
    )


def counts_version(actor: Actor) -> str:
    """Return what names the last counts in reach: counting leaves no mark, since marks are what it follows.

    A delegation's reach depends on the files themselves, of which the marks tell.
    """
    countings = _countings(actor).order_by("agency_id").values_list("agency_id", "counted_at", "revision")
    counted = [f"{agency} {at.isoformat()} {revision}" for agency, at, revision in countings]
    return ", ".join([*counted, last_change() if actor.is_a(Role.DELEGATION) else "counts"])


def _charts(actor: Actor, asked: Asked) -> list[MonthChart]:
    rows = month_rows(actor, asked).order_by()
    dated_rows = rows.exclude(kind=MonthKind.UNDATED).values_list("year", "kind")
    names = department_names()
    by_year = _sums((str(year), kind, months, people) for year, kind, months, people in _summed(dated_rows))
    by_place = _sums(_summed(rows.values_list("department", "kind")))
    kinds = tuple(kind for kind in MonthKind if not asked.sorte or kind == asked.sorte)
    dated = tuple(kind for kind in kinds if kind in DATED)
    years = {year: year for year in sorted(by_year)}
    places = {code: named(code, names) for code in sorted(by_place)}
    return [
        _Drawing(actor, asked, "annee", dated, by_year).chart("Par année d'exercice", years),
        _Drawing(actor, asked, "departement", kinds, by_place).chart("Par département", places),
    ]


Sums = Mapping[str, Mapping[str, _Sum]]


def _summed(rows: Any) -> Any:
    return rows.annotate(Sum("months"), Count("contract", distinct=True))


def _sums(rows: Iterable[tuple[str, str, Decimal, int]]) -> dict[str, dict[str, _Sum]]:
    found: dict[str, dict[str, _Sum]] = defaultdict(dict)
    for code, kind, months, people in rows:
        found[code][kind] = _Sum(months, people)
    return found


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The sums of one breakdown, ready to become a chart."""

    actor: Actor
    asked: Asked
    code: str
    kinds: tuple[MonthKind, ...]
    sums: Sums

    def chart(self, title: str, labels: Mapping[str, str]) -> MonthChart:
        hidden = {kind: self._hidden(kind) for kind in self.kinds}
        most = max((self._length(row) for row in labels), default=Decimal())
        rows = (MonthRow(label, tuple(self._figures(row, hidden, most))) for row, label in labels.items())
        totals = (None if hidden[kind] else self._total(kind) for kind in self.kinds)
        return MonthChart(self.code, title, self.kinds, tuple(rows), tuple(totals))

    def _figures(
        self, row: str, hidden: Mapping[MonthKind, set[str]], most: Decimal
    ) -> Iterator[MonthFigure]:
        x = 0
        for kind in self.kinds:
            months = self._sum(row, kind).months
            if row in hidden[kind]:
                yield MonthFigure(kind, None, "", x, 0)
                continue
            width = int(100 * months / most) if most else 0
            yield MonthFigure(kind, months, self._url(row, kind) if months else "", x, width)
            x += width

    def _url(self, row: str, kind: MonthKind) -> str:
        if self.actor.is_a(Role.SUPERVISION):
            return ""
        asked = self.asked.as_parameters() | {self.code: row, "sorte": kind.value}
        return f"{reverse('steering_rows', args=['mois'])}?{urlencode(asked)}"

    def _hidden(self, kind: MonthKind) -> set[str]:
        if not self.actor.is_a(Role.SUPERVISION):
            return set()
        return hidden_codes({row: found[kind].people for row, found in self.sums.items() if kind in found})

    def _sum(self, row: str, kind: MonthKind) -> _Sum:
        return self.sums[row].get(kind, _Sum())

    def _length(self, row: str) -> Decimal:
        return sum((self._sum(row, kind).months for kind in self.kinds), Decimal())

    def _total(self, kind: MonthKind) -> Decimal:
        return sum((self._sum(row, kind).months for row in self.sums), Decimal())


def month_choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return the departments and the years that have months in reach."""
    return kept(f"month-choices:{whose(actor)}", lambda: _choices(actor), version=counts_version(actor))


def _choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    rows = month_rows(actor, Asked()).order_by()
    names = department_names()
    departments = sorted(set(rows.values_list("department", flat=True).distinct()))
    years = sorted({year for year in rows.values_list("year", flat=True).distinct() if year})
    return {
        "departments": [(code, named(code, names)) for code in departments],
        "years": [(str(year), str(year)) for year in years],
    }
