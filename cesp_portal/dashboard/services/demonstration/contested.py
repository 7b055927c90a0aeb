"""The cases that make a referent think: deferrals, a suspended practice, a lost zone, two truths about one place."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.dashboard.services.demonstration.accounts import PEOPLE
from cesp_portal.dashboard.services.demonstration.days import morning
from cesp_portal.dashboard.services.demonstration.offices import Offices
from cesp_portal.dashboard.services.demonstration.settling import TOWNS
from contracts.enums import ContractStatus, Outcome, Profession
from contracts.models import Contract, ThirdCycleSuspension
from contracts.selectors.payments import reading_of
from contracts.services.payments import take_payments
from installations.enums import Outcome as Answer
from installations.enums import PracticeMode, RequestKind, RppsOutcome
from installations.models import PracticePeriod, Request, RppsReading
from installations.services.decisions import DecisionAnswers, prepare_decision, propose_decision
from installations.services.impacts import study_missing
from installations.services.payments import compare_payments
from installations.services.projects import ProjectAnswers, file_project
from installations.services.request_answers import RequestAnswers
from installations.services.requests import open_request, submit_request
from installations.services.signing import sign_decision
from zonage.models import Commune
from zonage.selectors.zones import zone_of

DAY = dt.timedelta(days=1)
# The regions whose rule on deferrals is written.
DEFERRING = ("76", "52")
LAST_DAY_BEFORE_THE_NEW_ORDER = dt.date(2025, 4, 14)
PROJECTS_IN_A_LOST_ZONE = 4
LOOKED_AT = 400


def contest(offices: Offices, on: dt.date) -> None:
    """Tell the contested cases of each region as of that day."""
    for region in offices.referents:
        if region in DEFERRING:
            _deferrals(offices, region, on)
        _suspension(offices, region, on)
        _two_truths(offices, region, on)
        _third_cycle(offices, region, on)
        _lost_zones(offices, region, on)
    _payments(on)
    study_missing(at=morning(on))


def _crowd_of(offices: Offices, region: str) -> QuerySet[Contract]:
    """The active contracts of a region but those of the sign-in page, whose stories are told as they are."""
    active = Contract.objects.filter(agency=offices.agencies[region], status=ContractStatus.ACTIVE)
    return active.exclude(user__email__in=[account.email for account in PEOPLE]).order_by("number")


def _waiting(offices: Offices, region: str, on: dt.date) -> QuerySet[Contract]:
    """Graduates of the crowd, of more than a month, who have neither place nor request."""
    return _crowd_of(offices, region).filter(
        training_completed_on__lt=on - 40 * DAY, practice_periods__isnull=True, requests__isnull=True
    )


def _practising(offices: Offices, region: str) -> QuerySet[Contract]:
    """People of the crowd whose last year of practice goes on."""
    going_on = _crowd_of(offices, region).filter(practice_periods__days__upper_inf=True)
    return going_on.filter(requests__isnull=True).distinct()


def _deferrals(offices: Offices, region: str, on: dt.date) -> None:
    """One deferral that waits for its answer, one that runs."""
    people = list(_waiting(offices, region, on)[:2])
    asked = [
        _asked(one, RequestKind.DEFERRAL, on - 20 * DAY, first, first + 180 * DAY)
        for one, first in zip(people, (on + 30 * DAY, on - 5 * DAY), strict=False)
    ]
    for request in asked[1:]:
        _grant(offices, region, request, on - 15 * DAY)


def _suspension(offices: Offices, region: str, on: dt.date) -> None:
    """A practice that a decision suspends for two months."""
    contract = _practising(offices, region).first()
    if contract is not None:
        request = _asked(
            contract, RequestKind.PRACTICE_SUSPENSION, on - 30 * DAY, on - 10 * DAY, on + 50 * DAY
        )
        _grant(offices, region, request, on - 25 * DAY)


def _asked(contract: Contract, kind: RequestKind, on: dt.date, first: dt.date, last: dt.date) -> Request:
    person = Actor(user_id=contract.user_id, name=str(contract.candidate), role=Role.SIGNATAIRE)
    answers = RequestAnswers(
        starts_on=first, ends_on=last, explanation="Le temps de trouver un cabinet et un logement."
    )
    request = open_request(actor=person, contract=contract, kind=kind, answers=answers, at=morning(on))
    return submit_request(actor=person, request=request, on=on, at=morning(on))


def _grant(offices: Offices, region: str, request: Request, on: dt.date) -> None:
    referent, signer = offices.referents[region], offices.signers[region]
    answers = DecisionAnswers(
        outcome=Answer.GRANTED,
        grounds="Les explications et les pièces vues au rendez-vous suffisent.",
        against_findings_reason="Pièces vues au rendez-vous, à joindre au dossier.",
    )
    decision = prepare_decision(actor=referent, request=request, answers=answers, on=on, at=morning(on))
    decision = propose_decision(actor=referent, decision=decision, on=on, at=morning(on))
    sign_decision(actor=signer, decision=decision, on=on, at=morning(on))


def _extract(on: dt.date) -> str:
    return f"Extraction de démonstration du {on:%d/%m/%Y}"


def _two_truths(offices: Offices, region: str, on: dt.date) -> None:
    """The RPPS that names another town."""
    periods = PracticePeriod.objects.filter(
        contract__in=_crowd_of(offices, region).order_by().values("pk"), days__upper_inf=True
    )
    for period in periods.order_by("contract__number")[2:4]:
        elsewhere = next(town for town in TOWNS[region] if town != period.commune_code)
        RppsReading.objects.create(
            period=period,
            extract=_extract(on),
            outcome=RppsOutcome.CONTRADICTED,
            communes=[elsewhere],
            read_at=morning(on - 3 * DAY),
        )


def _payments(on: dt.date) -> None:
    """The payer's file of the month: it paid a month too many to those of whom the RPPS names another town."""
    month = f"{on - 60 * DAY:%Y-%m}"
    elsewhere = RppsReading.objects.filter(outcome=RppsOutcome.CONTRADICTED, extract=_extract(on))
    numbers = elsewhere.values_list("period__contract__number", flat=True).order_by(
        "period__contract__number"
    )
    lines = ["contrat;mois;montant", *(f"{number};{month};1200,00" for number in numbers)]
    content, filename = "\n".join(lines).encode(), f"paiements-{month}.csv"
    payer = User.objects.filter(memberships__role=Role.PAYEUR).order_by("email").first()
    if payer is None or not numbers:
        return
    actor, at = Actor(payer.pk, str(payer), Role.PAYEUR), morning(on - 2 * DAY)
    reading = reading_of(content, filename)
    take_payments(actor=actor, content=content, filename=filename, reading=reading, at=at)
    compare_payments(actor=actor, on=on, at=at)


def _third_cycle(offices: Offices, region: str, on: dt.date) -> None:
    """An intern whose allowance stopped for the third cycle."""
    interns = _crowd_of(offices, region).filter(
        training_completed_on__isnull=True,
        internship_started_on__isnull=False,
        training_suspensions__isnull=True,
        third_cycle_suspension__isnull=True,
    )
    intern = interns.last()
    if intern is not None:
        ThirdCycleSuspension.objects.create(
            contract=intern,
            agency_id=intern.agency_id,
            requested_on=on - 90 * DAY,
            outcome=Outcome.ACCEPTED,
            effective_on=on - 30 * DAY,
        )


def _lost_zones(offices: Offices, region: str, on: dt.date) -> None:
    """Projects filed where the new order took the zone away."""
    lost = _lost_communes(region)
    students = _crowd_of(offices, region).filter(
        profession=Profession.MEDECINE,
        training_completed_on__isnull=True,
        concluded_on__lt=LAST_DAY_BEFORE_THE_NEW_ORDER,
        project__isnull=True,
    )
    filed_on = min(LAST_DAY_BEFORE_THE_NEW_ORDER, on)
    for contract, commune in zip(students[:PROJECTS_IN_A_LOST_ZONE], lost, strict=False):
        person = Actor(user_id=contract.user_id, name=str(contract.candidate), role=Role.SIGNATAIRE)
        answers = ProjectAnswers(contract.specialty, PracticeMode.LIBERAL, commune)
        file_project(actor=person, contract=contract, answers=answers, on=filed_on, at=morning(filed_on))


def _lost_communes(region: str) -> Iterator[str]:
    """Give communes of a region that doctors could choose before the new order and not after."""
    codes = Commune.objects.filter(department__region_id=region, ends_until__isnull=True).order_by("code")
    for code in codes.values_list("code", flat=True)[:LOOKED_AT]:
        before, after = (
            zone_of(code=code, profession=Profession.MEDECINE, on=day).eligible
            for day in (LAST_DAY_BEFORE_THE_NEW_ORDER, LAST_DAY_BEFORE_THE_NEW_ORDER + DAY)
        )
        if before and after is False:
            yield code
