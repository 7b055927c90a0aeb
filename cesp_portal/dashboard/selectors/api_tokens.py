"""Tokens of an office, and the actor that a secret makes of a program."""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import ApiToken


def tokens_for(actor: Actor) -> QuerySet[ApiToken]:
    """Return the tokens of the actor's office that nobody has taken back."""
    live = ApiToken.objects.filter(revoked_at__isnull=True).select_related("created_by")
    if actor.is_a(Role.PAYEUR):
        return live.filter(agency__isnull=True)
    if actor.is_a(Role.REFERENT) and actor.agency_id is not None:
        return live.filter(agency_id=actor.agency_id)
    return live.none()


def token_of(actor: Actor, token_id: uuid.UUID) -> ApiToken:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(tokens_for(actor), id=token_id)


def live_token(secret_sha256: str, on: dt.date) -> ApiToken | None:
    """Return the token of a secret, while it opens something."""
    live = ApiToken.objects.filter(secret_sha256=secret_sha256, revoked_at__isnull=True, expires_on__gt=on)
    return live.first()


def actor_of_token(token: ApiToken) -> Actor:
    """Return who acts with a token: its agency, or the paying authority; nobody's account."""
    role = Role.REFERENT if token.agency_id else Role.PAYEUR
    return Actor(user_id=None, name=f"jeton « {token.name} »", role=role, agency_id=token.agency_id)
