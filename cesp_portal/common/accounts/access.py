"""Which roles may open a view: declared beside it, checked before it runs, read by the access matrix."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.selectors import HeldRole
from cesp_portal.common.refusals import Forbidden

View = Callable[..., HttpResponse]


class PortalRequest(HttpRequest):
    """A request as views receive it: with its actor (typing aid, never instantiated by us)."""

    actor: Actor
    roles_held: list[HeldRole]
    htmx: Any


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Let only these roles open the view; any other signed-in person gets the 403 page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.actor.is_a(*roles):
                raise Forbidden("Cette page n'est pas ouverte à votre rôle.")
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by the access matrix
        return guarded

    return decorate
