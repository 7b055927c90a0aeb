"""The routes of the portal and what the matrix expects of each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cesp_portal.common.accounts.enums import Role

VISITOR = "visitor"
NO_ROLE = "no_role"
EVERYBODY = (VISITOR, NO_ROLE, *Role)
MATRIX = Path(__file__).with_name("matrix.toml")
SIGN_IN_REDIRECT, REFUSED = {302}, {403}


@dataclass(frozen=True)
class Expectation:
    """One line of the matrix."""

    name: str
    who: str | list[str]
    get: Any = 200
    post: Any = 405
    object: str = ""
    foreign: str = "hidden"
    send: tuple[tuple[str, str], ...] = ()

    def opens_to(self, person: str) -> bool:
        """Tell whether the route is open to a role (or to a visitor, or to somebody without role)."""
        if self.who == "public":
            return True
        if self.who == "signed_in":
            return person != VISITOR
        return person in self.who

    def statuses(self, person: str, method: str) -> set[int]:
        """Return the statuses that this person may get."""
        if not self.opens_to(person):
            return SIGN_IN_REDIRECT if person == VISITOR else REFUSED
        stated = self.get if method == "GET" else self.post
        if isinstance(stated, dict):
            stated = stated.get(person, stated["default"])
        return set(stated) if isinstance(stated, list) else {stated}


def matrix() -> dict[str, Expectation]:
    """Return the lines of the matrix by route name."""
    lines = tomllib.loads(MATRIX.read_text())
    return {
        name: Expectation(
            name=name,
            **{"who": "signed_in"} | line | {"send": tuple(line.get("send", {}).items())},
        )
        for name, line in lines.items()
    }


def leaves(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Walk every route that the portal answers."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from leaves(entry)
        else:
            yield entry
