"""How the last surveys were answered: people asked, begun, answered; each figure with its people."""

import uuid
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
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
    surveys = surveys_for(actor).filter(invitations__isnull=False).distinct()[:SURVEYS_SHOWN]
    return [(survey, _chart(actor, survey)) for survey in surveys]


def _chart(actor: Actor, survey: Survey) -> Chart:
    where = reverse("steering_rows", args=["enquete"])
    rows = [
        (
            code,
            str(label),
            survey.invitations.filter(condition).count(),
            f"{where}?{urlencode({'enquete': survey.id, 'reponse': code})}",
        )
        for code, (label, condition) in STATES.items()
    ]
    return chart_of(actor, f"enquete-{survey.id}", str(survey), rows, unit="Personnes", adds_up=False)


def invitations_at(actor: Actor, survey_id: uuid.UUID, state: str) -> QuerySet[Invitation]:
    """Return the people that a figure of a survey counts, by name; nobody for an unknown state."""
    if state not in STATES:
        return Invitation.objects.none()
    found = Invitation.objects.filter(STATES[state][1], survey__in=surveys_for(actor), survey_id=survey_id)
    return found.select_related("contract__candidate").order_by("contract__candidate__search_name", "pk")
