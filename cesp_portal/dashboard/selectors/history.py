"""Takeovers of an agency's history: what a spreadsheet would become, row by row, before anything is written."""

import uuid
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty, User
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.tabular.cells import Cell
from cesp_portal.common.tabular.issues import Issue
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.reading import Table, read_table
from cesp_portal.common.tabular.text import clean, match_key
from cesp_portal.common.tabular.worksheet import column_letters
from cesp_portal.dashboard.models import HistoryImport, HistoryLine
from cesp_portal.dashboard.rules.history import HistoryRow, known_titles, read_row
from contracts.models import Contract

LONGEST_PREAMBLE = 15
HISTORY_LIMITS = Limits(header_rows=LONGEST_PREAMBLE)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A row, and whether it becomes a file; ``doubts`` are what an agent will have to settle."""

    row: HistoryRow
    becomes_file: bool
    doubts: tuple[str, ...]


def histories_for(actor: Actor) -> QuerySet[HistoryImport]:
    """Return the takeovers of a referent's agency."""
    if not actor.is_a(Role.REFERENT) or actor.agency_id is None:
        return HistoryImport.objects.none()
    return HistoryImport.objects.filter(agency_id=actor.agency_id).select_related("document", "uploaded_by")


def history_of_id(actor: Actor, history_id: uuid.UUID) -> HistoryImport:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(histories_for(actor), id=history_id)


def open_doubts(actor: Actor) -> QuerySet[HistoryLine]:
    """Return the rows whose doubts nobody has settled."""
    if actor.agency_id is None:
        return HistoryLine.objects.none()
    lines = HistoryLine.objects.filter(agency_id=actor.agency_id, settled_at__isnull=True)
    return lines.exclude(doubts=[]).select_related("history", "contract__candidate", "contract__referent")


def doubt_of(actor: Actor, line_id: uuid.UUID) -> HistoryLine:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(open_doubts(actor), id=line_id)


def kept_mapping(actor: Actor) -> dict[str, str]:
    """Return the columns that the agency chose last time."""
    last = histories_for(actor).exclude(mapping={}).first()
    return dict(last.mapping) if last else {}


def table_of(content: bytes, filename: str) -> tuple[Table | None, tuple[Issue, ...]]:
    """Read a spreadsheet in the confined reader."""
    book, table = read_table(content, filename, HISTORY_LIMITS)
    return table, book.issues


def titles_at(table: Table) -> int:
    """Return the place of the row of titles: people often write a title and a date above them.

    It is the row of the first ones that bears most names of fields, else the first row that has two texts.
    """
    beginning = table.rows[:LONGEST_PREAMBLE]
    known = [known_titles(_texts(row.cells)) for row in beginning]
    if max(known, default=0) > 1:
        return known.index(max(known))
    return next(
        (place for place, row in enumerate(beginning) if len(list(filter(None, _texts(row.cells)))) > 1), 0
    )


def headers_of(table: Table) -> list[str]:
    """Return the titles of the columns, in order; one that is absent or borne twice is told by its letter."""
    titles = _texts(table.rows[titles_at(table)].cells)
    widest = max(len(row.cells) for row in table.rows)
    titles += [""] * (widest - len(titles))
    borne = Counter(match_key(title) for title in titles)
    return [
        title
        if title and borne[match_key(title)] == 1
        else f"{title} (colonne {column_letters(place + 1)})".strip()
        for place, title in enumerate(titles)
    ]


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [clean(str(cell)) if cell is not None else "" for cell in cells]


def plan_of(history: HistoryImport) -> list[PlannedLine]:
    """Return what each row would become, from the stored file and the chosen columns. Nothing is written."""
    table, _ = table_of(read_document(history.document), history.filename)
    if table is None:
        return []
    headers = headers_of(table)
    places = {name: headers.index(header) for name, header in history.mapping.items() if header in headers}
    faculties = _faculties(history.agency_id)
    rows = []
    for row in table.rows[titles_at(table) + 1 :]:
        cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        if any(text for text in _texts(tuple(cells.values()))):
            rows.append(read_row(row.line, cells, faculties))
    return _planned(history.agency_id, rows)


def _faculties(agency_id: uuid.UUID) -> dict[str, str]:
    found = Faculty.objects.filter(agency_id=agency_id)
    return {match_key(text): faculty.code for faculty in found for text in (faculty.code, faculty.name)}


def _planned(agency_id: uuid.UUID, rows: list[HistoryRow]) -> list[PlannedLine]:
    known = set(
        Contract.objects.filter(agency_id=agency_id).values_list(
            "candidate__search_name", "candidate__born_on"
        )
    )
    emails = {row.facts["email"] for row in rows if "email" in row.facts}
    owners = {user.email: user for user in User.objects.filter(email__in=emails)}
    numbers = set(
        Contract.objects.filter(
            number__in=[row.facts["number"] for row in rows if "number" in row.facts]
        ).values_list("number", flat=True)
    )
    seen = _Seen({}, {}, {})
    planned = []
    for row in rows:
        against = _against(row, known, owners, seen)
        # What is there and cannot be read has been said already.
        absent = (label for label in row.missing if not any(one.startswith(label) for one in row.doubts))
        doubts = (*row.doubts, *(f"{label} : absent." for label in absent), *against)
        number = str(row.facts.get("number", ""))
        if number in numbers:
            doubts = (*doubts, "Ce numéro de contrat est déjà pris : le portail en a donné un autre.")
        elif number in seen.numbers:
            other = f"Ce numéro de contrat est aussi celui de la ligne {seen.numbers[number]}"
            doubts = (*doubts, f"{other} : le portail en a donné un autre.")
        becomes = not row.missing and not against and not _out_of_order(row.facts)
        if becomes:
            seen.note(row)
        planned.append(PlannedLine(row, becomes, doubts))
    return planned


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lines that already become a file, by address, by person, by number."""

    emails: dict[str, int]
    people: dict[tuple[str, object], int]
    numbers: dict[str, int]

    def note(self, row: HistoryRow) -> None:
        self.emails[str(row.facts["email"])] = row.line
        self.people[_person(row)] = row.line
        if "number" in row.facts:
            self.numbers[str(row.facts["number"])] = row.line


def _person(row: HistoryRow) -> tuple[str, object]:
    return match_key(f"{row.facts['last_name']} {row.facts['first_name']}"), row.facts["born_on"]


def _against(
    row: HistoryRow, known: Container[tuple[str, object]], owners: Mapping[str, User], seen: _Seen
) -> tuple[str, ...]:
    """Reasons why a row cannot become a file of its own."""
    if row.missing:
        return ()
    person, email = _person(row), str(row.facts["email"])
    found = []
    if person in known:
        found.append("Cette personne a déjà un dossier dans l'agence.")
    owner = owners.get(email)
    if owner is not None and match_key(f"{owner.last_name} {owner.first_name}") != person[0]:
        found.append("Ce courriel est celui de quelqu'un d'autre.")
    if email in seen.emails:
        found.append(f"Ce courriel est aussi celui de la ligne {seen.emails[email]}.")
    elif person in seen.people:
        found.append(f"Même nom et même date de naissance qu'à la ligne {seen.people[person]}.")
    return tuple(found)


def _out_of_order(facts: Mapping[str, object]) -> bool:
    applied_on, concluded_on = facts.get("applied_on"), facts.get("concluded_on")
    born_on = facts.get("born_on")
    if applied_on is None or concluded_on is None or born_on is None:
        return True
    return not born_on < applied_on <= concluded_on  # type: ignore[operator]  # three days
