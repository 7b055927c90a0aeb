"""The main menu of each role: a label and a route name, in the order of the day's work."""

from dataclasses import dataclass

from cesp_portal.common.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the main menu."""

    label: str
    route: str


CAMPAIGNS = Item("Campagnes", "campaign_board")
QUOTAS = Item("Arrêtés", "quota_orders")
ZONINGS = Item("Zonage", "zonage_zonings")
PLACES = Item("Zonage", "zonage_search")

MENUS: dict[Role | None, tuple[Item, ...]] = {
    Role.SCOLARITE: (Item("Campagnes", "office_campaigns"),),
    Role.REFERENT: (CAMPAIGNS, QUOTAS, ZONINGS),
    Role.DIRECTION: (CAMPAIGNS, QUOTAS, ZONINGS),
    Role.PAYEUR: (CAMPAIGNS, QUOTAS),
    Role.SUPERVISION: (CAMPAIGNS, QUOTAS),
    Role.CANDIDAT: (Item("Ma candidature", "my_candidacies"), PLACES),
}


def menu_for(role: Role | None) -> tuple[Item, ...]:
    """Return the entries of a role; a visitor has those of None."""
    return MENUS.get(role, ())
