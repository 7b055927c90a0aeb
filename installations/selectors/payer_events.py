"""What the paying authority must know: contracts, suspensions, deferrals, endings. Never why somebody is on leave."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept import kept
from cesp_portal.common.tabular.writing import OutputColumn, Value
from contracts.enums import Outcome as Answer
from contracts.models import Contract, ThirdCycleSuspension, TrainingSuspension
from contracts.selectors.contracts import contracts_for
from installations.enums import FAVOURABLE, DecisionStatus, RequestKind
from installations.models import Decision

DAY = dt.timedelta(days=1)
TOLD = (
    RequestKind.DEFERRAL,
    RequestKind.PRACTICE_SUSPENSION,
    RequestKind.TRANSFER,
    RequestKind.END_OF_COMMITMENT,
    RequestKind.TERMINATION,
)
RELATED = ("candidate", "agency")
TOLD_OF_A_CONTRACT = ("number", "candidate__last_name", "candidate__first_name", "agency__name")
M = TypeVar("M", Contract, TrainingSuspension, ThirdCycleSuspension, Decision)
EVENT_COLUMNS = (
    OutputColumn("Date", 12),
    OutputColumn("Nature", 40),
    OutputColumn("Contrat", 16),
    OutputColumn("Nom", 24),
    OutputColumn("Prénom", 18),
    OutputColumn("Agence", 24),
    OutputColumn("Du", 12),
    OutputColumn("Au", 12),
    OutputColumn("Décision", 18),
)


@dataclass(frozen=True, slots=True)
class PayerEvent:
    """One thing that changes what is paid: decided ``on`` a day, for the days from ``first`` to ``last``."""

    on: dt.date
    code: str
    nature: str
    contract: Contract
    first: dt.date | None = None
    last: dt.date | None = None
    decision: str = ""

    def row(self) -> tuple[Value, ...]:
        """The event as the columns of its file."""
        person = self.contract.candidate
        return (
            self.on,
            self.nature,
            self.contract.number,
            person.last_name,
            person.first_name,
            self.contract.agency.name,
            self.first,
            self.last,
            self.decision,
        )


def payer_events(actor: Actor, first: dt.date, last: dt.date) -> list[PayerEvent]:
    """Return what was decided from ``first`` to ``last``, both included, in the actor's reach, oldest first."""
    if not actor.is_a(Role.PAYEUR, Role.REFERENT, Role.DIRECTION):
        return []
    key = f"payer-events:{actor.role}:{actor.agency_id}:{first}:{last}"
    return kept(key, lambda: _events(contracts_for(actor), first, last))


def _events(reach: QuerySet[Contract], first: dt.date, last: dt.date) -> list[PayerEvent]:
    found = [*_concluded(reach, first, last), *_leaves(reach, first, last), *_decided(reach, first, last)]
    return sorted(found, key=lambda event: (event.on, event.contract.number, event.code))


def _concluded(reach: QuerySet[Contract], first: dt.date, last: dt.date) -> Iterator[PayerEvent]:
    concluded = reach.filter(concluded_on__range=(first, last)).select_related(None)
    for contract in _told(concluded, "", "concluded_on"):
        yield PayerEvent(contract.concluded_on, "contract", "Contrat conclu", contract, contract.concluded_on)


def _leaves(reach: QuerySet[Contract], first: dt.date, last: dt.date) -> Iterator[PayerEvent]:
    ids = reach.order_by().values("pk")
    leaves = TrainingSuspension.objects.filter(contract__in=ids, requested_on__range=(first, last))
    for leave in _told(leaves, "contract__", "requested_on", "starts_on", "ends_until"):
        yield PayerEvent(
            leave.requested_on,
            "training_suspension",
            "Suspension pendant la formation",
            leave.contract,
            leave.starts_on,
            leave.ends_until - DAY,
        )
    stops = ThirdCycleSuspension.objects.filter(
        contract__in=ids, requested_on__range=(first, last), outcome=Answer.ACCEPTED
    )
    for stop in _told(stops, "contract__", "requested_on", "effective_on"):
        nature = "Suspension pour le troisième cycle"
        yield PayerEvent(stop.requested_on, "third_cycle", nature, stop.contract, stop.effective_on)


def _told(rows: QuerySet[M], path: str, *fields: str) -> QuerySet[M]:
    """Read of the rows, of their contract (at ``path``) and of its person what an event tells, and no more."""
    shown = rows.select_related(*(f"{path}{name}" for name in RELATED))
    return shown.only(*fields, *(f"{path}{name}" for name in TOLD_OF_A_CONTRACT))


def _decided(reach: QuerySet[Contract], first: dt.date, last: dt.date) -> Iterator[PayerEvent]:
    decisions = Decision.objects.filter(
        request__contract__in=reach.order_by().values("pk"),
        request__kind__in=TOLD,
        status=DecisionStatus.SIGNED,
        outcome__in=FAVOURABLE,
        signed_on__range=(first, last),
    )
    shown = ("number", "effect", "signed_on", "request__kind", "request__starts_on", "request__ends_on")
    for decision in _told(decisions, "request__contract__", *shown):
        request, signed_on = decision.request, decision.signed_on
        if signed_on is None:  # the database refuses it
            continue
        yield PayerEvent(
            signed_on,
            request.kind,
            request.get_kind_display(),
            request.contract,
            _day(decision.effect.get("starts_on")) or request.starts_on,
            _day(decision.effect.get("ends_on")) or request.ends_on,
            decision.number,
        )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
