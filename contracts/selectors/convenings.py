"""What convenes a member of a commission: the letter in PDF and the meeting for a calendar."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.documents.pdf import render_pdf
from contracts.models import Commission, CommissionMember
from contracts.rules.commissions import calendar_event

LETTER = ("convocation.pdf", "application/pdf")
MEETING = ("commission.ics", "text/calendar")


def convening_letter(member: CommissionMember, commission: Commission, day: dt.date) -> bytes:
    """Print the convening letter of one member, dated that day, in PDF."""
    facts = {"member": member, "commission": commission, "day": day}
    return render_pdf(render_to_string("contracts/pdf/convening.html", facts))


def meeting_event(commission: Commission, at: dt.datetime) -> bytes:
    """Write the meeting as a calendar file; a later ``at`` moves the meeting in the calendar that holds it."""
    seat = reverse("seat", args=[commission.id])
    event = calendar_event(
        uid=f"{commission.id}@cesp",
        starts_at=commission.starts_at,
        stamped_at=at,
        summary=f"Commission CESP : {commission.campaign}",
        place=commission.place,
        details=f"Convocation, dossiers et avis : {settings.PUBLIC_URL}{seat}",
    )
    return event.encode()
