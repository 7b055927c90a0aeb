"""The agenda of the yearly exchanges, and the obligations to watch."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.calendars import Appointment
from cesp_portal.common.kept import kept
from cesp_portal.common.kept_files import Files, kept_by_file
from contracts.enums import ExchangeStatus, SurveyStatus, Visibility
from contracts.models import ContactRecord, Contract, Exchange, Invitation, Survey
from contracts.policies.files import is_the_signatory
from contracts.rules.exchange_lifecycle import GRACE, Alert, ExchangeFacts, alerts
from contracts.selectors.files import followed_contracts

LASTS = dt.timedelta(minutes=45)
MOST_SHOWN = 50
SHOWN = (
    "status",
    "mode",
    "place",
    "due_on",
    "starts_at",
    "summoned_at",
    "contract__user__first_name",
    "contract__user__last_name",
    "contract__user__email",
)
OPEN = (ExchangeStatus.DUE, ExchangeStatus.PLANNED, ExchangeStatus.MISSED)
# As the database gives them: an agenda compares thousands.
TO_SUMMON, PLANNED = (ExchangeStatus.DUE.value, ExchangeStatus.MISSED.value), ExchangeStatus.PLANNED.value


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
    """What is to summon, what is coming, what happened and waits for its record: the first ones of each, and how many.

    The first ones are identifiers as texts; ``exchanges_of`` reads them.
    """

    to_summon: tuple[str, ...]
    coming: tuple[str, ...]
    to_record: tuple[str, ...]
    counts: Mapping[str, int]


def agenda_of(actor: Actor, at: dt.datetime) -> Agenda:
    """Return the open exchanges of an agency, each in its place, the oldest first."""
    to_summon, waiting, planned = kept(f"agenda:{actor.role}:{actor.agency_id}", lambda: _opened(actor))
    coming = [pk for starts_at, pk in planned if starts_at > at]
    to_record = [pk for starts_at, pk in planned if starts_at <= at]
    return Agenda(
        to_summon,
        tuple(coming[:MOST_SHOWN]),
        tuple(to_record[:MOST_SHOWN]),
        counts={"to_summon": waiting, "coming": len(coming), "to_record": len(to_record)},
    )


def exchanges_of(agenda: Agenda) -> dict[str, tuple[Exchange, ...]]:
    """Return the exchanges of each part of an agenda, in its order."""
    parts = {"to_summon": agenda.to_summon, "coming": agenda.coming, "to_record": agenda.to_record}
    asked = [pk for part in parts.values() for pk in part]
    found = Exchange.objects.filter(pk__in=asked).select_related("contract__user").only(*SHOWN)
    shown = {str(one.pk): one for one in found}
    return {name: tuple(shown[pk] for pk in part if pk in shown) for name, part in parts.items()}


Opened = tuple[tuple[str, ...], int, list[tuple[dt.datetime, str]]]


def _opened(actor: Actor) -> Opened:
    """Return the first exchanges to summon and how many there are, and every appointment: its instant, its exchange."""
    rows = [row for held in _open_by_file(actor).by_file.values() for row in held]
    to_summon = [(due_on, pk) for status, due_on, _, pk in rows if status in TO_SUMMON]
    planned = sorted((at, pk) for status, _, at, pk in rows if status == PLANNED and at)
    return tuple(pk for _, pk in nsmallest(MOST_SHOWN, to_summon)), len(to_summon), planned


OpenRows = tuple[tuple[str, dt.date, dt.datetime | None, str], ...]


def _open_by_file(actor: Actor) -> Files[OpenRows]:
    """Return the open exchanges of each file: status, due day, appointment, identifier."""

    def asked(files: Collection[str] | None) -> list[QuerySet[Any, Any]]:
        contracts = followed_contracts(actor).select_related(None).order_by()
        if files is not None:
            contracts = contracts.filter(pk__in=files)
        opened = Exchange.objects.filter(contract__in=contracts.values("pk"), status__in=OPEN)
        named: QuerySet[Any] = opened.order_by().annotate(
            file=Cast("contract_id", CharField()), exchange=Cast("pk", CharField())
        )
        return [named.values_list("file", "status", "due_on", "starts_at", "exchange")]

    return kept_by_file(f"open-exchanges:{actor.role}:{actor.agency_id}:{actor.user_id}", asked, tuple)


def summoned(actor: Actor, at: dt.datetime) -> QuerySet[Exchange]:
    """Return every appointment of an agency that is still to come, the next one first."""
    return exchanges_for(actor).filter(status=ExchangeStatus.PLANNED, starts_at__gt=at).order_by("starts_at")


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
