"""Where to write to the paying authority."""

import datetime as dt

from django.db.models import Q

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User


def payer_email(on: dt.date) -> str:
    """Return the address of the oldest paying-authority account in force on that day, or an empty text."""
    payers = User.objects.filter(
        Q(memberships__ends_until__isnull=True) | Q(memberships__ends_until__gt=on),
        memberships__role=Role.PAYEUR,
        memberships__starts_on__lte=on,
        is_active=True,
    ).order_by("memberships__starts_on", "email")
    first = payers.first()
    return first.email if first else ""
