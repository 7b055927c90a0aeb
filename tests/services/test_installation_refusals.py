"""Every refusal of the services: its code, a sentence, an advice, and nothing changed."""

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import Refusal
from contracts.enums import ContractStatus
from installations import services
from installations.enums import HearingChoice, LetterKind, Outcome, RequestKind
from installations.models import Decision, Request, Transmission
from installations.services import (
    cases,
    decisions,
    districts,
    effects,
    employer_links,
    notices,
    practice,
    projects,
    requests,
    signing,
    transmissions,
)
from installations.services.decisions import DecisionAnswers
from installations.services.request_answers import RequestAnswers
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.installations import AT, START, TODAY, World, declared_period, sent_request, site
from tests.services.test_hearings_and_transfers import rival
from tests.services.test_installation_transitions import lasting_world, request_in, transmission_in, undone

pytestmark = pytest.mark.django_db
JUNE = dt.date(2027, 6, 30)
LATER = dt.datetime(2027, 7, 1, 10, tzinfo=dt.UTC)
Case = Callable[[World], Callable[[], Any]]
CASES: dict[str, Case] = {}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with lasting_world(django_db_blocker) as one:
        yield one


def case(make_case: Case) -> Case:
    """Register a case under the code that its name spells."""
    CASES[make_case.__name__.upper()] = make_case
    return make_case


def prepare(world: World, request: Request, outcome: Outcome, **answers: Any) -> Decision:
    return decisions.prepare_decision(
        actor=world.referent, request=request, answers=DecisionAnswers(outcome, **answers), on=TODAY, at=AT
    )


def hearing(world: World, request: Request, **values: Any) -> Any:
    usual = {
        "heard_on": TODAY,
        "choice": HearingChoice.ALL,
        "chosen_id": None,
        "grounds": "Besoin fort.",
    }
    return cases.record_hearing(actor=world.referent, request=request, on=TODAY, at=AT, **usual | values)


def transfer(world: World) -> Request:
    return sent_request(
        world,
        RequestKind.TRANSFER,
        site("75101"),
        target_agency_id=AgencyFactory(region_code="11").id,
        explanation="Rapprochement.",
    )


def opinion(world: World, request: Request, text: str = "Oui.") -> Any:
    return cases.give_opinion(
        actor=world.referent, request=request, is_favourable=True, text=text, on=TODAY, at=AT
    )


def spell(world: World, kind: RequestKind) -> Decision:
    request = sent_request(
        world, kind, starts_on=START, ends_on=START.replace(month=6), explanation="Mission."
    )
    decision = prepare(world, request, Outcome.GRANTED, against_findings_reason="Accord de l'agence.")
    return decisions.propose_decision(actor=world.referent, decision=decision, on=TODAY, at=AT)


@case
def against_findings_needs_reason(world: World) -> Callable[[], Any]:
    request = sent_request(world, RequestKind.INSTALLATION, site("11262"))
    return lambda: prepare(world, request, Outcome.GRANTED)


@case
def grounds_missing(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: prepare(world, request, Outcome.ADJOURNED, grounds=" ")


@case
def clause_unfit(world: World) -> Callable[[], Any]:
    request = sent_request(world, RequestKind.INSTALLATION, site("11262"))
    return lambda: prepare(
        world, request, Outcome.REFUSED, grounds="Hors zone.", clauses=["pieces_installation"]
    )


@case
def decision_already_prepared(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    prepare(world, request, Outcome.GRANTED)
    return lambda: prepare(world, request, Outcome.GRANTED)


@case
def request_not_waiting(world: World) -> Callable[[], Any]:
    request = request_in(world, "decided")
    return lambda: prepare(world, request, Outcome.GRANTED)


@case
def decision_status(world: World) -> Callable[[], Any]:
    decision = prepare(world, sent_request(world), Outcome.GRANTED)
    return lambda: signing.sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)


@case
def days_missing(world: World) -> Callable[[], Any]:
    request = make.RequestFactory(contract=world.contract, sent=True, kind=RequestKind.DEFERRAL)
    decision = make.DecisionFactory(request=request, status="to_sign")
    return lambda: signing.sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)


@case
def days_already_granted(world: World) -> Callable[[], Any]:
    first, second = spell(world, RequestKind.DEFERRAL), spell(world, RequestKind.PRACTICE_SUSPENSION)
    signing.sign_decision(actor=world.director, decision=first, on=TODAY, at=AT)
    return lambda: signing.sign_decision(actor=world.director, decision=second, on=TODAY, at=AT)


@case
def case_closed(world: World) -> Callable[[], Any]:
    request = transfer(world)
    requests.withdraw_request(actor=world.signatory, request=request, at=AT)
    return lambda: opinion(world, request)


@case
def choice_missing(world: World) -> Callable[[], Any]:
    request, _ = sent_request(world), sent_request(rival(world))
    return lambda: hearing(world, request, choice=HearingChoice.ONE)


@case
def hearing_to_come(world: World) -> Callable[[], Any]:
    request, _ = sent_request(world), sent_request(rival(world))
    return lambda: hearing(world, request, heard_on=TODAY + dt.timedelta(days=1))


@case
def no_competition(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: hearing(world, request)


@case
def opinion_already_given(world: World) -> Callable[[], Any]:
    request = transfer(world)
    opinion(world, request)
    return lambda: opinion(world, request)


@case
def opinion_not_worded(world: World) -> Callable[[], Any]:
    request = transfer(world)
    return lambda: opinion(world, request, text=" \n")


@case
def message_empty(world: World) -> Callable[[], Any]:
    request = transfer(world)
    return lambda: cases.write_message(actor=world.referent, request=request, text=" ", at=AT)


@case
def district_not_claimed(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: districts.settle_district(
        actor=world.referent, request=request, position=1, is_inside=True, at=AT
    )


@case
def contract_ended(world: World) -> Callable[[], Any]:
    world.contract.status, world.contract.closed_on = ContractStatus.COMPLETED, TODAY
    world.contract.save(update_fields=["status", "closed_on"])
    return lambda: sent_request(world)


@case
def district_elsewhere(world: World) -> Callable[[], Any]:
    return lambda: sent_request(world, RequestKind.INSTALLATION, site(district_code="QN00000A"))


@case
def before_diplomas(world: World) -> Callable[[], Any]:
    return lambda: declared_period(world, on=JUNE, starts_on=dt.date(2026, 10, 29))


@case
def request_already_open(world: World) -> Callable[[], Any]:
    sent_request(world)
    return lambda: sent_request(world)


@case
def request_not_open(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: requests.revise_request(
        actor=world.signatory, request=request, answers=RequestAnswers(), at=AT
    )


@case
def request_status(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: requests.submit_request(actor=world.signatory, request=request, on=TODAY, at=AT)


@case
def field_locked(world: World) -> Callable[[], Any]:
    request = request_in(world, "correction_asked")
    return lambda: requests.revise_request(
        actor=world.signatory, request=request, answers=RequestAnswers(starts_on=JUNE), at=AT
    )


@case
def correction_not_worded(world: World) -> Callable[[], Any]:
    request = sent_request(world)
    return lambda: requests.ask_correction(
        actor=world.referent, request=request, fields=[], message="Précisez.", at=AT
    )


@case
def project_unchanged(world: World) -> Callable[[], Any]:
    answers = projects.ProjectAnswers(specialty="", mode="liberal", commune_code="11132")
    file = {"actor": world.signatory, "contract": world.contract, "answers": answers, "on": TODAY, "at": AT}
    projects.file_project(**file)
    return lambda: projects.file_project(**file)


@case
def below_half_time(world: World) -> Callable[[], Any]:
    return lambda: declared_period(world, on=JUNE, half_days=Decimal("3.75"))


@case
def above_full_time(world: World) -> Callable[[], Any]:
    declared_period(world, on=JUNE)
    return lambda: declared_period(world, on=JUNE, commune_code="34173", structure="Ailleurs")


@case
def time_missing(world: World) -> Callable[[], Any]:
    return lambda: declared_period(world, on=JUNE, half_days=None)


@case
def still_to_come(world: World) -> Callable[[], Any]:
    return lambda: declared_period(world, on=START - dt.timedelta(days=1))


@case
def periods_overlap(world: World) -> Callable[[], Any]:
    declared_period(world, on=JUNE, half_days=Decimal(4), ends_on=JUNE)
    return lambda: declared_period(world, on=JUNE, half_days=Decimal(4), starts_on=JUNE)


@case
def outside_period(world: World) -> Callable[[], Any]:
    period = declared_period(world, on=JUNE)
    day = START - dt.timedelta(days=1)
    return lambda: practice.end_practice(actor=world.signatory, period=period, last_day=day, at=AT)


@case
def days_already_verified(world: World) -> Callable[[], Any]:
    period = declared_period(world, on=JUNE)
    practice.verify_practice(actor=world.referent, period=period, until=JUNE, is_eligible=True, at=LATER)
    day = JUNE - dt.timedelta(days=1)
    return lambda: practice.end_practice(actor=world.signatory, period=period, last_day=day, at=AT)


@case
def days_to_come(world: World) -> Callable[[], Any]:
    period = declared_period(world, on=JUNE)
    # The day ends at midnight in Paris: the 30th is past there while it is not yet in UTC.
    at = dt.datetime(2027, 6, 29, 22, 30, tzinfo=dt.UTC)
    verify = {"actor": world.referent, "period": period, "is_eligible": True, "at": at}
    practice.verify_practice(until=JUNE, **verify)
    return lambda: practice.verify_practice(until=JUNE + dt.timedelta(days=1), **verify)


@case
def practice_status(world: World) -> Callable[[], Any]:
    period = make.PracticePeriodFactory(contract=world.contract, status="planned")
    return lambda: practice.verify_practice(
        actor=world.referent, period=period, until=START, is_eligible=True, at=LATER
    )


@case
def period_not_waiting(world: World) -> Callable[[], Any]:
    period = make.PracticePeriodFactory(contract=world.contract, status="planned")
    return lambda: employer_links.ask_employer(
        actor=world.signatory, period=period, email="cabinet@example.org", at=AT
    )


@case
def email_missing(world: World) -> Callable[[], Any]:
    period = declared_period(world, on=JUNE)
    return lambda: employer_links.ask_employer(actor=world.signatory, period=period, email="cabinet", at=AT)


@case
def transmission_status(world: World) -> Callable[[], Any]:
    row = transmission_in(world, "pending")
    return lambda: transmissions.acknowledge_transmission(actor=world.referent, transmission=row, at=AT)


@case
def reference_missing(world: World) -> Callable[[], Any]:
    row = transmission_in(world, "pending")
    return lambda: transmissions.record_transmission(
        actor=world.referent, transmission=row, reference=" ", at=AT
    )


@case
def reference_too_long(world: World) -> Callable[[], Any]:
    row = transmission_in(world, "pending")
    return lambda: transmissions.record_transmission(
        actor=world.referent, transmission=row, reference="2C" * 40, at=AT
    )


@case
def email_wrong(world: World) -> Callable[[], Any]:
    row = transmission_in(world, "failed")
    return lambda: transmissions.retry_transmission(
        actor=world.referent, transmission=row, email="a@b.org\r\nBcc: x@example.org", at=AT
    )


@case
def letter_not_made(world: World) -> Callable[[], Any]:
    decision = make.DecisionFactory(request=request_in(world, "decided"), signed=True)
    row: Transmission = make.TransmissionFactory(letter=make.LetterFactory(decision=decision))
    return lambda: transmissions.record_transmission(
        actor=world.referent, transmission=row, reference="2C 123", at=AT
    )


SOON = TODAY + dt.timedelta(days=15)


def writes(world: World, kind: LetterKind, asked: str = "Venez.", **values: Any) -> Callable[[], Any]:
    answers = notices.NoticeAnswers(kind=kind, asked=asked, **values)
    return lambda: notices.write_notice(
        actor=world.referent, contract=world.contract, answers=answers, on=TODAY, at=AT
    )


@case
def notice_empty(world: World) -> Callable[[], Any]:
    return writes(world, LetterKind.REMINDER, asked=" ", answer_by=SOON)


@case
def answer_day_missing(world: World) -> Callable[[], Any]:
    return writes(world, LetterKind.REMINDER)


@case
def answer_day_past(world: World) -> Callable[[], Any]:
    return writes(world, LetterKind.REMINDER, answer_by=TODAY)


@case
def meeting_incomplete(world: World) -> Callable[[], Any]:
    return writes(world, LetterKind.SUMMONS, meets_on=SOON, place="Salle inventée")


@case
def meeting_past(world: World) -> Callable[[], Any]:
    hour = dt.time(14, 30)
    return writes(world, LetterKind.SUMMONS, meets_on=TODAY, hour=hour, place="Salle inventée")


@pytest.mark.parametrize("code", CASES)
def test_the_refusal_is_worded_and_changes_nothing(world: World, code: str) -> None:
    with undone():
        act = CASES[code](world)
        lines = Entry.objects.count()
        with pytest.raises(Refusal) as refused, transaction.atomic():
            act()
        assert refused.value.code == code
        assert refused.value.message.endswith((".", "?"))
        assert Entry.objects.count() == lines
        world.contract.refresh_from_db()
    world.contract.refresh_from_db()


def test_every_refusal_of_the_services_has_its_test() -> None:
    folder = Path(services.__file__).parent
    written = {
        call.args[0].value
        for module in folder.glob("*.py")
        for call in ast.walk(ast.parse(module.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("Refusal", "BadInput")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    here = Path(__file__)
    tested = "".join(test.read_text() for test in here.parents[1].glob("*/test_*.py") if test != here)
    untested = {code for code in written - set(CASES) if f'"{code}"' not in tested}
    assert not untested
    assert effects.DAYS_TAKEN.code in CASES
