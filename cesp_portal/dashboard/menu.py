"""The main menu of each role: a label and a route name, in the order of the day's work."""

from collections.abc import Iterator
from dataclasses import dataclass

from cesp_portal.common.accounts.enums import Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the main menu."""

    label: str
    route: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that open together under one label: a long menu stays on one line."""

    label: str
    items: tuple[Item, ...]


CAMPAIGNS = Item("Campagnes", "campaign_board")
QUOTAS = Item("Arrêtés", "quota_orders")
ZONINGS = Item("Zonage", "zonage_zonings")
PLACES = Item("Où exercer", "zonage_search")
POSTS = Item("Postes", "posts_offered")
TO_DO = Item("À traiter", "desk")
SIGNATORIES = Item("Signataires", "signatories")
DECISIONS = Item("Décisions", "decisions_home")
EXCHANGES = Item("Échanges", "agenda")
MESSAGES = Item("Messages", "inbox")
SURVEYS = Item("Enquêtes", "survey_list")
STEERING = Item("Pilotage", "steering")
SETTINGS = Item("Réglages", "settings_home")

MENUS: dict[Role | None, tuple[Item | Group, ...]] = {
    Role.SCOLARITE: (Item("Campagnes", "office_campaigns"),),
    Role.COMMISSION: (Item("Mes commissions", "seats"),),
    Role.REFERENT: (
        TO_DO,
        SIGNATORIES,
        Group(
            "Démarches",
            (
                DECISIONS,
                Item("Exercice", "practice_to_verify"),
                Item("Suspensions", "leave_requests"),
                Item("Obligations", "obligation_watch"),
                EXCHANGES,
            ),
        ),
        MESSAGES,
        Group("Sélection", (CAMPAIGNS, QUOTAS, Item("Vœux", "wish_campaigns"), POSTS)),
        SURVEYS,
        ZONINGS,
        STEERING,
        SETTINGS,
    ),
    Role.DIRECTION: (TO_DO, SIGNATORIES, DECISIONS, CAMPAIGNS, QUOTAS, SURVEYS, ZONINGS, STEERING, SETTINGS),
    Role.DELEGATION: (SIGNATORIES, STEERING, PLACES),
    Role.ADMINISTRATEUR: (Item("Habilitations", "people"), Item("État du portail", "portal_state")),
    Role.PAYEUR: (
        Item("Paiements", "payments"),
        Item("Courriers reçus", "transmissions_received"),
        Item("Jetons", "api_tokens"),
        CAMPAIGNS,
        QUOTAS,
    ),
    Role.SUPERVISION: (STEERING, CAMPAIGNS, QUOTAS),
    Role.SIGNATAIRE: (
        Item("Accueil", "signatory_home"),
        Item("Décompte", "signatory_statement"),
        Group(
            "Mes démarches",
            (
                Item("Projet", "my_project"),
                Item("Demandes", "my_requests"),
                Item("Suspensions", "my_leaves"),
                Item("Vœux", "my_wish"),
                Item("Exercice", "my_practice"),
                Item("Courriers", "my_letters"),
            ),
        ),
        MESSAGES,
        Item("Échanges", "my_exchanges"),
        Item("Enquêtes", "my_surveys"),
        Item("Simulateur", "simulator"),
        PLACES,
        POSTS,
    ),
    Role.CANDIDAT: (Item("Ma candidature", "my_candidacies"), PLACES, POSTS),
}


def menu_for(role: Role | None) -> tuple[Item | Group, ...]:
    """Return the entries and the groups of a role; a visitor has those of None."""
    return MENUS.get(role, ())


def items_for(role: Role | None) -> Iterator[Item]:
    """Yield the entries of a role one after the other, those of the groups included."""
    for entry in menu_for(role):
        yield from entry.items if isinstance(entry, Group) else (entry,)
