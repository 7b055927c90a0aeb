"""What addresses name: one builder per kind of object, called for our side and for the other side.

A builder receives its ``Side`` and returns the arguments of the route. Every text that a person could recognise
holds ``side.canary``, so that a leak of the other side is seen in any page or file.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cesp_portal.common.accounts.enums import AGENCY_ROLES, FACULTY_ROLES, Role
from cesp_portal.common.accounts.models import Agency, Faculty, User
from tests.access.access_that_lasts import ACCESS
from tests.access.desk import DESK
from tests.access.follow_up import FOLLOW_UP
from tests.access.installations import INSTALLATIONS
from tests.access.selection import SELECTION
from tests.access.zonings import ZONINGS
from tests.factories.accounts import AgencyFactory, FacultyFactory, MembershipFactory, UserFactory

Arguments = dict[str, Any]


@dataclass
class Side:
    """A region with its agency, its faculty and one person per role; ``made`` keeps what builders share."""

    canary: str
    agency: Agency
    faculty: Faculty
    people: dict[Role, User]
    made: dict[str, Any] = field(default_factory=dict)

    def once(self, kind: str, build: Callable[[], Any]) -> Any:
        """Return the object of that kind of this side, built at the first call."""
        if kind not in self.made:
            self.made[kind] = build()
        return self.made[kind]


def make_side(region_code: str, canary: str) -> Side:
    """Build the people of a region; their names carry the canary."""
    agency = AgencyFactory(region_code=region_code)
    faculty = FacultyFactory(agency=agency, name=f"Faculté {canary}")
    people = {}
    for role in Role:
        user = UserFactory(last_name=canary.upper(), email=f"{role}.{canary}@example.org")
        MembershipFactory(
            user=user,
            role=role,
            agency=agency if role in AGENCY_ROLES else None,
            faculty=faculty if role in FACULTY_ROLES else None,
        )
        people[role] = user
    return Side(canary, agency, faculty, people)


def unknown(arguments: Arguments) -> Arguments:
    """Return the same address with identifiers that nobody has."""
    return {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in arguments.items()
    }


OBJECTS: dict[str, Callable[[Side], Arguments]] = {
    **FOLLOW_UP,
    **SELECTION,
    **INSTALLATIONS,
    **ZONINGS,
    **DESK,
    **ACCESS,
}
