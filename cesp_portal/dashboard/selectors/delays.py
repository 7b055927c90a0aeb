"""How long an agency takes to answer, as its decisions of the last twelve months show."""

import datetime as dt
import uuid
from statistics import median

from cesp_portal.common.clock import paris_day
from contracts.models import LeaveRequest
from installations.models import Decision

A_YEAR = dt.timedelta(days=365)
FEWEST = 3
MOST = 500


def usual_delays(agency_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Return the median number of days from sending to signature, by kind of request; rare kinds are left out."""
    signed = Decision.objects.filter(
        agency_id=agency_id,
        signed_on__gt=on - A_YEAR,
        signed_on__lte=on,
        request__submitted_at__isnull=False,
    ).order_by("-signed_on")
    days: dict[str, list[int]] = {}
    for kind, submitted_at, signed_on in signed.values_list(
        "request__kind", "request__submitted_at", "signed_on"
    )[:MOST]:
        if submitted_at is not None and signed_on is not None:
            days.setdefault(kind, []).append((signed_on - paris_day(submitted_at)).days)
    return _medians(days)


def usual_leave_delays(agency_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Return the same for the requests to suspend, whose decision the authority takes and the referent records."""
    decided = LeaveRequest.objects.filter(agency_id=agency_id, decided_on__gt=on - A_YEAR, decided_on__lte=on)
    days: dict[str, list[int]] = {}
    found = decided.order_by("-decided_on").values_list("kind", "submitted_at", "decided_on")
    for kind, submitted_at, decided_on in found[:MOST]:
        if decided_on is not None:
            days.setdefault(kind, []).append((decided_on - paris_day(submitted_at)).days)
    return _medians(days)


def _medians(days: dict[str, list[int]]) -> dict[str, int]:
    return {kind: round(median(found)) for kind, found in days.items() if len(found) >= FEWEST}
