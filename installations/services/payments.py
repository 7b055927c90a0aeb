"""Comparing what was paid with what the files say: each difference is a piece of work, and goes with its cause."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Min

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal import services as journal
from contracts.enums import PaymentLineStatus
from contracts.models import Contract, PaymentFile, PaymentGap, PaymentLine
from contracts.policies.selection import demand
from installations.rules.payment_gaps import Gap, payment_gaps
from installations.selectors.statements import statements_of

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found: contracts read, differences new, gone, still open."""

    contracts: int
    found: int
    gone: int
    remaining: int


@transaction.atomic
def compare_payments(*, actor: Actor, on: dt.date, at: dt.datetime) -> Comparison:
    """Compare every contract that was paid at least once, over the months that the files cover.

    A difference that somebody explained stays closed; one that no longer holds is closed; one that comes back opens.
    """
    demand(actor.is_a(Role.PAYEUR) or actor.is_system)
    applied = PaymentLine.objects.filter(status=PaymentLineStatus.APPLIED)
    covered = applied.aggregate(first=Min("month"), last=Max("month"))
    last = min(covered["last"] or "", f"{on:%Y-%m}")
    paid: dict[uuid.UUID, set[str]] = defaultdict(set)
    for contract_id, month in applied.values_list("contract_id", "month"):
        paid[contract_id].add(month)
    held = {
        (gap.contract_id, gap.month, gap.kind): gap
        for gap in PaymentGap.objects.select_for_update(of=("self",)).order_by("pk")
    }
    contracts = Contract.objects.filter(id__in=paid).order_by("pk")
    true: dict[tuple[uuid.UUID, str, str], Contract] = {}
    for contract, shown in statements_of(contracts.iterator(chunk_size=500), on):
        gaps: frozenset[Gap] = frozenset()
        if shown is not None:
            gaps = payment_gaps(shown, paid[contract.id], covered["first"], last)
        true |= {(contract.id, month, kind.value): contract for month, kind in gaps}
    new = [
        PaymentGap(contract=contract, agency_id=contract.agency_id, month=key[1], kind=key[2], found_at=at)
        for key, contract in true.items()
        if key not in held
    ]
    PaymentGap.objects.bulk_create(new, batch_size=BATCH)
    back = [gap for key, gap in held.items() if key in true and gap.closed_at and not gap.reason]
    gone = [gap for key, gap in held.items() if key not in true and not gap.closed_at]
    _mark(back, found_at=at, closed_at=None)
    _mark(gone, closed_at=at)
    remaining = PaymentGap.objects.filter(closed_at__isnull=True).count()
    result = Comparison(len(paid), len(new) + len(back), len(gone), remaining)
    latest = PaymentFile.objects.first()
    if latest is not None:
        facts = {"contracts": result.contracts, "found": result.found, "gone": result.gone}
        journal.record(actor=actor, action="installations.payments_compared", obj=latest, at=at, facts=facts)
    return result


def _mark(gaps: list[PaymentGap], **values: dt.datetime | None) -> None:
    PaymentGap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(**values)
