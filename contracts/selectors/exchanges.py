"""The agenda of the yearly exchanges, and the obligations to watch."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.calendars import Appointment
from contracts.enums import ContractStatus, ExchangeStatus, SurveyStatus, Visibility
from contracts.models import ContactRecord, Contract, Exchange, Invitation, Survey
from contracts.policies.files import is_the_signatory
from contracts.rules.exchange_lifecycle import Alert, ObligationFacts, alerts
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


@dataclass(frozen=True, slots=True)
class Watched:
    """A file whose obligations deserve a look, and why."""

    contract: Contract
    alerts: tuple[Alert, ...]


def obligations_to_watch(actor: Actor, on: dt.date) -> list[Watched]:
    """Return the active files of the agency with at least one alert."""
    if actor.agency_id is None:
        return []
    last_closed = Survey.objects.filter(agency_id=actor.agency_id, status=SurveyStatus.CLOSED).order_by(
        "-closed_at"
    )
    ignored = Invitation.objects.filter(
        contract=OuterRef("id"), survey__in=last_closed.values("id")[:1], submitted_at__isnull=True
    )
    contracts = followed_contracts(actor).filter(status=ContractStatus.ACTIVE)
    flagged = contracts.annotate(survey_ignored=Exists(ignored)).order_by("candidate__search_name", "id")
    opened = {
        one.contract_id: one for one in exchanges_for(actor).filter(status__in=OPEN).order_by("-due_on")
    }
    watched = []
    for contract in flagged:
        exchange = opened.get(contract.id)
        if exchange is None and not contract.survey_ignored:
            continue
        facts = ObligationFacts(
            on=on,
            due_on=exchange.due_on if exchange else None,
            missed=exchange is not None and exchange.status == ExchangeStatus.MISSED,
            survey_ignored=contract.survey_ignored,
        )
        found = alerts(facts)
        if found:
            watched.append(Watched(contract, found))
    return watched


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
