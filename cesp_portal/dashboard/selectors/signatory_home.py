"""The signatory's home: one sentence, a picture, what to do next, whom to write to."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.rules.french import NBSP, day_text, months_text
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.contract_timelines import timeline_of
from cesp_portal.dashboard.selectors.delays import usual_delays
from cesp_portal.dashboard.selectors.next_actions import NextAction, next_actions
from cesp_portal.dashboard.selectors.standings import MEANINGS, Meaning, standing_of
from cesp_portal.dashboard.selectors.timelines import Timeline
from contracts.models import Contract
from contracts.selectors.contracts import my_contracts
from installations.enums import RequestStatus
from installations.models import Request
from installations.rules.statement import Statement
from installations.selectors.requests import requests_for
from installations.selectors.statements import statement_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that the agency has: since when, and by when it usually answers (None when nobody can tell)."""

    request: Request
    sent_on: dt.date
    usual_days: int | None

    @property
    def expected_on(self) -> dt.date | None:
        return None if self.usual_days is None else self.sent_on + dt.timedelta(days=self.usual_days)


@dataclass(frozen=True, slots=True)
class SignatoryHome:
    """Everything that the home of one contract shows on one day."""

    contract: Contract
    statement: Statement
    sentence: str
    standing: Standing
    meaning: Meaning
    timeline: Timeline | None
    actions: list[NextAction]
    waiting: list[Waiting]


def home_of(actor: Actor, on: dt.date) -> SignatoryHome | None:
    """Return the home of the person's latest contract, or None when they have none."""
    contract = my_contracts(actor).first()
    if contract is None:
        return None
    statement = statement_of(actor, contract, on)
    standing = standing_of(contract, on)
    return SignatoryHome(
        contract=contract,
        statement=statement,
        sentence=sentence(statement),
        standing=standing,
        meaning=MEANINGS[standing],
        timeline=timeline_of(contract, statement, on),
        actions=next_actions(actor, contract, standing, on),
        waiting=_waiting(actor, contract, on),
    )


def _waiting(actor: Actor, contract: Contract, on: dt.date) -> list[Waiting]:
    sent = requests_for(actor).filter(contract=contract, status=RequestStatus.SUBMITTED)
    delays = usual_delays(contract.agency_id, on) if sent else {}
    return [
        Waiting(request, paris_day(request.submitted_at), delays.get(request.kind))
        for request in sent
        if request.submitted_at is not None
    ]


def sentence(statement: Statement, owes: str = "Vous devez") -> str:
    """Say the décompte in one sentence; what cannot be computed is said as such."""
    if statement.months_owed is None:
        return "Les mois dus ne peuvent pas encore être calculés : une date manque dans le dossier."
    parts = [f"{owes} {months_text(statement.months_owed)}"]
    served = [
        (statement.months_verified, "vérifié"),
        (statement.months_declared, "déclaré"),
    ]
    told = [f"{_figure(months)} {word}{'s' if months > 1 else ''}" for months, word in served if months]
    if told:
        parts.append(" ; " + ", ".join(told))
    if statement.ends_on is not None:
        parts.append(f" ; fin prévue le {day_text(statement.ends_on)}")
    return "".join(parts) + "."


def _figure(months: Fraction) -> str:
    return months_text(months).removesuffix(f"{NBSP}mois")
