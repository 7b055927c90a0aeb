"""The rows behind the figures that are no list of contracts: candidates of a step, months, people of a survey."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.common.rules.french import decimal_text
from cesp_portal.dashboard.enums import MonthKind
from cesp_portal.dashboard.selectors.departments import department_names, named
from cesp_portal.dashboard.selectors.funnels import STEPS, Selection, candidates_at
from cesp_portal.dashboard.selectors.month_figures import Asked, counts_version, month_rows
from cesp_portal.dashboard.selectors.reach import whose
from cesp_portal.dashboard.selectors.survey_charts import STATES, invitations_at

PER_PAGE = 50
LONGEST_ASKED = 100


@dataclass(frozen=True, slots=True)
class SteeringRow:
    """One row: who, where it opens, what the other columns say."""

    who: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SteeringRows:
    """What a figure counts: its title, the heads of the columns, a page of rows, and the figure as it is printed.

    ``count`` is the number of rows of all pages.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[SteeringRow, ...]
    count: int
    total: str
    back: str


@dataclass(frozen=True, slots=True)
class _Behind:
    """The rows of the database behind a figure, and how one is shown. Without ``total``, they are people."""

    title: str
    heads: tuple[str, ...]
    found: QuerySet[Any]
    show: Callable[[Any], SteeringRow]
    back: str
    total: Callable[[], str] | None = None
    counted: Callable[[], int] | None = None

    def page(self, number: int) -> SteeringRows:
        count = self.counted() if self.counted else self.found.count()
        first = (min(number, max(1, -(-count // PER_PAGE))) - 1) * PER_PAGE
        rows = tuple(self.show(one) for one in self.found[first : first + PER_PAGE]) if count else ()
        total = self.total() if self.total else _people(count)
        return SteeringRows(self.title, self.heads, rows, count, total, reverse(self.back))


def rows_behind(actor: Actor, what: str, asked: Mapping[str, str], number: int = 1) -> SteeringRows | None:
    """Return a page (from 1) of the rows behind a figure, None when nobody knows this sort of figure."""
    readers = {"campagne": _candidates, "mois": _months, "enquete": _invited}
    if what not in readers:
        return None
    version = counts_version(actor) if what == "mois" else ""
    wanted = sorted((name, value[:LONGEST_ASKED]) for name, value in asked.items())
    key = f"rows:{whose(actor)}:{actor.faculty_id}:{what}:{wanted}:{number}:{version}"
    return kept(key, lambda: readers[what](actor, asked).page(number))


def _text(asked: Mapping[str, str], name: str) -> str:
    return asked.get(name, "").strip()[:LONGEST_ASKED]


def _candidates(actor: Actor, asked: Mapping[str, str]) -> _Behind:
    selection = Selection(*(_text(asked, name) for name in ("annee", "filiere", "faculte")))
    step = _text(asked, "etape")

    def show(one: Any) -> SteeringRow:
        cells = (one.faculty.name, one.campaign.get_stream_display(), one.campaign.academic_year)
        return SteeringRow(one.full_name, reverse("campaign_detail", args=[one.campaign_id]), cells)

    title = STEPS[step][0] if step in STEPS else "Candidatures"
    heads = ("Personne", "Faculté", "Filière", "Année")
    return _Behind(title, heads, candidates_at(actor, selection, step), show, "steering_campaign")


def _months(actor: Actor, asked: Mapping[str, str]) -> _Behind:
    wanted = Asked(*(_text(asked, name) for name in ("departement", "annee", "sorte")))
    names = department_names()
    months = month_rows(actor, wanted).order_by()
    found = (
        months.values("contract_id", "department")
        .annotate(
            total=Sum("months"),
            last=F("contract__candidate__last_name"),
            first=F("contract__candidate__first_name"),
            number=F("contract__number"),
        )
        .order_by("contract__candidate__search_name", "contract_id", "department")
    )

    def show(one: Any) -> SteeringRow:
        cells = (one["number"], named(one["department"], names), decimal_text(Fraction(one["total"])))
        url = reverse("dossier", args=[one["contract_id"]]) + "?onglet=exercice"
        return SteeringRow(f"{one['first']} {one['last']}", url, cells)

    # Neither the number of rows nor their sum depends on how people are called: counted once for each count.
    version = counts_version(actor)
    key = f"months-behind:{whose(actor)}:{wanted}"

    def counted() -> int:
        rows = months.values("contract_id", "department").distinct()
        return kept(f"number of {key}", rows.count, version=version)

    def total() -> str:
        added = kept(f"sum of {key}", lambda: months.aggregate(total=Sum("months"))["total"], version=version)
        return f"{decimal_text(Fraction(added or Decimal(0)))} mois"

    words = (
        str(MonthKind(wanted.sorte).label) if wanted.sorte in MonthKind.values else "Mois",
        named(wanted.departement, names) if wanted.departement else "",
        wanted.annee,
    )
    title = ", ".join(word for word in words if word)
    heads = ("Personne", "Contrat", "Département", "Mois")
    return _Behind(title, heads, found, show, "steering_months", total, counted)


def _invited(actor: Actor, asked: Mapping[str, str]) -> _Behind:
    state = _text(asked, "reponse")
    try:
        survey_id = uuid.UUID(_text(asked, "enquete"))
    except ValueError:
        survey_id = uuid.UUID(int=0)

    def show(one: Any) -> SteeringRow:
        url = reverse("dossier", args=[one.contract_id])
        return SteeringRow(one.contract.candidate.full_name, url, (one.contract.number,))

    title = STATES[state][0] if state in STATES else "Enquête"
    found = invitations_at(actor, survey_id, state)
    return _Behind(title, ("Personne", "Contrat"), found, show, "steering_surveys")


def _people(count: int) -> str:
    return f"{count} personne{'s' if count > 1 else ''}"
