"""The rows behind the figures that are no list of contracts: candidates of a step, months, people of a survey."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Sum
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.rules.french import decimal_text
from cesp_portal.dashboard.enums import MonthKind
from cesp_portal.dashboard.selectors.departments import department_names, named
from cesp_portal.dashboard.selectors.funnels import STEPS, Selection, candidates_at
from cesp_portal.dashboard.selectors.month_figures import Asked, month_rows
from cesp_portal.dashboard.selectors.survey_charts import STATES, invitations_at


@dataclass(frozen=True, slots=True)
class SteeringRow:
    """One row: who, where it opens, what the other columns say."""

    who: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SteeringRows:
    """What a figure counts: its title, the heads of the columns, the rows, and the figure itself as it is printed."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[SteeringRow, ...]
    total: str
    back: str


def rows_behind(actor: Actor, what: str, asked: Mapping[str, str]) -> SteeringRows | None:
    """Return the rows behind a figure, None when nobody knows this sort of figure."""
    readers = {"campagne": _candidates, "mois": _months, "enquete": _invited}
    return readers[what](actor, asked) if what in readers else None


def _text(asked: Mapping[str, str], name: str) -> str:
    return asked.get(name, "").strip()[:100]


def _candidates(actor: Actor, asked: Mapping[str, str]) -> SteeringRows:
    selection = Selection(*(_text(asked, name) for name in ("annee", "filiere", "faculte")))
    step = _text(asked, "etape")
    rows = tuple(
        SteeringRow(
            one.full_name,
            reverse("campaign_detail", args=[one.campaign_id]),
            (one.faculty.name, one.campaign.get_stream_display(), one.campaign.academic_year),
        )
        for one in candidates_at(actor, selection, step)
    )
    title = STEPS[step][0] if step in STEPS else "Candidatures"
    heads = ("Personne", "Faculté", "Filière", "Année")
    return SteeringRows(title, heads, rows, _people(rows), reverse("steering_campaign"))


def _months(actor: Actor, asked: Mapping[str, str]) -> SteeringRows:
    wanted = Asked(*(_text(asked, name) for name in ("departement", "annee", "sorte")))
    names = department_names()
    counted = (
        month_rows(actor, wanted)
        .order_by()
        .values("contract_id", "department")
        .annotate(
            total=Sum("months"),
            last=F("contract__candidate__last_name"),
            first=F("contract__candidate__first_name"),
            number=F("contract__number"),
        )
        .order_by("contract__candidate__search_name", "contract_id", "department")
    )
    found = list(counted)
    rows = tuple(
        SteeringRow(
            f"{one['first']} {one['last']}",
            reverse("dossier", args=[one["contract_id"]]) + "?onglet=exercice",
            (one["number"], named(one["department"], names), decimal_text(Fraction(one["total"]))),
        )
        for one in found
    )
    words = [
        str(MonthKind(wanted.sorte).label) if wanted.sorte in MonthKind.values else "Mois",
        named(wanted.departement, names) if wanted.departement else "",
        wanted.annee,
    ]
    total = sum((one["total"] for one in found), Decimal(0))
    return SteeringRows(
        ", ".join(word for word in words if word),
        ("Personne", "Contrat", "Département", "Mois"),
        rows,
        f"{decimal_text(Fraction(total))} mois",
        reverse("steering_months"),
    )


def _invited(actor: Actor, asked: Mapping[str, str]) -> SteeringRows:
    state = _text(asked, "reponse")
    try:
        survey_id = uuid.UUID(_text(asked, "enquete"))
    except ValueError:
        return SteeringRows("Enquête", ("Personne", "Contrat"), (), _people(()), reverse("steering_surveys"))
    rows = tuple(
        SteeringRow(
            one.contract.candidate.full_name,
            reverse("dossier", args=[one.contract_id]),
            (one.contract.number,),
        )
        for one in invitations_at(actor, survey_id, state)
    )
    title = STATES[state][0] if state in STATES else "Enquête"
    return SteeringRows(title, ("Personne", "Contrat"), rows, _people(rows), reverse("steering_surveys"))


def _people(rows: Iterable[SteeringRow]) -> str:
    count = len(tuple(rows))
    return f"{count} personne{'s' if count > 1 else ''}"
