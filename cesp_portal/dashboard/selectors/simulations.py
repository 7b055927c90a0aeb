"""The situation that a simulation starts from, and the place it supposes."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.rules.what_if import Situation
from contracts.models import Contract
from contracts.selectors.contracts import my_contracts
from installations.selectors.statements import statement_facts
from zonage.selectors.zones import ZoneAnswer, zone_of


def latest_contract(actor: Actor) -> Contract | None:
    """Return the person's latest contract, None for a visitor or an agent."""
    return my_contracts(actor).order_by("-concluded_on").first() if actor.is_a(Role.SIGNATAIRE) else None


def situation_of(contract: Contract, on: dt.date, training_ends_on: dt.date | None) -> Situation:
    """Return the facts of a contract as its statement reads them."""
    return Situation(statement_facts(contract, on), contract.agency.region_code, training_ends_on)


def place_supposed(code: str, profession: str, on: dt.date) -> ZoneAnswer | None:
    """Return the zone of the place supposed on that day, None when no place is given."""
    return zone_of(code=code, profession=profession, on=on) if code.strip() else None
