"""The end of a commitment and the termination of a contract."""

import datetime as dt

import pytest

from contracts.enums import ContractStatus
from installations.enums import (
    LetterStatus,
    RequestKind,
)
from installations.models import Letter, Request
from installations.selectors.end_checks import end_checks
from installations.selectors.examinations import examination_of
from installations.services.letters import render_due_letters
from installations.services.practice import verify_practice
from installations.services.requests import withdraw_request
from installations.services.signing import retract_decision, sign_decision
from tests.factories.installations import (
    AT,
    TODAY,
    World,
    declared_period,
    make_world,
    proposed_decision,
    sent_request,
    signed_decision,
)

pytestmark = pytest.mark.django_db
AFTER = dt.datetime(2031, 7, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def codes(request: Request) -> set[str]:
    return {finding.code for finding in examination_of(request, TODAY).findings}


def test_the_end_waits_for_the_verified_months_then_closes_the_contract(world: World) -> None:
    request = sent_request(world, RequestKind.END_OF_COMMITMENT, starts_on=None)
    assert "STILL_OWED" in codes(request)
    assert [check.is_done for check in end_checks(request, TODAY)] == [False, True, True, True, True]
    withdraw_request(actor=world.signatory, request=request, at=AT)
    end = dt.date(2031, 6, 30)
    period = declared_period(world, on=end)
    verify_practice(actor=world.referent, period=period, until=end, is_eligible=True, at=AFTER)
    request = sent_request(world, RequestKind.END_OF_COMMITMENT, starts_on=None)
    assert "ALL_SERVED" in {finding.code for finding in examination_of(request, end).findings}
    decision = proposed_decision(world, request, against_findings_reason="Mois vérifiés.")
    sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)
    world.contract.refresh_from_db()
    assert world.contract.status == ContractStatus.COMPLETED
    certificate = Letter.objects.get(kind="certificate")
    assert certificate.number == "76-2026-0002"
    render_due_letters(at=AT)
    retract_decision(actor=world.director, decision=decision, reason="Erreur de compte.", on=TODAY, at=AT)
    ended = Letter.objects.filter(kind__in=("decision", "certificate"))
    assert set(ended.values_list("status", flat=True)) == {LetterStatus.SUPERSEDED}


def test_a_termination_says_its_amounts_and_closes_the_contract(world: World) -> None:
    request = sent_request(
        world, RequestKind.TERMINATION, starts_on=TODAY, cause="signataire", explanation="Autre projet."
    )
    assessment = examination_of(request, TODAY)
    assert "Total" in dict(assessment.amounts)
    decision = signed_decision(world, request, against_findings_reason="Demande de la personne.")
    world.contract.refresh_from_db()
    assert world.contract.status == ContractStatus.TERMINATED
    rows = Letter.objects.get(decision=decision).facts["articles"][0]["rows"]
    printed = dict(rows)
    assert printed["Motif"] == "Décision du signataire ou manquement"
    assert printed["Jour de réception"] == "20\u00a0novembre\u00a02026"
    assert {"Étape du parcours", "Indemnité", "Pénalité", "Total", "Exonérations examinées"} <= set(printed)
    retract_decision(actor=world.director, decision=decision, reason="Dénonciation retirée.", on=TODAY, at=AT)
    world.contract.refresh_from_db()
    assert (world.contract.status, world.contract.closed_on) == (ContractStatus.ACTIVE, None)
