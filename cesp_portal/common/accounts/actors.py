"""The actor: who acts, in which role, for which office."""

import uuid
from dataclasses import dataclass

from cesp_portal.common.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in the role they hold now, or the portal itself (``user_id`` is then None).

    ``agency_id`` is the scope of an agency's role (for a faculty office, the agency of its region);
    ``faculty_id`` that of a faculty office.
    """

    user_id: uuid.UUID | None
    name: str
    role: Role | None
    agency_id: uuid.UUID | None = None
    faculty_id: uuid.UUID | None = None
    department_code: str = ""
    membership_id: uuid.UUID | None = None

    def is_a(self, *roles: Role) -> bool:
        """Tell whether the role held now is one of ``roles``."""
        return self.role in roles

    @property
    def person_id(self) -> uuid.UUID:
        """The person who acts. Raises LookupError for the portal itself and for a visitor."""
        if self.user_id is None:
            raise LookupError(f"{self.name} is nobody's account.")
        return self.user_id

    @property
    def office_id(self) -> uuid.UUID:
        """The agency that the actor acts for. Raises LookupError for a role without agency."""
        if self.agency_id is None:
            raise LookupError(f"{self.name} acts for no agency.")
        return self.agency_id

    @property
    def is_system(self) -> bool:
        return self.user_id is None and self.role is None and self.name != ANONYMOUS_NAME


ANONYMOUS_NAME = "visiteur"
ANONYMOUS = Actor(user_id=None, name=ANONYMOUS_NAME, role=None)


def system_actor(name: str) -> Actor:
    """Return the actor of a sweep or a command, named in the journal (for example ``balayage des délais``)."""
    return Actor(user_id=None, name=name, role=None)
