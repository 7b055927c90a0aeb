"""The pages of the signatories' list: who answers a search is found among what is kept of each file.

The same answer as the query of the export (``signatories.answering``), without asking the database where everybody
stands: after a change, only the files that changed are read again.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.common.kept_files import Files, kept_by_file, only_row
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import Value
from cesp_portal.dashboard.enums import Alert, Standing
from cesp_portal.dashboard.selectors.alerts import that_alert
from cesp_portal.dashboard.selectors.columns import BY_NAME, Column, cells_of, order_of
from cesp_portal.dashboard.selectors.departments import department_names, named
from cesp_portal.dashboard.selectors.ended import after_by_file, cause_by_file
from cesp_portal.dashboard.selectors.reach import by_file, files_for, whose
from cesp_portal.dashboard.selectors.signatories import (
    SHORTEST,
    Search,
    contracts_named,
    faculties_named,
    with_figures,
    with_what_is_shown,
)
from cesp_portal.dashboard.selectors.tallies import Cell, Tally, cell_has, cells_for, people_by
from contracts.models import Contract

PER_PAGE = 25
OF_THE_CELL = ("standing", "profession", "regime", "academic_year", "faculty", "department")
GROUPS = ("standing", "department")


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a page of the list, in its order, and how many contracts there are in all."""

    files: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: what each column shows, and the standing that a badge colours."""

    id: uuid.UUID
    name: str
    standing: Standing
    cells: tuple[tuple[str, Value], ...]


def page_of(actor: Actor, search: Search, on: dt.date, number: int) -> Found:
    """Return a page (from 1) of the files that answer a search."""
    return kept(key_of(actor, search, on, number), lambda: _page(actor, search, on, number))


def key_of(actor: Actor, search: Search, on: dt.date, number: int) -> str:
    """Return what tells a page of the list apart from those of other readers, days and searches."""
    return f"signatories:{whose(actor)}:{actor.user_id}:{on}:{number}:{search}"


def lines_of(files: Collection[str], columns: Sequence[Column], on: dt.date) -> list[Line]:
    """Return the rows of these files, in any order; statements are made only when a column shows a figure."""
    asked: QuerySet[Any] = Contract.objects.filter(pk__in=files).order_by()
    return [_line(*read, columns) for read in with_figures(with_what_is_shown(asked, on), columns, on)]


def choices_for(tally: Tally, search: Search) -> dict[str, list[tuple[str, str]]]:
    """Return the faculties, years and departments that the counted contracts have, and the department asked for."""
    faculties = {(cell.faculty_name, cell.faculty) for cell in tally}
    years = people_by(tally, "academic_year")
    departments = {cell.department for cell in tally} | ({search.department} - {""})
    names = department_names()
    return {
        "faculties": [(code, name) for name, code in sorted(faculties)],
        "academic_years": [(year, year) for year in sorted(years, reverse=True)],
        "departments": [(code, named(code, names)) for code in sorted(departments)],
    }


def _page(actor: Actor, search: Search, on: dt.date, number: int) -> Found:
    cells = cells_for(actor, on)
    answer = _answering(actor, search, cells, on)
    first = (number - 1) * PER_PAGE
    count = len(cells.by_file) if answer is None else len(answer)
    if first >= count:
        return Found((), count)
    shown: list[str] = []
    for file in _in_order(actor, search, cells):
        if answer is None or file in answer:
            shown.append(file)
            if len(shown) == first + PER_PAGE:
                break
    return Found(tuple(shown[first:]), count)


def _answering(actor: Actor, search: Search, cells: Files[Cell], on: dt.date) -> frozenset[str] | None:
    """Return the files that answer, None for all of them."""
    parts: list[frozenset[str]] = []
    asked = {name: getattr(search, name) for name in OF_THE_CELL}
    if search.standing not in Standing.values:
        asked["standing"] = ""
    if any(asked.values()):
        parts.append(cells.where(lambda cell: cell_has(cell, asked)))
    if search.alert in Alert.values:
        parts.append(frozenset(_with_alert(actor, Alert(search.alert), on).by_file))
    if search.cause:
        parts.append(cause_by_file(actor).having.get(search.cause, frozenset()))
    if search.after:
        parts.append(after_by_file(actor).having.get(search.after, frozenset()))
    if search.referent == "me":
        parts.append(_agents(actor).where(lambda agents: actor.user_id in agents))
    if text := search.q.strip():
        parts.append(_named(actor, text, cells))
    return frozenset.intersection(*parts) if parts else None


def _with_alert(actor: Actor, alert: Alert, on: dt.date) -> Files[tuple[()]]:
    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        alerted: QuerySet[Any] = that_alert(by_file(files_for(actor), files), alert, on)
        return [alerted.values_list("file")]

    return kept_by_file(f"alert:{alert}:{whose(actor)}:{on}", asked, only_row)


def _agents(actor: Actor) -> Files[tuple[uuid.UUID | None, uuid.UUID | None]]:
    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        return [by_file(files_for(actor), files).values_list("file", "referent_id", "backup_id")]

    return kept_by_file(f"agents:{whose(actor)}", asked, only_row)


def _named(actor: Actor, text: str, cells: Files[Cell]) -> frozenset[str]:
    """Return the files that a text names; one or two letters only begin a name."""
    words = match_key(text).split()
    if words and max(map(len, words)) < SHORTEST:
        beginning = " ".join(words)
        names = in_order_of_names(actor)
        return frozenset(file for file, (name, _) in names.by_file.items() if name.startswith(beginning))
    # Of any agency: those in reach are kept.
    found = contracts_named(text, words) & cells.by_file.keys()
    faculties = set(faculties_named(words).values_list("code", "name")) if words else set()
    if faculties:
        found |= cells.where(lambda cell: (cell.faculty, cell.faculty_name) in faculties)
    return frozenset(found)


def in_order_of_names(actor: Actor) -> Files[tuple[Any, ...]]:
    """Return every file in reach, by name."""
    return _sorted(actor, BY_NAME)


def _in_order(actor: Actor, search: Search, cells: Files[Cell]) -> Iterable[str]:
    """Return every file in reach in the order asked for."""
    order = order_of(search.sort)
    group = order[0].lstrip("-")
    if group not in GROUPS:
        return _sorted(actor, order).by_file
    return _grouped(in_order_of_names(actor).by_file, cells, group, falls=order[0].startswith("-"))


def _grouped(names: Iterable[str], cells: Files[Cell], group: str, *, falls: bool) -> Iterator[str]:
    """Yield the files group by group, by name within each: a page looks no further than its own groups."""
    groups: dict[str, list[frozenset[str]]] = defaultdict(list)
    for cell, files in cells.having.items():
        groups[getattr(cell, group)].append(files)
    for code in sorted(groups, reverse=falls):
        members = frozenset[str]().union(*groups[code])
        yield from (file for file in names if file in members)


def _sorted(actor: Actor, order: tuple[str, ...]) -> Files[tuple[Any, ...]]:
    """Return every file in reach with what it is sorted by, in the order of the database."""
    fields = [name.lstrip("-") for name in order]

    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        return [by_file(files_for(actor), files).order_by(*order).values_list("file", *fields)]

    return kept_by_file(f"order:{order}:{whose(actor)}", asked, only_row, in_order=True)


def _line(contract: Any, figures: Mapping[str, str] | None, columns: Sequence[Column]) -> Line:
    cells = cells_of(contract, columns, figures)
    return Line(
        contract.pk,
        contract.candidate.full_name,
        Standing(contract.standing),
        tuple((column.code, cell) for column, cell in zip(columns, cells, strict=True)),
    )
