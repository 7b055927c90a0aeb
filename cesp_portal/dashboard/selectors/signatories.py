"""The signatories of an agency: search, filters, columns of the list and of its export."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import F, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Faculty, User
from cesp_portal.common.db import Folded
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import OutputColumn, Value
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.kept import kept
from cesp_portal.dashboard.selectors.reach import files_for
from cesp_portal.dashboard.selectors.standings import that_stand, with_standing
from cesp_portal.dashboard.selectors.tallies import Tally, people_by, people_with
from contracts.enums import Profession
from contracts.models import Candidate, Contract
from installations.models import PracticePeriod, ProjectVersion
from installations.rules.figures import NO_FIGURE
from installations.selectors.statements import figures_of, statements_of

FEW, SHORTEST = 500, 3
PER_PAGE = 25
LINE = (
    "pk",
    "candidate__last_name",
    "candidate__first_name",
    "number",
    "profession",
    "academic_year",
    "faculty__name",
    "referent__first_name",
    "referent__last_name",
    "referent__email",
)
COLUMNS = (
    OutputColumn("Nom", 24),
    OutputColumn("Prénom", 18),
    OutputColumn("Contrat", 16),
    OutputColumn("Profession", 16),
    OutputColumn("Régime", 12),
    OutputColumn("Année", 12),
    OutputColumn("Faculté", 30),
    OutputColumn("Situation", 34),
    OutputColumn("Conclu le", 12),
    OutputColumn("Fin de formation", 14),
    OutputColumn("Référent", 24),
    OutputColumn("Courriel", 34),
    OutputColumn("Mois payés", 14),
    OutputColumn("Mois dus", 14),
    OutputColumn("Mois vérifiés", 14),
    OutputColumn("Mois déclarés, à vérifier", 14),
    OutputColumn("Mois restants", 14),
    OutputColumn("Fin prévue si rien ne change", 18),
)
FIGURES = tuple(column.title for column in COLUMNS[-6:])


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

    def as_parameters(self) -> dict[str, str]:
        """Return what is asked, for an address: the empty criteria left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list."""

    id: uuid.UUID
    name: str
    number: str
    profession: str
    academic_year: str
    faculty: str
    referent: str
    standing: Standing


def signatories_for(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, by name, each with its ``standing`` on that day."""
    found = answering(actor, search, on).select_related("candidate", "faculty", "referent", "user")
    return with_standing(found, on)


def answering(actor: Actor, search: Search, on: dt.date) -> QuerySet[Contract]:
    """Return the contracts in reach that answer the search, by name."""
    contracts = files_for(actor).select_related(None)
    exact = {
        "profession": search.profession,
        "regime": search.regime,
        "academic_year": search.academic_year,
        "faculty__code": search.faculty,
    }
    contracts = contracts.filter(**{name: value for name, value in exact.items() if value})
    if search.standing in Standing.values:
        contracts = that_stand(contracts, Standing(search.standing), on)
    if search.referent == "me":
        contracts = contracts.filter(Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id))
    return _matching(contracts, search.q).order_by("candidate__search_name", "candidate_id")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list, and how many contracts there are in all."""

    lines: tuple[Line, ...]
    count: int


def page_of(actor: Actor, search: Search, on: dt.date, number: int, tally: Tally) -> Found:
    """Return a page of the rows that answer a search; standings are asked for these rows alone.

    The tally of the day counts them whenever it can tell.
    """
    key = f"signatories:{actor.role}:{actor.agency_id}:{actor.user_id}:{on}:{number}:{search}"
    return kept(key, lambda: _page(actor, search, on, number, tally))


def _page(actor: Actor, search: Search, on: dt.date, number: int, tally: Tally) -> Found:
    rows = answering(actor, search, on).values_list(*LINE)
    first = (number - 1) * PER_PAGE
    lines = tuple(_lines(rows[first : first + PER_PAGE], on))
    if not search.q and search.referent != "me":
        return Found(lines, count_of(search, tally))
    is_last = 0 < len(lines) < PER_PAGE or (number == 1 and not lines)
    return Found(lines, first + len(lines) if is_last else rows.count())


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


def _lines(found: Iterable[tuple[Any, ...]], on: dt.date) -> list[Line]:
    rows = list(found)
    contracts = Contract.objects.filter(pk__in=[row[0] for row in rows]).order_by()
    standings = dict(with_standing(contracts, on).values_list("pk", "standing")) if rows else {}
    professions = dict(Profession.choices)
    return [
        Line(
            id=pk,
            name=f"{last} {first}",
            number=number,
            profession=str(professions[profession]),
            academic_year=year,
            faculty=faculty,
            referent=f"{agent_first or ''} {agent_last or ''}".strip() or agent_email or "",
            standing=Standing(standings[pk]),
        )
        for pk, last, first, number, profession, year, faculty, agent_first, agent_last, agent_email in rows
    ]


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


def export_rows(contracts: QuerySet[Any], on: dt.date) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the export, in the order of the list, each with the figures of its statement that day."""
    rows: Iterator[Any] = contracts.iterator(chunk_size=2000)
    for contract, statement in statements_of(rows, on):
        figures = figures_of(statement) if statement else {}
        yield (
            contract.candidate.last_name,
            contract.candidate.first_name,
            contract.number,
            contract.get_profession_display(),
            contract.regime,
            contract.academic_year,
            contract.faculty.name,
            Standing(contract.standing).label,
            contract.concluded_on,
            contract.training_completed_on,
            str(contract.referent) if contract.referent else "",
            contract.user.email,
            *(figures.get(label, NO_FIGURE) for label in FIGURES),
        )
