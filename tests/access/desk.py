"""What the addresses of the desk name: piles of work, views that an agency shares."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import ApiToken
from cesp_portal.dashboard.models import HistoryLine, RegionalValue, SavedView
from contracts.models import OfficeContact
from installations.models import LetterText
from tests.factories.contracts import NOON
from tests.factories.history import HistoryLineFactory
from tests.factories.office_settings import LetterTextFactory, OfficeContactFactory, RegionalValueFactory

if TYPE_CHECKING:
    from tests.access.objects import Side


def saved_view(side: Side) -> SavedView:
    """A view shared with the agency of that side."""

    def build() -> SavedView:
        name = f"Vue {side.canary}"
        return SavedView.objects.create(agency=side.agency, name=name, is_shared=True, saved_at=NOON)

    return side.once("saved_view", build)


def api_token(side: Side) -> ApiToken:
    """A token of the agency of that side."""

    def build() -> ApiToken:
        return ApiToken.objects.create(
            agency=side.agency,
            name=f"Jeton {side.canary}",
            scopes=["decisions"],
            secret_sha256=hashlib.sha256(side.canary.encode()).hexdigest(),
            created_at=NOON,
            created_by=side.people[Role.REFERENT],
            expires_on=NOON.date().replace(year=2099),
        )

    return side.once("api_token", build)


def history_line(side: Side) -> HistoryLine:
    """A row with a doubt, of a takeover of that side."""

    def build() -> HistoryLine:
        return HistoryLineFactory(
            history__agency=side.agency,
            history__filename=f"{side.canary}.csv",
            name=f"Reprise {side.canary}",
        )

    return side.once("history_line", build)


def office_contact(side: Side) -> OfficeContact:
    """An entry of the directory of that side."""
    return side.once("office_contact", lambda: OfficeContactFactory(agency=side.agency, name=side.canary))


def regional_value(side: Side) -> RegionalValue:
    """A value that the agency of that side recorded."""
    build = lambda: RegionalValueFactory(agency=side.agency, source=f"Décision {side.canary}")  # noqa: E731
    return side.once("regional_value", build)


def letter_text(side: Side) -> LetterText:
    """A text of the letters of that side."""
    return side.once("letter_text", lambda: LetterTextFactory(agency=side.agency, text=side.canary))


DESK = {
    "office_contact": lambda side: {"contact_id": office_contact(side).id},
    "regional_value": lambda side: {"value_id": regional_value(side).id},
    "letter_text": lambda side: {"text_id": letter_text(side).id},
    "figure": lambda _: {"what": "mois"},
    "membership": lambda side: {"membership_id": side.people[Role.REFERENT].memberships.get().id},
    "history": lambda side: {"history_id": history_line(side).history_id},
    "history_line": lambda side: {"line_id": history_line(side).id},
    "api_contract": lambda _side: {"numero": "76-2026-0001"},
    "api_token": lambda side: {"token_id": api_token(side).id},
    "pile": lambda _side: {"code": "signatures"},
    "saved_view": lambda side: {"view_id": saved_view(side).id},
}
