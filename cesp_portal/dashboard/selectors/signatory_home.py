"""The signatory's home: one sentence, a picture, what to do next, whom to write to."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import User
from cesp_portal.common.clock import paris_day
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.french import NBSP, day_text, months_text
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.contract_timelines import timeline_of
from cesp_portal.dashboard.selectors.delays import usual_delays, usual_leave_delays
from cesp_portal.dashboard.selectors.next_actions import NextAction, next_actions
from cesp_portal.dashboard.selectors.standing_dates import dates_of
from cesp_portal.dashboard.selectors.standings import MEANINGS, Meaning, standing_of
from cesp_portal.dashboard.selectors.timelines import Timeline
from contracts.enums import ContractStatus, LeaveRequestStatus
from contracts.models import Contract
from contracts.selectors.contracts import my_contracts
from contracts.selectors.files import Followers, followers_of, in_charge_of
from contracts.selectors.messages import ThreadLine, last_messages
from installations.enums import RequestStatus
from installations.rules.figures import Figure, RuledLedger, figures, ruled_ledger
from installations.rules.statement import Statement
from installations.selectors.requests import requests_for
from installations.selectors.statements import statement_of

LAST_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for an answer: since when, and by when it usually comes (None when nobody can tell)."""

    what: str
    url: str
    sent_on: dt.date
    usual_days: int | None

    @property
    def expected_on(self) -> dt.date | None:
        return None if self.usual_days is None else self.sent_on + dt.timedelta(days=self.usual_days)


@dataclass(frozen=True, slots=True)
class SignatoryHome:
    """Everything that the home of one contract shows on one day.

    ``statement`` is None when the milestones contradict each other; ``contradiction`` then says how.
    """

    contract: Contract
    statement: Statement | None
    contradiction: str
    sentence: str
    standing: Standing
    meaning: Meaning
    dates: str
    timeline: Timeline | None
    actions: list[NextAction]
    waiting: list[Waiting]
    messages: list[ThreadLine]
    followers: Followers
    stands_in: User | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.statement) if self.statement else ()

    @property
    def ledger(self) -> RuledLedger | None:
        return ruled_ledger(self.statement) if self.statement else None


def home_of(actor: Actor, on: dt.date) -> SignatoryHome | None:
    """Return the home of the person's latest contract, or None when they have none."""
    contract = my_contracts(actor).first()
    if contract is None:
        return None
    statement, contradiction = _statement(actor, contract, on)
    standing = standing_of(contract, on)
    in_charge = in_charge_of(contract, on)
    return SignatoryHome(
        contract=contract,
        statement=statement,
        contradiction=contradiction,
        sentence=sentence_of(contract, statement),
        standing=standing,
        meaning=MEANINGS[standing],
        dates=dates_of(contract, standing, on),
        timeline=timeline_of(contract, statement, on),
        actions=next_actions(actor, contract, standing, on),
        waiting=_waiting(actor, contract, on),
        messages=last_messages(actor, contract, LAST_MESSAGES),
        followers=followers_of(contract, on),
        stands_in=in_charge if in_charge != contract.referent else None,
    )


def _statement(actor: Actor, contract: Contract, on: dt.date) -> tuple[Statement | None, str]:
    try:
        return statement_of(actor, contract, on), ""
    except FactError as error:
        return None, error.message


def _waiting(actor: Actor, contract: Contract, on: dt.date) -> list[Waiting]:
    sent = requests_for(actor).filter(contract=contract, status=RequestStatus.SUBMITTED)
    delays = usual_delays(contract.agency_id, on) if sent else {}
    requests = [
        Waiting(
            request.get_kind_display(),
            reverse("my_request", args=[request.id]),
            paris_day(request.submitted_at),
            delays.get(request.kind),
        )
        for request in sent
        if request.submitted_at is not None
    ]
    return [*requests, *_leaves_waiting(contract, on)]


def _leaves_waiting(contract: Contract, on: dt.date) -> list[Waiting]:
    asked = contract.leave_requests.filter(status=LeaveRequestStatus.SUBMITTED).order_by("submitted_at")
    delays = usual_leave_delays(contract.agency_id, on) if asked else {}
    return [
        Waiting(
            one.get_kind_display(), reverse("my_leaves"), paris_day(one.submitted_at), delays.get(one.kind)
        )
        for one in asked
    ]


def sentence_of(contract: Contract, statement: Statement | None, owes: str = "Vous devez") -> str:
    """Say the décompte of a contract in one sentence; a contract that was ended early owes no practice."""
    over = {ContractStatus.TERMINATED: "rompu", ContractStatus.CANCELLED: "annulé"}.get(
        ContractStatus(contract.status)
    )
    if over is not None and contract.closed_on is not None:
        return f"Contrat {over} le {day_text(contract.closed_on)}{NBSP}: plus aucun mois n'est à exercer."
    return sentence(statement, owes)


def sentence(statement: Statement | None, owes: str = "Vous devez") -> str:
    """Say the décompte in one sentence; what cannot be computed is said as such."""
    if statement is None:
        return "Deux dates du dossier se contredisent : les mois dus ne peuvent pas être calculés."
    if statement.months_owed is None:
        return "Les mois dus ne peuvent pas encore être calculés : une date manque dans le dossier."
    if statement.paid.training_end is None:
        return (
            f"{owes} {months_text(statement.months_owed)} à ce jour{NBSP}; "
            "chaque mois d'allocation en ajoute un."
        )
    if statement.months_verified and statement.months_verified >= statement.months_owed:
        return (
            f"{months_text(statement.months_owed)} étaient dus, {_figure(statement.months_verified)} sont "
            f"vérifiés{NBSP}: il ne reste aucun mois à exercer."
        )
    parts = [f"{owes} {months_text(statement.months_owed)}"]
    served = [
        (statement.months_verified, "vérifié"),
        (statement.months_declared, "déclaré"),
    ]
    told = [f"{_figure(months)} {word}{'s' if months > 1 else ''}" for months, word in served if months]
    if told:
        parts.append(f"{NBSP}; " + ", ".join(told))
    if statement.ends_on is not None:
        end = "fin prévue" if statement.ends_on >= statement.as_of else "fin calculée"
        parts.append(f"{NBSP}; {end} le {day_text(statement.ends_on)}")
    return "".join(parts) + "."


def _figure(months: Fraction) -> str:
    return months_text(months).removesuffix(f"{NBSP}mois")
