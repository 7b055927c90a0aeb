"""The agenda of the yearly exchanges, and the obligations to watch."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.calendars import Appointment
from contracts.enums import ExchangeStatus, SurveyStatus, Visibility
from contracts.models import ContactRecord, Contract, Exchange, Invitation, Survey
from contracts.policies.files import is_the_signatory
from contracts.rules.exchange_lifecycle import GRACE, Alert, ExchangeFacts, alerts
from contracts.selectors.files import followed_contracts

LASTS = dt.timedelta(minutes=45)
OPEN = (ExchangeStatus.DUE, ExchangeStatus.PLANNED, ExchangeStatus.MISSED)


def exchanges_for(actor: Actor) -> QuerySet[Exchange]:
    """Return the exchanges of the files that the actor may open, by due day."""
    return Exchange.objects.filter(contract__in=followed_contracts(actor)).select_related(
        "contract__user", "contract__agency", "contract__referent"
    )


def exchange_of(actor: Actor, exchange_id: uuid.UUID) -> Exchange:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(exchanges_for(actor), id=exchange_id)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to summon, what is coming, what happened and waits for its record."""

    to_summon: list[Exchange]
    coming: list[Exchange]
    to_record: list[Exchange]


def agenda_of(actor: Actor, at: dt.datetime) -> Agenda:
    """Return the open exchanges of an agency, each in its place, the oldest first."""
    opened = list(exchanges_for(actor).filter(status__in=OPEN).order_by("due_on", "id"))
    planned = [one for one in opened if one.status == ExchangeStatus.PLANNED]
    planned.sort(key=lambda one: (one.starts_at, one.id))
    return Agenda(
        to_summon=[one for one in opened if one.status != ExchangeStatus.PLANNED],
        coming=[one for one in planned if one.starts_at is not None and one.starts_at > at],
        to_record=[one for one in planned if one.starts_at is not None and one.starts_at <= at],
    )


def _ignored() -> QuerySet[Invitation]:
    """Return the invitations without an answer to the last closed survey of their agency."""
    later = Survey.objects.filter(
        agency=OuterRef("survey__agency"),
        status=SurveyStatus.CLOSED,
        closed_at__gt=OuterRef("survey__closed_at"),
    )
    return Invitation.objects.filter(
        ~Exists(later), survey__status=SurveyStatus.CLOSED, submitted_at__isnull=True
    )


def alerted(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Contract]:
    """Return those of which the exchanges or the last survey say something: as ``alerts_by_file``, by the database."""
    opened = Exchange.objects.filter(status__in=OPEN)
    sooner = opened.filter(contract=OuterRef("contract"), due_on__lt=OuterRef("due_on"))
    late = Q(status=ExchangeStatus.MISSED) | Q(due_on__lt=on - GRACE)
    first_late = opened.filter(late, ~Exists(sooner))
    return contracts.filter(
        Q(pk__in=first_late.values("contract_id")) | Q(pk__in=_ignored().values("contract_id"))
    )


def alerts_by_file(contracts: Iterable[Contract], on: dt.date) -> dict[uuid.UUID, tuple[Alert, ...]]:
    """Return what the exchanges and the last closed survey of their agency say of these files, by contract."""
    files = list(contracts)
    opened = {
        one.contract_id: one
        for one in Exchange.objects.filter(contract__in=files, status__in=OPEN).order_by("-due_on")
    }
    ignored = set(_ignored().filter(contract__in=files).values_list("contract_id", flat=True))
    found = {}
    for contract in files:
        exchange = opened.get(contract.id)
        facts = ExchangeFacts(
            on=on,
            due_on=exchange.due_on if exchange else None,
            missed=exchange is not None and exchange.status == ExchangeStatus.MISSED,
            survey_ignored=contract.id in ignored,
        )
        found[contract.id] = alerts(facts)
    return {contract_id: said for contract_id, said in found.items() if said}


def contacts_of(actor: Actor, contract: Contract) -> QuerySet[ContactRecord]:
    """Return the notes of a file, latest first; the signatory reads the shared ones only."""
    contacts = ContactRecord.objects.filter(contract=contract).select_related("author")
    return contacts.filter(visibility=Visibility.SHARED) if is_the_signatory(actor, contract) else contacts


def appointments(exchanges: Iterable[Exchange], *, for_signatory: bool) -> list[Appointment]:
    """Return the summoned exchanges as appointments of a diary."""
    return [
        Appointment(
            uid=f"{exchange.id}@portail-cesp",
            starts_at=exchange.starts_at,
            lasts=LASTS,
            title=f"Échange annuel CESP – {exchange.contract.agency if for_signatory else exchange.contract.user}",
            place=exchange.place,
            text=exchange.get_mode_display(),
            sequence=exchange.summons,
        )
        for exchange in exchanges
        if exchange.starts_at is not None and exchange.status == ExchangeStatus.PLANNED
    ]
