"""The main menu of each role: a label and a route name, in the order of the day's work."""

from dataclasses import dataclass

from cesp_portal.common.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the main menu."""

    label: str
    route: str


MENUS: dict[Role | None, tuple[Item, ...]] = {}


def menu_for(role: Role | None) -> tuple[Item, ...]:
    """Return the entries of a role; a visitor has those of None."""
    return MENUS.get(role, ())
