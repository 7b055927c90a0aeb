"""Those who want one place are heard; a transfer is one case of two agencies."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations.enums import (
    HearingChoice,
    RequestKind,
)
from installations.models import Letter, Request
from installations.selectors.examinations import examination_of
from installations.selectors.letters import letters_for
from installations.selectors.requests import requests_for
from installations.services.cases import give_opinion, record_hearing, write_message
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import CandidateFactory, ContractFactory
from tests.factories.installations import (
    AT,
    TODAY,
    World,
    make_person,
    make_world,
    sent_request,
    signed_decision,
    site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def codes(request: Request) -> set[str]:
    return {finding.code for finding in examination_of(request, TODAY).findings}


def rival(world: World) -> World:
    candidate = CandidateFactory(campaign=world.contract.candidate.campaign)
    contract = ContractFactory(candidate=candidate, regime="R2", training_completed_on=dt.date(2026, 10, 1))
    signatory = make_actor(Role.SIGNATAIRE)
    contract.user_id = signatory.user_id
    contract.save(update_fields=["user"])
    return World(contract, signatory, world.referent, world.director, world.payer, world.agency)


def test_two_requests_for_one_liberal_place_ask_for_a_hearing(world: World) -> None:
    request, other = sent_request(world), sent_request(rival(world))
    assert "COMPETING_REQUESTS" in codes(request)
    with pytest.raises(BadInput):
        record_hearing(
            actor=world.referent,
            request=request,
            heard_on=TODAY,
            choice=HearingChoice.ONE,
            chosen_id=None,
            grounds="Projet plus ancien.",
            on=TODAY,
            at=AT,
        )
    record_hearing(
        actor=world.referent,
        request=request,
        heard_on=TODAY,
        choice=HearingChoice.ONE,
        chosen_id=request.id,
        grounds="Projet plus ancien.",
        on=TODAY,
        at=AT,
    )
    assert "COMPETITION_SETTLED" in codes(request)
    assert "COMPETITION_LOST" in codes(other)
    decision = signed_decision(world, request)
    assert any("audition" in visa for visa in Letter.objects.get(decision=decision).facts["visas"])


def test_both_may_be_kept(world: World) -> None:
    request, other = sent_request(world), sent_request(rival(world))
    record_hearing(
        actor=world.referent,
        request=request,
        heard_on=TODAY,
        choice=HearingChoice.ALL,
        chosen_id=None,
        grounds="Besoin fort.",
        on=TODAY,
        at=AT,
    )
    assert "COMPETITION_SETTLED" in codes(request) & codes(other)


def test_salaried_posts_do_not_compete(world: World) -> None:
    salaried = replace(site(), mode="salarie", half_days=None, hours=Decimal(35))
    request = sent_request(world, RequestKind.INSTALLATION, salaried)
    sent_request(rival(world), RequestKind.INSTALLATION, salaried)
    assert "COMPETING_REQUESTS" not in codes(request)
    with pytest.raises(Refusal):
        record_hearing(
            actor=world.referent,
            request=request,
            heard_on=TODAY,
            choice=HearingChoice.ALL,
            chosen_id=None,
            grounds="Rien.",
            on=TODAY,
            at=AT,
        )


def test_a_transfer_is_one_case_of_two_agencies(world: World) -> None:
    target = AgencyFactory(region_code="11", email="ars-11@example.org")
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
    before = Letter.objects.get(decision=signed_decision(world))
    assert before not in letters_for(arriving)
    request = sent_request(
        world,
        RequestKind.TRANSFER,
        site("75101", commune_name="Paris 1er Arrondissement"),
        target_agency_id=target.id,
        explanation="Rapprochement.",
    )
    assert request in requests_for(arriving)
    assert "OPINION_MISSING" in codes(request)
    for actor in (world.referent, arriving):
        give_opinion(actor=actor, request=request, is_favourable=True, text="Projet solide.", on=TODAY, at=AT)
    with pytest.raises(Refusal):
        give_opinion(actor=arriving, request=request, is_favourable=False, text="Non.", on=TODAY, at=AT)
    write_message(actor=arriving, request=request, text="Nous prenons la suite en janvier.", at=AT)
    assert "OPINIONS_GIVEN" in codes(request)
    decision = signed_decision(world, request, against_findings_reason="Accord des deux agences.")
    world.contract.refresh_from_db()
    assert world.contract.agency_id == target.id
    letter = Letter.objects.get(decision=decision)
    assert letter.transmissions.filter(recipient_kind="other_agency", recipient_agency=target).exists()
    assert sum("avis favorable" in visa for visa in letter.facts["visas"]) == 2
    assert before in letters_for(arriving), "The agency that follows the file reads what was decided before."
    assert before.decision is not None
    assert before.decision.request in requests_for(arriving)
    earlier_covers = Letter.objects.filter(kind="cover", concerns=before.decision)
    assert not letters_for(arriving).filter(id__in=earlier_covers).exists()
    assert not letters_for(make_person(Role.REFERENT, AgencyFactory(), "Sam", "Loin")).exists()


def test_an_agency_that_is_no_party_gives_no_opinion(world: World) -> None:
    request = sent_request(world)
    with pytest.raises(Forbidden):
        give_opinion(actor=world.referent, request=request, is_favourable=True, text="Oui.", on=TODAY, at=AT)
