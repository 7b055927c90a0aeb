"""Deferrals and suspensions of practice."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange as Range

from cesp_portal.common.rules.calendar import lasts_at_most, months_between
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding
from contracts.enums import Regime
from contracts.rules.commitment_facts import DayRange
from installations.enums import DECLARED_STATUSES, PeriodStatus, PracticeKind, SpellKind
from installations.models import Request
from installations.rules.assessment import Assessment
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.practice_suspensions import PracticeSuspensionFacts, practice_suspension
from installations.rules.spell_findings import deferral_meets, suspension_meets
from installations.rules.statement import statement
from installations.selectors.contract_facts import commitment_of, day_ranges
from installations.selectors.statements import statement_facts

UFR_OPINION = "avis_ufr"


def examine_deferral(request: Request, on: dt.date) -> Assessment:
    """Examine a deferral by the policy of the region."""
    contract = request.contract
    answer = deferral(
        DeferralFacts(
            region=request.agency.region_code,
            regime=Regime(contract.regime),
            training_completed_on=contract.training_completed_on,
            requested_months=requested_months(request),
            granted=tuple(day_ranges(contract, SpellKind.DEFERRAL)),
            replacement_months_counted=_replacement_months(request),
            ufr_opinion=request.documents.filter(kind=UFR_OPINION).exists() or None,
        )
    )
    commitment = commitment_of(contract, on)
    findings = (*answer.findings, *_met_by_the_deferral(request))
    return Assessment(on=on, findings=findings, months_owed=commitment.months_owed)


def _met_by_the_deferral(request: Request) -> tuple[Finding, ...]:
    """What is declared or planned by the last day asked; replacements are no start."""
    if request.ends_on is None:
        return ()
    settled = request.contract.practice_periods.filter(
        kind=PracticeKind.INSTALLATION, days__startswith__lte=request.ends_on
    ).order_by("days")
    begun = settled.filter(status__in=DECLARED_STATUSES).first()
    planned = settled.filter(status=PeriodStatus.PLANNED).first()
    return deferral_meets(begun.days.lower if begun else None, planned.days.lower if planned else None)


def examine_suspension(request: Request, on: dt.date) -> Assessment:
    """Examine a suspension of practice: one month at least, one year at most."""
    answer = practice_suspension(PracticeSuspensionFacts(start=request.starts_on, end=request.ends_on))
    commitment = commitment_of(request.contract, on)
    return Assessment(
        on=on,
        findings=(*answer.findings, *suspension_meets(_has_practice(request))),
        months_owed=commitment.months_owed,
        expected_end_on=_end_once_suspended(request, on),
    )


def _has_practice(request: Request) -> bool:
    if request.starts_on is None or request.ends_on is None or request.ends_on < request.starts_on:
        return True
    asked = Range(request.starts_on, request.ends_on, bounds="[]")
    periods = request.contract.practice_periods.filter(days__overlap=asked)
    return periods.exclude(status=PeriodStatus.REJECTED).exists()


def _end_once_suspended(request: Request, on: dt.date) -> dt.date | None:
    """The end of the commitment if these days are suspended and nothing else changes; None when it cannot be told."""
    if request.starts_on is None or request.ends_on is None:
        return None
    facts = statement_facts(request.contract, on)
    asked = DayRange(request.starts_on, request.ends_on)
    suspensions = sorted({*facts.suspensions, asked}, key=lambda days: days.start)
    try:
        return statement(replace(facts, suspensions=tuple(suspensions))).ends_on
    except FactError:
        return None


def requested_months(request: Request) -> int | None:
    """Return the whole months that a request covers, a begun month counting for one."""
    if request.starts_on is None or request.ends_on is None:
        return None
    months = 1
    while not lasts_at_most(request.starts_on, request.ends_on, months):
        months += 1
    return months


def _replacement_months(request: Request) -> Fraction:
    periods = request.contract.practice_periods.filter(
        kind=PracticeKind.REMPLACEMENT, status=PeriodStatus.VERIFIED, is_eligible=True
    )
    return sum(
        (
            months_between(period.days.lower, period.verified_until - dt.timedelta(days=1)) * period.share
            for period in periods
            if period.verified_until
        ),
        Fraction(0),
    )
