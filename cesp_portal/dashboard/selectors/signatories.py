"""The signatories of an agency: search, filters, columns of the list and of its export."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import OutputColumn, Value
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.standings import with_standing
from contracts.selectors.contracts import contracts_for
from installations.models import PracticePeriod, ProjectVersion
from installations.selectors.statements import NO_FIGURE, figures_of, statements_of

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


def signatories_for(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, by name, each with its ``standing`` on that day."""
    contracts = with_standing(contracts_for(actor), on).order_by("candidate__search_name", "id")
    exact = {
        "profession": search.profession,
        "regime": search.regime,
        "academic_year": search.academic_year,
        "faculty__code": search.faculty,
        "standing": search.standing if search.standing in Standing.values else "",
    }
    contracts = contracts.filter(**{name: value for name, value in exact.items() if value})
    if search.referent == "me":
        contracts = contracts.filter(Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id))
    return _matching(contracts, search.q)


def _matching(contracts: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep those that the text names: every word in the name, or an e-mail, a number, a commune."""
    text = text.strip()
    if not text:
        return contracts
    named = Q()
    for word in match_key(text).split():
        named &= Q(candidate__search_name__contains=word)
    projects = ProjectVersion.objects.filter(
        project__contract=OuterRef("pk"), commune_name__unaccent__icontains=text
    )
    practice = PracticePeriod.objects.filter(contract=OuterRef("pk"), commune_name__unaccent__icontains=text)
    return contracts.filter(
        named
        | Q(user__email__icontains=text)
        | Q(number__istartswith=text)
        | Exists(projects)
        | Exists(practice)
    )


def choices_for(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return the faculties and the academic years that the actor's contracts have."""
    contracts = contracts_for(actor).order_by()
    faculties = contracts.values_list("faculty__code", "faculty__name").distinct().order_by("faculty__name")
    years = contracts.values_list("academic_year", flat=True).distinct().order_by("-academic_year")
    return {"faculties": list(faculties), "academic_years": [(year, year) for year in years]}


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
