"""People and their roles, for the administrator: no file, no name of a signatory."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES, Role
from cesp_portal.common.accounts.models import Membership


def memberships_for(actor: Actor, text: str, on: dt.date) -> QuerySet[Membership]:
    """Return the roles of agents that have not ended, by name; candidates and signatories are nobody's users."""
    if not actor.is_a(Role.ADMINISTRATEUR):
        return Membership.objects.none()
    held = Membership.objects.exclude(role__in=PERSONAL_ROLES).filter(
        Q(ends_until__isnull=True) | Q(ends_until__gt=on)
    )
    for word in text.split():
        held = held.filter(
            Q(user__email__icontains=word)
            | Q(user__last_name__unaccent__icontains=word)
            | Q(user__first_name__unaccent__icontains=word)
        )
    return held.select_related("user", "agency", "faculty").order_by(
        "user__last_name", "user__first_name", "starts_on", "id"
    )


def membership_of(actor: Actor, membership_id: uuid.UUID, on: dt.date) -> Membership:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(memberships_for(actor, "", on), id=membership_id)
