"""Tokens by which a program of an agency reads: made once, shown once, taken back at once."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import ApiScope, Role
from cesp_portal.common.accounts.models import ApiToken
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden

LONGEST_LIFE = dt.timedelta(days=366)


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, actor: Actor, name: str, scopes: Sequence[str], expires_on: dt.date, on: dt.date, at: dt.datetime
) -> tuple[ApiToken, str]:
    """Create a token for the actor's office; return it with its secret, which nobody can read again.

    Raises BadInput without a name or a scope, or for a life over a year.
    """
    if not actor.is_a(Role.REFERENT, Role.PAYEUR):
        raise Forbidden()
    known = [scope for scope in ApiScope.values if scope in set(scopes)]
    if not name.strip() or not known:
        raise BadInput("TOKEN_INCOMPLETE", "Le nom ou la portée manque.", "Dites à quoi sert le jeton.")
    if not on < expires_on <= on + LONGEST_LIFE:
        raise BadInput(
            "TOKEN_LIFE", "Un jeton vaut au plus un an.", "Choisissez un jour dans l'année qui vient."
        )
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        agency_id=actor.agency_id,
        name=name.strip()[:80],
        scopes=known,
        secret_sha256=fingerprint(secret),
        created_at=at,
        created_by_id=actor.person_id,
        expires_on=expires_on,
    )
    journal.record(
        actor=actor, action="dashboard.token_created", obj=token, at=at, facts={"scopes": list(known)}
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken, at: dt.datetime) -> None:
    """Take a token back: it opens nothing from now on."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    journal.record(actor=actor, action="dashboard.token_revoked", obj=token, at=at)
