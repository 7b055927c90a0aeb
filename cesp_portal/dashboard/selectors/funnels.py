"""The funnel of the campaigns of a year: how many candidates reached each step, and who they are."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.selectors.figures import Chart, chart_of
from cesp_portal.dashboard.selectors.reach import whose
from contracts.enums import ListStatus, OfferStatus, Stream
from contracts.models import Candidate, ListEntry, Offer
from contracts.selectors.campaigns import academic_years_for, campaigns_for

_LISTED = Exists(ListEntry.objects.filter(candidate=OuterRef("pk"), list__status=ListStatus.CURRENT))
_OFFERS = Offer.objects.filter(candidate=OuterRef("pk"))
# A candidate may be at several of these steps: each counts people, and they do not add up.
STEPS: Final = {
    "candidats": ("Candidatures", Q()),
    "classes": ("Sur la liste en vigueur", Q(_LISTED)),
    "proposes": ("Ont reçu une proposition", Q(Exists(_OFFERS))),
    "attente": ("Proposition en cours", Q(Exists(_OFFERS.filter(status=OfferStatus.SENT)))),
    "signes": ("Ont signé", Q(Exists(_OFFERS.filter(status=OfferStatus.SIGNED)))),
    "refuses": ("Ont refusé", Q(Exists(_OFFERS.filter(status=OfferStatus.REFUSED)))),
    "expires": ("Délai dépassé", Q(Exists(_OFFERS.filter(status=OfferStatus.LAPSED)))),
    "retires": ("Candidature retirée", Q(withdrawn_at__isnull=False)),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which campaigns are counted; an empty text asks nothing."""

    annee: str = ""
    filiere: str = ""
    faculte: str = ""

    def as_parameters(self) -> dict[str, str]:
        """Return what is asked, for an address."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


def funnel_for(actor: Actor, asked: Selection, on: dt.date) -> Chart:
    """Return the steps with their candidates, by the fullest first.

    Who sees no names is told of one whole year: a part of it, or all years together, would give the rest away.
    """
    if actor.is_a(Role.SUPERVISION):
        years = academic_years_for(actor)
        asked = Selection(asked.annee if asked.annee in years else next(iter(years), ""))
    key = f"funnel:{whose(actor)}:{actor.faculty_id}:{asked}:{on}"
    counted = kept(key, lambda: _count(actor, asked))
    where = reverse("steering_rows", args=["campagne"])
    rows = [
        (
            code,
            str(label),
            counted[code],
            f"{where}?{urlencode(asked.as_parameters() | {'etape': code})}",
        )
        for code, (label, _) in STEPS.items()
    ]
    return chart_of(
        actor, "campagne", "De la candidature à la signature", rows, unit="Personnes", adds_up=False
    )


def _count(actor: Actor, asked: Selection) -> dict[str, int]:
    candidates = _candidates(actor, asked).order_by()
    return candidates.aggregate(
        **{code: Count("pk", filter=is_there) for code, (_, is_there) in STEPS.items()}
    )


def candidates_at(actor: Actor, asked: Selection, step: str) -> QuerySet[Candidate]:
    """Return the candidates that a figure of the funnel counts, by name; nobody for an unknown step."""
    if step not in STEPS:
        return Candidate.objects.none()
    found = _candidates(actor, asked).filter(STEPS[step][1])
    return found.select_related("campaign", "faculty", "contract").order_by("search_name", "pk")


def _candidates(actor: Actor, asked: Selection) -> QuerySet[Candidate]:
    exact: dict[str, Any] = {
        "campaign__academic_year": asked.annee,
        "campaign__stream": asked.filiere,
        "faculty__code": asked.faculte,
    }
    candidates = Candidate.objects.filter(campaign__in=campaigns_for(actor).order_by())
    return candidates.filter(**{name: value for name, value in exact.items() if value})


def funnel_choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return the years, streams and faculties that have a campaign in reach."""
    faculties = campaigns_for(actor).order_by("faculty__name").values_list("faculty__code", "faculty__name")
    return {
        "years": [(year, year) for year in academic_years_for(actor)],
        "streams": [(code, str(label)) for code, label in Stream.choices],
        "faculties": list(dict.fromkeys(faculties)),
    }
