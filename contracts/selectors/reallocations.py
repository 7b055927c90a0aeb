"""Windows of a year, and the campaigns that could receive a place."""

import datetime as dt

from django.db.models import Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import ReallocationKind
from contracts.models import Campaign, ReallocationWindow
from contracts.rules.reallocations import Window
from contracts.selectors.campaigns import campaigns_for


def windows() -> QuerySet[ReallocationWindow]:
    """Return every window, latest year first: they are public texts."""
    return ReallocationWindow.objects.all()


def windows_of(academic_year: str) -> list[Window]:
    """Return the windows of a year as the rule reads them."""
    rows = ReallocationWindow.objects.filter(academic_year=academic_year)
    return [Window(ReallocationKind(row.kind), row.opens_on, row.closes_on) for row in rows]


def open_windows(academic_year: str, on: dt.date) -> QuerySet[ReallocationWindow]:
    """Return the windows open that day."""
    return ReallocationWindow.objects.filter(academic_year=academic_year, opens_on__lte=on, closes_on__gte=on)


def possible_targets(actor: Actor, origin: Campaign) -> QuerySet[Campaign]:
    """Return the campaigns of the scope that a place of ``origin`` could go to, if a window allows it."""
    same_university = Q(faculty__university=origin.faculty.university) & ~Q(stream=origin.stream)
    same_stream = Q(stream=origin.stream) & ~Q(faculty_id=origin.faculty_id)
    return campaigns_for(actor).filter(
        same_university | same_stream, academic_year=origin.academic_year, agency_id=origin.agency_id
    )
