"""What the addresses of the access pages name: links to confirm, claimed files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cesp_portal.common.accounts.addresses import NEW_SIDE
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.links import hash_of, new_token
from contracts.services.claims import PURPOSE
from tests.factories.access import AddressChangeFactory, FileClaimFactory
from tests.factories.contracts import NOON

if TYPE_CHECKING:
    from tests.access.objects import Side

FAR = NOON.replace(year=2099)


def address_token(side: Side) -> str:
    def build() -> str:
        token = new_token()
        person = side.people[Role.SIGNATAIRE]
        AddressChangeFactory(user=person, new_hash=hash_of(token, NEW_SIDE), expires_at=FAR)
        return token

    return str(side.once("address_link", build))


def claim_token(side: Side) -> str:
    def build() -> str:
        token = new_token()
        FileClaimFactory(agency=side.agency, token_hash=hash_of(token, PURPOSE), expires_at=FAR)
        return token

    return str(side.once("claim_link", build))


def claim(side: Side) -> Any:
    return side.once(
        "claim", lambda: FileClaimFactory(agency=side.agency, last_name=side.canary, waiting=True)
    )


ACCESS = {
    "address_link": lambda side: {"token": address_token(side)},
    "claim_link": lambda side: {"token": claim_token(side)},
    "claim": lambda side: {"claim_id": claim(side).id},
}
