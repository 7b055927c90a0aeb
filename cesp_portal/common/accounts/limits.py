"""How often one connection may try, for pages that anybody can open. Counted by all the web processes together."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from cesp_portal.common.refusals import Refusal


class TooManyAttempts(Refusal):
    """This connection has tried too often; ``message`` says how long to wait."""

    status = HTTPStatus.TOO_MANY_REQUESTS


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``amount`` attempts from one connection in ``minutes``, counted from the first one.

    A campus or a hospital goes out through one address: amounts are those of a crowd, not of a person.
    """

    name: str
    amount: int
    minutes: int

    def require_room(self, request: HttpRequest) -> None:
        """Raise TooManyAttempts when this connection has no attempt left."""
        if (cache.get(self._key(request)) or 0) >= self.amount:
            raise TooManyAttempts(
                "TOO_MANY_ATTEMPTS",
                "Trop d'essais sont partis de votre connexion en peu de temps.",
                f"Rien n'a changé. Attendez {self.minutes} minutes, puis recommencez.",
            )

    def count(self, request: HttpRequest) -> None:
        """Write one attempt down."""
        key = self._key(request)
        if cache.add(key, 1, self.minutes * 60):
            return
        try:
            cache.incr(key)
        except ValueError:  # the count ended between the two: this attempt is the first of the next one
            cache.set(key, 1, self.minutes * 60)

    def spend(self, request: HttpRequest) -> None:
        """Count an attempt, or raise TooManyAttempts."""
        self.require_room(request)
        self.count(request)

    def _key(self, request: HttpRequest) -> str:
        address = get_adapter().get_client_ip(request)
        return "limit:" + hashlib.sha256(f"{self.name}:{address}".encode()).hexdigest()
