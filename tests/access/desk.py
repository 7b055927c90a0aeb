"""What the addresses of the desk name: piles of work, views that an agency shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cesp_portal.dashboard.models import SavedView
from tests.factories.contracts import NOON

if TYPE_CHECKING:
    from tests.access.objects import Side


def saved_view(side: Side) -> SavedView:
    """A view shared with the agency of that side."""

    def build() -> SavedView:
        name = f"Vue {side.canary}"
        return SavedView.objects.create(agency=side.agency, name=name, is_shared=True, saved_at=NOON)

    return side.once("saved_view", build)


DESK = {
    "pile": lambda _side: {"code": "signatures"},
    "saved_view": lambda side: {"view_id": saved_view(side).id},
}
