"""What the frame of every page shows: service, region, person, role, menu."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.menu import Group, Item, items_for, menu_for
from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS

SITE = {
    "site_title": "Portail CESP",
    "site_tagline": "Contrat d'engagement de service public",
    "header_brand_html": "République<br>Française",
    "footer_brand": "République Française",
    "footer_brand_html": "République<br>Française",
    "footer_description": (
        "Le portail accompagne les signataires d'un contrat d'engagement de service public, "
        "de la candidature au dernier mois dû."
    ),
    "get_accessibility_status_display": "non",
    "mourning": False,
}
CONTENT_LINK = {"link": "#content", "label": "Contenu"}
MENU_LINK = {"link": "#header-navigation", "label": "Menu"}
FOOTER_LINK = {"link": "#footer", "label": "Pied de page"}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Add the frame's facts to every template."""
    actor = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "SITE_CONFIG": SITE,
        "actor": actor,
        "acting": None,
        "skiplinks": [CONTENT_LINK, FOOTER_LINK],
        "navigation": "",
        "demonstration_accounts": ACCOUNTS if settings.DEMONSTRATION else (),
    }
    if actor is None:
        return frame
    frame["navigation"] = _navigation(actor.role, request.path)
    if frame["navigation"]:
        frame["skiplinks"].insert(1, MENU_LINK)
    if request.user.is_authenticated:
        held = getattr(request, "roles_held", [])
        frame["roles_held"] = held
        acting = next((one for one in held if one.id == actor.membership_id), None)
        frame["acting"] = acting
        frame["agency"] = acting.agency if acting else None
    return frame


def _navigation(role: Role | None, path: str) -> SafeString:
    """Return the menu of a role; the current entry is that whose address begins the page's, the longest if several."""
    current = max((url for url in _addresses(role).values() if path.startswith(url)), key=len, default="")
    return _drawn(role, current)


@cache
def _addresses(role: Role | None) -> dict[str, str]:
    return {item.route: reverse(item.route) for item in items_for(role)}


@cache
def _drawn(role: Role | None, current: str) -> SafeString:
    """Return the menu as every page of a role shows it: it names nobody, and is drawn once for each of its entries."""
    urls = _addresses(role)

    def shown(item: Item) -> dict[str, Any]:
        return {"label": item.label, "url": urls[item.route], "current": urls[item.route] == current}

    def opened(group: Group) -> dict[str, Any]:
        items = [shown(item) for item in group.items]
        return {"label": group.label, "entries": items, "current": any(item["current"] for item in items)}

    menu = [opened(entry) if isinstance(entry, Group) else shown(entry) for entry in menu_for(role)]
    return render_to_string("components/navigation.html", {"menu": menu}) if menu else SafeString()
