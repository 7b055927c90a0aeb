"""What programs read: the exchanges with the paying authority, as data."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from contracts.enums import PaymentLineStatus
from contracts.models import PaymentLine
from contracts.selectors.contracts import contracts_for
from installations.rules.statement import statement
from installations.selectors.statements import statement_facts, with_facts


@dataclass(frozen=True, slots=True)
class MonthRead:
    """One month of a contract: due by the statement or not, and what was paid for it."""

    mois: str
    du: bool
    paye: Decimal | None


def months_of(actor: Actor, number: str, on: dt.date) -> list[MonthRead]:
    """Return the months of a contract in reach, due or paid; any other contract does not exist (404)."""
    contract_id, due = kept(
        f"due-months:{actor.role}:{actor.agency_id}:{number}:{on}", lambda: _due(actor, number, on)
    )
    lines = PaymentLine.objects.filter(contract_id=contract_id, status=PaymentLineStatus.APPLIED).order_by()
    paid = dict(lines.values_list("month", "amount"))
    return [MonthRead(month, month in due, paid.get(month)) for month in sorted(due | set(paid))]


def _due(actor: Actor, number: str, on: dt.date) -> tuple[uuid.UUID, frozenset[str]]:
    """Return the contract and the months that its statement says due."""
    contract = get_object_or_404(with_facts(contracts_for(actor)), number=number)
    ledger = statement(statement_facts(contract, on)).ledger
    return contract.pk, frozenset(str(line.month) for line in ledger if line.paid)
