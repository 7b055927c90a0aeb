"""The yearly exchange: put on the agenda, summoned, held or missed; and every other contact."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from contracts.enums import ContactKind, ContractStatus, ExchangeStatus, Visibility
from contracts.models import ContactRecord, Contract, Exchange
from contracts.notifications.exchanges import tell_summons
from contracts.policies.files import may_follow
from contracts.rules.deadlines import NextExchangeFacts, next_exchange
from contracts.rules.exchange_lifecycle import EXCHANGE, NOTICE

BATCH = 1000


def plan_exchanges(
    *, actor: Actor, installed: Mapping[uuid.UUID, dt.date], on: dt.date, at: dt.datetime
) -> int:
    """Put on the agenda the exchanges due within two months; returns how many were added.

    ``installed`` gives the first day of practice by contract: the yearly exchange ends there. Running it twice adds
    nothing.
    """
    contracts = (
        Contract.objects.filter(status=ContractStatus.ACTIVE, concluded_on__lt=on)
        .exclude(exchanges__status__in=(ExchangeStatus.DUE, ExchangeStatus.PLANNED, ExchangeStatus.MISSED))
        .only("id", "agency_id", "concluded_on")
        .order_by("id")
    )
    due, added = [], 0
    for contract in contracts.iterator(BATCH):
        facts = NextExchangeFacts(contract.concluded_on, installed.get(contract.id), on)
        due_on = _due_on(facts)
        if due_on is not None and due_on <= on + NOTICE:
            due.append(Exchange(contract=contract, agency_id=contract.agency_id, due_on=due_on))
        if len(due) == BATCH:
            added += _add(actor, due, at)
            due.clear()
    return added + _add(actor, due, at)


def _due_on(facts: NextExchangeFacts) -> dt.date | None:
    if facts.installed_on is not None and facts.on is not None and facts.installed_on <= facts.on:
        return None
    return next_exchange(facts).due_on


@transaction.atomic
def _add(actor: Actor, exchanges: list[Exchange], at: dt.datetime) -> int:
    held = set(
        Exchange.objects.filter(contract__in=[one.contract_id for one in exchanges]).values_list(
            "contract_id", "due_on"
        )
    )
    new = [one for one in exchanges if (one.contract_id, one.due_on) not in held]
    for exchange in Exchange.objects.bulk_create(new):
        _record(actor, "exchange_due", exchange, exchange.contract_id, at, due_on=exchange.due_on.isoformat())
    return len(new)


@transaction.atomic
def summon(
    *,
    actor: Actor,
    exchange: Exchange,
    starts_at: dt.datetime,
    mode: ContactKind,
    place: str,
    at: dt.datetime,
) -> Exchange:
    """Summon the signatory, or summon again; the message says when, where and what to do if it cannot be."""
    exchange, after = _step(actor, exchange, "summon")
    if starts_at <= at:
        raise BadInput(
            "SUMMONS_IN_THE_PAST", "La convocation est déjà passée.", "Choisissez une heure à venir."
        )
    exchange.status, exchange.starts_at, exchange.summoned_at = ExchangeStatus(after), starts_at, at
    exchange.mode, exchange.place, exchange.closed_at = mode, place, None
    exchange.summons += 1
    exchange.save(
        update_fields=["status", "starts_at", "summoned_at", "mode", "place", "closed_at", "summons"]
    )
    tell_summons(exchange, at=at)
    _record_on(actor, "exchange_summoned", exchange, at, summons=exchange.summons)
    return exchange


@transaction.atomic
def hold_exchange(
    *, actor: Actor, exchange: Exchange, summary: str, visibility: Visibility, at: dt.datetime
) -> Exchange:
    """Record that the exchange took place, and what was said."""
    exchange, after = _step(actor, exchange, "hold")
    _check_started(exchange, at)
    exchange.status, exchange.closed_at = ExchangeStatus(after), at
    exchange.save(update_fields=["status", "closed_at"])
    _note(
        actor=actor,
        contract=exchange.contract,
        exchange=exchange,
        kind=ContactKind(exchange.mode),
        happened_on=_day(exchange),
        summary=summary,
        visibility=visibility,
        at=at,
    )
    _record_on(actor, "exchange_held", exchange, at)
    return exchange


@transaction.atomic
def miss_exchange(*, actor: Actor, exchange: Exchange, at: dt.datetime) -> Exchange:
    """Record that the signatory did not come; the exchange may be summoned again."""
    exchange, after = _step(actor, exchange, "miss")
    _check_started(exchange, at)
    exchange.status, exchange.closed_at = ExchangeStatus(after), at
    exchange.save(update_fields=["status", "closed_at"])
    _record_on(actor, "exchange_missed", exchange, at, summons=exchange.summons)
    return exchange


@transaction.atomic
def record_contact(
    *,
    actor: Actor,
    contract: Contract,
    kind: ContactKind,
    happened_on: dt.date,
    summary: str,
    visibility: Visibility,
    at: dt.datetime,
) -> ContactRecord:
    """Note a contact outside the yearly exchange. Raises BadInput for a day to come."""
    if not may_follow(actor, contract):
        raise Forbidden
    if happened_on > paris_day(at):
        raise BadInput("CONTACT_IN_THE_FUTURE", "Ce jour n'est pas encore venu.", "Notez le contact ensuite.")
    contact = _note(
        actor=actor,
        contract=contract,
        exchange=None,
        kind=kind,
        happened_on=happened_on,
        summary=summary,
        visibility=visibility,
        at=at,
    )
    _record(actor, "contact_recorded", contact, contract.id, at, kind=kind.value, visibility=visibility.value)
    return contact


def _note(
    *,
    actor: Actor,
    contract: Contract,
    exchange: Exchange | None,
    kind: ContactKind,
    happened_on: dt.date,
    summary: str,
    visibility: Visibility,
    at: dt.datetime,
) -> ContactRecord:
    if actor.user_id is None:
        raise Forbidden
    return ContactRecord.objects.create(
        contract=contract,
        agency_id=contract.agency_id,
        exchange=exchange,
        kind=kind,
        happened_on=happened_on,
        summary=summary,
        visibility=visibility,
        author_id=actor.user_id,
        recorded_at=at,
    )


def _step(actor: Actor, exchange: Exchange, action: str) -> tuple[Exchange, str]:
    exchange = (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("contract__user", "contract__agency", "contract__candidate")
        .get(id=exchange.id)
    )
    if not may_follow(actor, exchange.contract):
        raise Forbidden
    try:
        return exchange, EXCHANGE.after(exchange.status, action)
    except TransitionRefused as refused:
        raise Refusal("EXCHANGE_STEP_REFUSED", str(refused), "Rechargez la page de l'échange.") from refused


def _check_started(exchange: Exchange, at: dt.datetime) -> None:
    if exchange.starts_at is not None and at < exchange.starts_at:
        raise BadInput(
            "EXCHANGE_NOT_STARTED",
            "L'heure de la convocation n'est pas encore venue.",
            "Si le rendez-vous est avancé, convoquez de nouveau à la bonne heure.",
        )


def _day(exchange: Exchange) -> dt.date:
    return paris_day(exchange.starts_at) if exchange.starts_at else exchange.due_on


def _record_on(actor: Actor, what: str, exchange: Exchange, at: dt.datetime, **facts: Any) -> None:
    _record(actor, what, exchange, exchange.contract_id, at, **facts)


def _record(
    actor: Actor, what: str, obj: models.Model, contract_id: uuid.UUID, at: dt.datetime, **facts: Any
) -> None:
    contract = Contract.objects.only("agency_id", "candidate_id").get(id=contract_id)
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=obj,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts=facts,
    )
