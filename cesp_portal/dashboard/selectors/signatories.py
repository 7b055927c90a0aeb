"""The signatories of an agency: search, filters, columns of the list and of its export."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import F, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Faculty, User
from cesp_portal.common.db import Folded
from cesp_portal.common.kept import kept
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import Value
from cesp_portal.dashboard.enums import Alert, Standing
from cesp_portal.dashboard.selectors.alerts import that_alert
from cesp_portal.dashboard.selectors.columns import Column, cells_of, columns_of, order_of
from cesp_portal.dashboard.selectors.departments import with_department
from cesp_portal.dashboard.selectors.ended import accomplished, broken
from cesp_portal.dashboard.selectors.reach import files_for, whose
from cesp_portal.dashboard.selectors.standings import that_stand, with_standing
from cesp_portal.dashboard.selectors.tallies import Tally, people_by, people_with
from contracts.models import Candidate, Contract
from installations.models import PracticePeriod, ProjectVersion
from installations.selectors.statements import figures_of, statements_of

FEW, SHORTEST = 500, 3
PER_PAGE = 25
TOLD_BY_THE_TALLY = ("standing", "profession", "regime", "academic_year", "faculty")


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of the list; an empty text asks nothing."""

    q: str = ""
    standing: str = ""
    profession: str = ""
    regime: str = ""
    academic_year: str = ""
    faculty: str = ""
    referent: str = ""
    department: str = ""
    alert: str = ""
    cause: str = ""
    after: str = ""
    sort: str = ""
    columns: str = ""

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns asked for, or those shown first."""
        return columns_of(self.columns)

    @property
    def is_told_by_the_tally(self) -> bool:
        """Tell whether the counts of the day say how many answer, without asking the database."""
        asked = {name for name in self.as_parameters() if name not in ("sort", "columns")}
        return asked <= set(TOLD_BY_THE_TALLY)

    @property
    def is_long_to_answer(self) -> bool:
        """Tell whether what costs is to know who answers: it is then asked once, for the page and for the count."""
        return bool(self.department or self.alert or self.cause or self.after)

    def as_parameters(self) -> dict[str, str]:
        """Return what is asked, for an address: the empty criteria left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: what each column shows, and the standing that a badge colours."""

    id: uuid.UUID
    name: str
    standing: Standing
    cells: tuple[tuple[str, Value], ...]


def signatories_for(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, each with its ``standing`` and its ``department``."""
    return with_department(_shown(answering(actor, search, on), on), on)


def _shown(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Any]:
    return with_standing(contracts.select_related("candidate", "faculty", "referent", "user"), on)


def answering(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, in the order asked for."""
    contracts: QuerySet[Any] = files_for(actor).select_related(None)
    exact = {
        "profession": search.profession,
        "regime": search.regime,
        "academic_year": search.academic_year,
        "faculty__code": search.faculty,
    }
    contracts = contracts.filter(**{name: value for name, value in exact.items() if value})
    if search.standing in Standing.values:
        contracts = that_stand(contracts, Standing(search.standing), on)
    if search.alert in Alert.values:
        contracts = that_alert(contracts, Alert(search.alert), on)
    if search.cause:
        contracts = broken(contracts).filter(cause=search.cause)
    if search.after:
        contracts = accomplished(contracts).filter(after=search.after)
    if search.referent == "me":
        contracts = contracts.filter(Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id))
    if search.department or search.sort.endswith("departement"):
        contracts = with_department(contracts, on)
    if search.department:
        contracts = contracts.filter(Q(department=search.department))
    order = order_of(search.sort)
    if order[0].lstrip("-") == "standing":
        contracts = with_standing(contracts, on)
    return _matching(contracts, search.q).order_by(*order)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list, and how many contracts there are in all."""

    lines: tuple[Line, ...]
    count: int


def page_of(actor: Actor, search: Search, on: dt.date, number: int, tally: Tally) -> Found:
    """Return a page of the rows that answer a search; standings are asked for these rows alone.

    The tally of the day counts them whenever it can tell.
    """
    return kept(key_of(actor, search, on, number), lambda: _page(actor, search, on, number, tally))


def key_of(actor: Actor, search: Search, on: dt.date, number: int) -> str:
    """Return what tells a page of the list apart from those of other readers, days and searches."""
    return f"signatories:{whose(actor)}:{actor.user_id}:{on}:{number}:{search}"


def _page(actor: Actor, search: Search, on: dt.date, number: int, tally: Tally) -> Found:
    rows = answering(actor, search, on)
    first = (number - 1) * PER_PAGE
    if search.is_long_to_answer:
        everybody = list(rows.values_list("pk", flat=True))
        shown = everybody[first : first + PER_PAGE]
        return Found(tuple(_lines(shown, search.shown, on)), len(everybody))
    ids = list(rows.values_list("pk", flat=True)[first : first + PER_PAGE])
    lines = tuple(_lines(ids, search.shown, on))
    if search.is_told_by_the_tally:
        return Found(lines, count_of(search, tally))
    is_last = 0 < len(lines) < PER_PAGE or (number == 1 and not lines)
    return Found(lines, first + len(lines) if is_last else rows.order_by().count())


def count_of(search: Search, tally: Tally) -> int:
    """Return how many contracts have all that a search without text asks for."""
    return people_with(
        tally,
        standing=search.standing if search.standing in Standing.values else "",
        profession=search.profession,
        regime=search.regime,
        academic_year=search.academic_year,
        faculty=search.faculty,
    )


def _lines(ids: Sequence[uuid.UUID], columns: Sequence[Column], on: dt.date) -> Iterator[Line]:
    """Read the rows of a page; statements are made only when a column shows one of their figures."""
    if not ids:
        return
    found = with_department(_shown(Contract.objects.filter(pk__in=ids).order_by(), on), on)
    rows = {contract.pk: contract for contract in found}
    for contract, figures in _with_figures([rows[pk] for pk in ids], columns, on):
        cells = cells_of(contract, columns, figures)
        yield Line(
            contract.pk,
            contract.candidate.full_name,
            Standing(contract.standing),
            tuple((column.code, cell) for column, cell in zip(columns, cells, strict=True)),
        )


def _with_figures(
    contracts: Iterable[Any], columns: Sequence[Column], on: dt.date
) -> Iterator[tuple[Any, Mapping[str, str] | None]]:
    if not any(column.figure for column in columns):
        yield from ((contract, None) for contract in contracts)
        return
    for contract, statement in statements_of(contracts, on):
        yield contract, figures_of(statement) if statement else None


def _matching(contracts: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep those that the text names: every word in the name, or an address, a number, a commune, a faculty.

    Each way is asked apart, so that each is answered by its own index; few answers are then fetched by identifier.
    One or two letters only begin a name: no index knows them anywhere else.
    """
    text = text.strip()
    words = match_key(text).split()
    if not text:
        return contracts
    if words and max(map(len, words)) < SHORTEST:
        return contracts.filter(candidate__search_name__startswith=" ".join(words))
    first, *others = _ways(text, words)
    found = list(first.union(*others, all=True)[: FEW + 1])
    if len(found) <= FEW:
        return contracts.filter(pk__in={row["found"] for row in found})
    anywhere = Q(pk__in=first)
    for way in others:
        anywhere |= Q(pk__in=way)
    return contracts.filter(anywhere)


def _ways(text: str, words: list[str]) -> Iterator[QuerySet[Any]]:
    """The contracts that a text may name, each way with its identifiers under ``found``."""
    yield User.objects.filter(email__contains=text.lower(), contracts__isnull=False).values(
        found=F("contracts__pk")
    )
    yield Contract.objects.filter(number__startswith=text.upper()).order_by().values(found=F("pk"))
    if not words:
        return
    named = Q()
    for word in words:
        named &= Q(search_name__contains=word)
    people = Candidate.objects.filter(named, contract__isnull=False).order_by()
    yield people.values(found=F("contract__pk"))
    folded = " ".join(words)
    projects = ProjectVersion.objects.alias(folded=Folded("commune_name")).filter(folded__contains=folded)
    yield projects.order_by().values(found=F("project__contract_id"))
    practice = PracticePeriod.objects.alias(folded=Folded("commune_name")).filter(folded__contains=folded)
    yield practice.order_by().values(found=F("contract_id"))
    faculties = Faculty.objects.alias(folded=Folded("name")).filter(folded__contains=folded)
    yield Contract.objects.filter(faculty__in=faculties.order_by()).order_by().values(found=F("pk"))


def choices_for(tally: Tally) -> dict[str, list[tuple[str, str]]]:
    """Return the faculties and the academic years that the counted contracts have."""
    faculties = {(cell.faculty_name, cell.faculty) for cell in tally}
    years = people_by(tally, "academic_year")
    return {
        "faculties": [(code, name) for name, code in sorted(faculties)],
        "academic_years": [(year, year) for year in sorted(years, reverse=True)],
    }


def export_rows(
    contracts: QuerySet[Any], on: dt.date, columns: Sequence[Column]
) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the export, in the order of the list, with the columns that it shows."""
    rows: Iterator[Any] = contracts.iterator(chunk_size=2000)
    for contract, figures in _with_figures(rows, columns, on):
        yield cells_of(contract, columns, figures)
