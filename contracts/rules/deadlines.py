"""Deadlines of the contract: answer to an offer, transmission of the lists, yearly exchange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cesp_portal.common.rules.calendar import add_days, add_months, check_order, is_working_day, paris_day
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line
from contracts.rules.academic_years import years_of
from contracts.rules.parameters import FINDINGS, PARAMETERS


@dataclass(frozen=True, slots=True)
class OfferDeadlineFacts:
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class OfferDeadline:
    """``last_day``: the last day on which the signed contract may arrive, whatever day of the week it is."""

    last_day: date | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def offer_deadline(facts: OfferDeadlineFacts) -> OfferDeadline:
    """Last day for the signed contract to reach the authority; the day of receipt is not counted."""
    if facts.received_on is None:
        return OfferDeadline(None, (FINDINGS.missing("received_on"),), ())
    delay = PARAMETERS["offer_delay_days"].at(facts.received_on, fact="received_on")
    last_day = add_days(facts.received_on, delay.integer)
    findings = () if is_working_day(last_day) else (FINDINGS.finding("WEEKEND", last_day=last_day),)
    return OfferDeadline(last_day, findings, (delay.line(("reçu le", f"{facts.received_on:%d/%m/%Y}")),))


def extended_last_day(last_day: date) -> date:
    """The first working day from a last day on: where the delay ends for who carries it over a week-end.

    No text of the scheme says so, and none says the contrary; the portal keeps the strict day and lets an agent decide.
    """
    while not is_working_day(last_day):
        last_day = add_days(last_day, 1)
    return last_day


def surely_over_by(on: date) -> date:
    """The latest last day that is over on a day in every reading of the delay: the working day before it."""
    day = add_days(on, -1)
    while not is_working_day(day):
        day = add_days(day, -1)
    return day


def step_reached(days_left: int, steps: Sequence[int]) -> int:
    """The nearest reminder that is due: the smallest of the numbers of days before the end that holds ``days_left``."""
    return min(step for step in steps if days_left <= step)


@dataclass(frozen=True, slots=True)
class ListTransmissionFacts:
    academic_year: str | None = None
    transmitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListTransmission:
    """``on_time`` is None when a fact is missing; ``last_day`` is a day of Paris."""

    on_time: bool | None
    last_day: date | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def list_transmission(facts: ListTransmissionFacts) -> ListTransmission:
    """Whether the ranked lists left in time, by the clock of Paris wherever they left from."""
    if facts.academic_year is None:
        return ListTransmission(None, None, (FINDINGS.missing("academic_year"),), ())
    _, year = years_of(facts.academic_year)
    rule = PARAMETERS["list_deadline_day"].at(date(year, 1, 1), fact="academic_year")
    last_day = date(year, 1, rule.integer)
    explain = (rule.line(("année universitaire", facts.academic_year)),)
    if facts.transmitted_at is None:
        return ListTransmission(None, last_day, (FINDINGS.missing("transmitted_at"),), explain)
    if facts.transmitted_at.tzinfo is None:
        raise FactError("transmitted_at", "indiquez l'heure avec son fuseau")
    return ListTransmission(paris_day(facts.transmitted_at) <= last_day, last_day, (), explain)


@dataclass(frozen=True, slots=True)
class NextExchangeFacts:
    concluded_on: date | None = None
    installed_on: date | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NextExchange:
    """``due_on`` is None once installed, or when a fact is missing."""

    due_on: date | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def next_exchange(facts: NextExchangeFacts) -> NextExchange:
    """The next anniversary of the signature, that of the day examined included, until installation."""
    if facts.concluded_on is None or facts.on is None:
        return NextExchange(None, (FINDINGS.missing("on" if facts.concluded_on else "concluded_on"),), ())
    check_order(facts.concluded_on, facts.on, "on")
    check_order(facts.concluded_on, facts.installed_on, "installed_on")
    interval = PARAMETERS["exchange_months"].at(facts.on, fact="on")
    explain = (interval.line(("conclu le", f"{facts.concluded_on:%d/%m/%Y}")),)
    rank = 1
    while (due_on := add_months(facts.concluded_on, rank * interval.integer)) < facts.on:
        rank += 1
    if facts.installed_on is not None and facts.installed_on <= due_on:
        return NextExchange(None, (), explain)
    return NextExchange(due_on, (), explain)
