"""Writing down that a periodic sweep went by."""

import datetime as dt

from django.db import transaction

from cesp_portal.dashboard.models import SweepPass


@transaction.atomic
def note_pass(*, sweep: str, succeeded: bool, at: dt.datetime) -> None:
    """Keep the last pass of a sweep; one that failed leaves the last success as it was."""
    facts = {"passed_at": at} | ({"succeeded_at": at} if succeeded else {})
    SweepPass.objects.update_or_create(sweep=sweep, defaults=facts)
