"""How the last surveys were answered: people asked, begun, answered; each figure with its people."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.selectors.figures import Chart, chart_of
from contracts.models import Invitation, Survey
from contracts.selectors.surveys import surveys_for

SURVEYS_SHOWN = 5
STATES: Final = {
    "interroges": ("Personnes interrogées", Q()),
    "repondu": ("Ont répondu", Q(submitted_at__isnull=False)),
    "commence": ("Ont commencé sans envoyer", Q(started_at__isnull=False, submitted_at__isnull=True)),
    "silence": ("N'ont pas commencé", Q(started_at__isnull=True)),
}


def survey_charts(actor: Actor) -> list[tuple[Survey, Chart]]:
    """Return the last surveys that were sent, each with its chart."""
    sent = Exists(Invitation.objects.filter(survey=OuterRef("pk")))
    surveys = list(surveys_for(actor).filter(sent)[:SURVEYS_SHOWN])
    ids = [survey.pk for survey in surveys]
    counted = kept(f"surveys:{ids}", lambda: _counted(ids))
    return [(survey, _chart(actor, survey, counted[survey.pk])) for survey in surveys]


def _counted(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    counts = {code: Count("pk", filter=condition) for code, (_, condition) in STATES.items()}
    rows = Invitation.objects.filter(survey__in=ids).order_by().values_list("survey_id").annotate(**counts)
    return {survey_id: dict(zip(STATES, people, strict=True)) for survey_id, *people in rows}


def _chart(actor: Actor, survey: Survey, counted: Mapping[str, int]) -> Chart:
    where = reverse("steering_rows", args=["enquete"])
    rows = [
        (
            code,
            str(label),
            counted[code],
            f"{where}?{urlencode({'enquete': survey.id, 'reponse': code})}",
        )
        for code, (label, _) in STATES.items()
    ]
    return chart_of(actor, f"enquete-{survey.id}", str(survey), rows, unit="Personnes", adds_up=False)


def invitations_at(actor: Actor, survey_id: uuid.UUID, state: str) -> QuerySet[Invitation]:
    """Return the people that a figure of a survey counts, by name; nobody for an unknown state."""
    if state not in STATES:
        return Invitation.objects.none()
    found = Invitation.objects.filter(STATES[state][1], survey__in=surveys_for(actor), survey_id=survey_id)
    return found.select_related("contract__candidate").order_by("contract__candidate__search_name", "pk")
