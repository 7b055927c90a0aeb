"""Corrections, withdrawals, competing requests, transfers, employers, ends: one story per behaviour."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404
from pypdf import PdfReader

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import ContractStatus
from installations.enums import (
    DecisionStatus,
    HearingChoice,
    LetterStatus,
    Outcome,
    PeriodStatus,
    RequestKind,
    RequestStatus,
    TransmissionStatus,
)
from installations.models import EmployerLink, GrantedSpell, Letter, Request, SecondLook, Transmission
from installations.selectors.examinations import examination_of
from installations.selectors.letters import letters_to_post, register_rows
from installations.selectors.requests import requests_for
from installations.selectors.statements import statement_of
from installations.services.cases import give_opinion, record_hearing, write_message
from installations.services.decisions import (
    DecisionAnswers,
    approve_decision,
    prepare_decision,
    propose_decision,
    return_decision,
)
from installations.services.employer_links import answer_link, ask_employer, open_link
from installations.services.letters import render_due_letters
from installations.services.practice import end_practice, verify_practice
from installations.services.registers import merged_letters, register_xlsx
from installations.services.requests import withdraw_request
from installations.services.signing import retract_decision, sign_decision
from installations.services.transmissions import (
    acknowledge_transmission,
    record_transmission,
    retry_transmission,
    send_due_transmissions,
    send_transmission,
)
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import CandidateFactory, ContractFactory
from tests.factories.installations import (
    AT,
    START,
    TODAY,
    World,
    declared_period,
    make_person,
    make_world,
    make_zonings,
    proposed_decision,
    sent_request,
    signed_decision,
    site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    make_zonings()
    return make_world()


def codes(request: Request) -> set[str]:
    return {finding.code for finding in examination_of(request, TODAY).findings}


# --- decisions -----------------------------------------------------------------------------------------------


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
    assert Letter.objects.get().status == LetterStatus.SUPERSEDED
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


# --- deferrals, suspensions ------------------------------------------------------------------------------------


def test_a_granted_deferral_is_kept_and_a_second_one_is_refused_by_the_policy(world: World) -> None:
    days = {"starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2027, 11, 30), "explanation": "Un diplôme."}
    request = sent_request(world, RequestKind.DEFERRAL, **days)
    signed_decision(world, request)
    assert GrantedSpell.objects.get().days.upper == dt.date(2027, 12, 1)
    again = sent_request(
        world,
        RequestKind.DEFERRAL,
        starts_on=dt.date(2027, 12, 1),
        ends_on=dt.date(2028, 5, 31),
        explanation="Encore.",
    )
    assert "MAX_COUNT_REACHED" in codes(again)


@pytest.mark.parametrize(
    ("last", "code"), [(dt.date(2027, 1, 20), "MIN_ONE_MONTH"), (dt.date(2028, 2, 10), "MAX_ONE_YEAR")]
)
def test_a_suspension_of_practice_has_its_limits(world: World, last: dt.date, code: str) -> None:
    request = sent_request(
        world, RequestKind.PRACTICE_SUSPENSION, starts_on=START, ends_on=last, explanation="Mission."
    )
    assert code in codes(request)


# --- competing requests --------------------------------------------------------------------------------------


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
            at=AT,
        )
    record_hearing(
        actor=world.referent,
        request=request,
        heard_on=TODAY,
        choice=HearingChoice.ONE,
        chosen_id=request.id,
        grounds="Projet plus ancien.",
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
            at=AT,
        )


# --- transfers -----------------------------------------------------------------------------------------------


def test_a_transfer_is_one_case_of_two_agencies(world: World) -> None:
    target = AgencyFactory(region_code="11", email="ars-11@example.org")
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
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


def test_an_agency_that_is_no_party_gives_no_opinion(world: World) -> None:
    request = sent_request(world)
    with pytest.raises(Forbidden):
        give_opinion(actor=world.referent, request=request, is_favourable=True, text="Oui.", on=TODAY, at=AT)


# --- transmissions -------------------------------------------------------------------------------------------


def test_a_transmission_without_address_fails_and_is_retried_or_posted(world: World) -> None:
    signed_decision(world)
    row = Transmission.objects.get(recipient_kind="payer")
    Transmission.objects.filter(pk=row.pk).update(recipient_email="")
    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    row.refresh_from_db()
    assert (row.status, bool(row.last_error)) == (TransmissionStatus.FAILED, True)
    retry_transmission(actor=world.referent, transmission=row, email="payeur@example.org", at=AT)
    row = send_transmission(transmission_id=row.id, at=AT)
    assert row.status == TransmissionStatus.SENT
    assert send_transmission(transmission_id=row.id, at=AT).attempts == row.attempts
    row = acknowledge_transmission(actor=world.payer, transmission=row, at=AT)
    assert row.status == TransmissionStatus.ACKNOWLEDGED


def test_a_posted_letter_keeps_the_number_of_its_envelope(world: World) -> None:
    signed_decision(world)
    row = Transmission.objects.get(recipient_kind="signatory")
    with pytest.raises(Refusal):
        record_transmission(actor=world.referent, transmission=row, reference="2C 123", at=AT)
    render_due_letters(at=AT)
    with pytest.raises(BadInput):
        record_transmission(actor=world.referent, transmission=row, reference=" ", at=AT)
    row = record_transmission(actor=world.referent, transmission=row, reference="2C 123", at=AT)
    assert (row.status, row.reference) == (TransmissionStatus.SENT, "2C 123")


def test_the_register_and_the_batch_hold_the_letters_of_the_period(world: World) -> None:
    decision = signed_decision(world)
    render_due_letters(at=AT)
    rows = register_rows(world.referent, TODAY, TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(register_xlsx(rows))).active
    assert {sheet.cell(row=2, column=1).value, sheet.cell(row=3, column=1).value} == {decision.number}
    assert not register_rows(world.referent, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=9))
    merged = PdfReader(io.BytesIO(merged_letters(letters_to_post(world.referent, TODAY, TODAY))))
    assert decision.number in merged.pages[0].extract_text()


# --- employers ------------------------------------------------------------------------------------------------

JUNE = dt.date(2027, 6, 30)
LATER = dt.datetime(2027, 6, 30, 10, tzinfo=dt.UTC)


def token_of_last_mail() -> str:
    body = OutgoingMail.objects.filter(kind="installations.employer_asked").latest("created_at").body
    return body.split("/employeur/")[1].split("/")[0]


def test_an_employer_confirms_once(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=LATER)
    token = token_of_last_mail()
    assert not EmployerLink.objects.filter(token_sha256=token).exists()
    answer_link(token=token, is_confirmed=True, comment="", at=LATER)
    period.refresh_from_db()
    assert period.status == PeriodStatus.SUPPORTED
    with pytest.raises(Refusal) as refused:
        answer_link(token=token, is_confirmed=False, comment="", at=LATER)
    assert refused.value.code == "LINK_CLOSED"


@pytest.mark.parametrize("forged", ["", "x", "A" * 43, "é" * 20, "../../etc", "%00"])
def test_a_forged_link_opens_nothing(world: World, forged: str) -> None:
    declared_period(world, on=JUNE)
    with pytest.raises(Refusal):
        open_link(token=forged, at=LATER)


def test_an_expired_link_opens_nothing(world: World) -> None:
    period = declared_period(world, on=JUNE)
    link = ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=LATER)
    token = token_of_last_mail()
    open_link(token=token, at=link.expires_at - dt.timedelta(seconds=1))
    with pytest.raises(Refusal):
        open_link(token=token, at=link.expires_at)


def test_a_new_link_closes_the_one_before(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="a@example.org", at=LATER)
    first = token_of_last_mail()
    ask_employer(
        actor=world.signatory, period=period, email="b@example.org", at=LATER + dt.timedelta(hours=1)
    )
    with pytest.raises(Refusal):
        open_link(token=first, at=LATER + dt.timedelta(hours=2))


def test_an_employer_who_denies_leaves_the_period_declared(world: World) -> None:
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="a@example.org", at=LATER)
    link = answer_link(token=token_of_last_mail(), is_confirmed=False, comment="Inconnue.", at=LATER)
    period.refresh_from_db()
    assert (period.status, link.comment) == (PeriodStatus.DECLARED, "Inconnue.")


# --- practice and the statement --------------------------------------------------------------------------------


def test_planned_declared_and_verified_months_are_never_mixed(world: World) -> None:
    signed_decision(world)
    first = statement_of(world.signatory, world.contract, TODAY)
    assert (first.months_declared, first.months_verified) == (0, 0)
    assert first.ends_on is not None
    period = declared_period(world, on=JUNE, starts_on=dt.date(2027, 1, 4))
    declared = statement_of(world.signatory, world.contract, JUNE)
    assert declared.months_declared > 5
    assert declared.months_verified == 0
    verify_practice(
        actor=world.referent, period=period, until=dt.date(2027, 3, 31), is_eligible=True, at=LATER
    )
    verified = statement_of(world.signatory, world.contract, JUNE)
    assert verified.months_verified + verified.months_declared == declared.months_declared
    assert 2 < verified.months_verified < 3


def test_the_statement_of_somebody_else_does_not_exist(world: World) -> None:
    with pytest.raises(Http404):
        statement_of(make_actor(Role.SIGNATAIRE), world.contract, TODAY)


def test_two_places_above_full_time_are_refused(world: World) -> None:
    declared_period(world, on=JUNE)
    with pytest.raises(BadInput) as refused:
        declared_period(world, on=JUNE, commune_code="34173", structure="Autre cabinet")
    assert refused.value.code == "ABOVE_FULL_TIME"


def test_verified_days_cannot_be_cut(world: World) -> None:
    period = declared_period(world, on=JUNE)
    verify_practice(
        actor=world.referent, period=period, until=dt.date(2027, 3, 31), is_eligible=True, at=LATER
    )
    with pytest.raises(Refusal):
        end_practice(actor=world.signatory, period=period, last_day=dt.date(2027, 3, 30), at=LATER)
    period = end_practice(actor=world.signatory, period=period, last_day=dt.date(2027, 4, 30), at=LATER)
    assert period.last_day == dt.date(2027, 4, 30)


def test_a_period_is_verified_only_within_its_days(world: World) -> None:
    period = declared_period(world, on=JUNE, ends_on=dt.date(2027, 5, 31))
    for until in (dt.date(2027, 1, 3), dt.date(2027, 6, 1)):
        with pytest.raises(BadInput):
            verify_practice(actor=world.referent, period=period, until=until, is_eligible=True, at=LATER)


# --- ends ------------------------------------------------------------------------------------------------------


def test_the_end_waits_for_the_verified_months_then_closes_the_contract(world: World) -> None:
    request = sent_request(world, RequestKind.END_OF_COMMITMENT, starts_on=None)
    assert "STILL_OWED" in codes(request)
    withdraw_request(actor=world.signatory, request=request, at=AT)
    end = dt.date(2031, 6, 30)
    period = declared_period(world, on=end)
    verify_practice(actor=world.referent, period=period, until=end, is_eligible=True, at=AT)
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
    assert set(Letter.objects.values_list("status", flat=True)) == {LetterStatus.SUPERSEDED}


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
    assert any(row[0] == "Total" for row in rows)
    retract_decision(actor=world.director, decision=decision, reason="Dénonciation retirée.", on=TODAY, at=AT)
    world.contract.refresh_from_db()
    assert (world.contract.status, world.contract.closed_on) == (ContractStatus.ACTIVE, None)
