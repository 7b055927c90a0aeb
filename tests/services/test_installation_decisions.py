"""Decisions: correction, withdrawal, second pair of eyes, return, delegation."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations.enums import (
    DecisionStatus,
    LetterKind,
    LetterStatus,
    Outcome,
    PeriodStatus,
    RequestKind,
    RequestStatus,
)
from installations.models import Letter, Request, SecondLook
from installations.rules.letters.content import texts_of
from installations.services.decisions import (
    DecisionAnswers,
    approve_decision,
    prepare_decision,
    propose_decision,
    return_decision,
)
from installations.services.requests import withdraw_request
from installations.services.signing import retract_decision, sign_decision
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.installations import (
    AT,
    TODAY,
    World,
    make_person,
    make_world,
    proposed_decision,
    sent_request,
    signed_decision,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_a_correction_supersedes_and_takes_the_next_number(world: World) -> None:
    first = signed_decision(world)
    with pytest.raises(BadInput) as refused:
        prepare_decision(
            actor=world.referent,
            request=first.request,
            answers=DecisionAnswers(Outcome.GRANTED),
            on=TODAY,
            at=AT,
            corrects=first,
        )
    assert refused.value.code == "CORRECTION_REASON_MISSING"
    draft = prepare_decision(
        actor=world.referent,
        request=first.request,
        answers=DecisionAnswers(Outcome.GRANTED),
        on=TODAY,
        at=AT,
        corrects=first,
        correction_reason="L'adresse était fausse.",
    )
    draft = propose_decision(actor=world.referent, decision=draft, on=TODAY, at=AT)
    second = sign_decision(actor=world.director, decision=draft, on=TODAY, at=AT)
    first.refresh_from_db()
    assert first.status == DecisionStatus.SUPERSEDED
    assert second.number == "76-2026-0002"
    assert Letter.objects.get(decision=first).status == LetterStatus.SUPERSEDED
    letter = Letter.objects.get(decision=second)
    assert "76-2026-0001" in " ".join(letter.facts["visas"])
    assert world.contract.practice_periods.filter(status=PeriodStatus.PLANNED).count() == 1


def test_a_withdrawn_decision_gives_the_request_back_and_undoes_its_effects(world: World) -> None:
    decision = signed_decision(world)
    with pytest.raises(BadInput):
        retract_decision(actor=world.director, decision=decision, reason=" ", on=TODAY, at=AT)
    retract_decision(actor=world.director, decision=decision, reason="Erreur de commune.", on=TODAY, at=AT)
    request = Request.objects.get()
    assert request.status == RequestStatus.SUBMITTED
    assert Letter.objects.get(decision=decision).status == LetterStatus.SUPERSEDED
    act = Letter.objects.get(kind=LetterKind.RETRACTION)
    assert (act.number, act.status, act.concerns) == ("76-2026-0002", LetterStatus.GENUINE, decision)
    words = " ".join(texts_of(act.facts)).replace("\u00a0", " ")
    assert "retire la décision n° 76-2026-0001 du 20 novembre 2026" in words
    assert "pour la raison suivante : Erreur de commune ;" in words
    assert "les articles L. 240-1 et suivants" in words
    assert {row.recipient_kind for row in act.transmissions.all()} == {"signatory", "payer"}
    assert not world.contract.practice_periods.filter(status=PeriodStatus.PLANNED).exists()


def test_a_second_pair_of_eyes_is_another_persons(world: World) -> None:
    SecondLook.objects.create(
        agency=world.agency, kind=RequestKind.INSTALLATION, since_on=dt.date(2026, 1, 1)
    )
    decision = proposed_decision(world, sent_request(world))
    assert decision.status == DecisionStatus.TO_REVIEW
    with pytest.raises(Forbidden):
        approve_decision(actor=world.referent, decision=decision, at=AT)
    with pytest.raises(Refusal):
        sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)
    colleague = make_person(Role.REFERENT, world.agency, "Sacha", "Brun")
    decision = approve_decision(actor=colleague, decision=decision, at=AT)
    assert sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT).number


def test_a_returned_draft_says_why_to_its_author(world: World) -> None:
    decision = proposed_decision(world, sent_request(world))
    with pytest.raises(BadInput):
        return_decision(actor=world.director, decision=decision, reason="", at=AT)
    decision = return_decision(actor=world.director, decision=decision, reason="Citer le bon arrêté.", at=AT)
    assert decision.status == DecisionStatus.DRAFT
    assert "Citer le bon arrêté" in OutgoingMail.objects.get(kind="installations.decision_returned").body


def test_a_withdrawn_request_abandons_the_draft_of_its_decision(world: World) -> None:
    decision = proposed_decision(world, sent_request(world))
    withdraw_request(actor=world.signatory, request=decision.request, at=AT)
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.ABANDONED


def test_nobody_decides_for_another_agency(world: World) -> None:
    request = sent_request(world)
    stranger = make_actor(Role.REFERENT, agency=AgencyFactory(region_code="11"))
    with pytest.raises(Forbidden):
        prepare_decision(
            actor=stranger, request=request, answers=DecisionAnswers(Outcome.GRANTED), on=TODAY, at=AT
        )


def test_a_delegation_that_has_ended_signs_nothing(world: World) -> None:
    decision = proposed_decision(world, sent_request(world))
    with pytest.raises(Forbidden):
        sign_decision(actor=world.director, decision=decision, on=dt.date(2026, 3, 2), at=AT)
