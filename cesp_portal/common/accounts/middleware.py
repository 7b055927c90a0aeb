"""Every request has an actor: the person in the role chosen for this visit."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cesp_portal.common import clock
from cesp_portal.common.accounts.selectors import actor_among, anonymous_actor, roles_on

CHOSEN_MEMBERSHIP = "chosen_membership"


class ActorMiddleware:
    """Set ``request.actor``; rights are read again at each request, so a withdrawn role stops at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            chosen = request.session.get(CHOSEN_MEMBERSHIP)
            request.roles_held = roles_on(request.user, clock.today())
            request.actor = actor_among(
                request.user, request.roles_held, uuid.UUID(chosen) if chosen else None
            )
        else:
            request.roles_held = []
            request.actor = anonymous_actor()
        # Who asked decides, even when the answer signs them out.
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
