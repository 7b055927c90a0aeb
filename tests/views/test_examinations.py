"""The page of a request beside its findings: hearings, opinions, messages, corrections; bad input loses nothing."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.mail.models import OutgoingMail
from installations.enums import Outcome, RequestKind, RequestStatus
from installations.models import CaseMessage, Hearing, Request, TransferOpinion
from installations.services.decisions import DecisionAnswers, prepare_decision, propose_decision
from installations.services.requests import withdraw_request
from installations.services.signing import sign_decision
from tests.factories.accounts import AgencyFactory
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
from tests.services.test_hearings_and_transfers import rival
from tests.services.test_installation_transitions import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.user_id))
    return client


def test_a_hearing_is_recorded_once_held_and_nothing_typed_is_lost(world: World) -> None:
    request, other = sent_request(world), sent_request(rival(world))
    referent = signed_in(world.referent)
    url = reverse("record_hearing", args=[request.id])
    typed = {
        "heard_on": "2026-11-21",
        "kept": str(request.id),
        "grounds": "Projet « ancien » & <b>besoin</b>",
    }
    for wrong, words in (
        ({"heard_on": ""}, "Ce champ est obligatoire"),
        ({}, "une audition s&#x27;enregistre une fois tenue"),
        ({"heard_on": "2026-11-19", "kept": str(world.contract.id)}, "Sélectionnez un choix valide"),
    ):
        answer = referent.post(url, typed | wrong)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page
        assert "Projet « ancien » &amp; &lt;b&gt;besoin&lt;/b&gt;" in page
    assert not Hearing.objects.exists()
    answer = referent.post(url, typed | {"heard_on": "2026-11-19"}, follow=True)
    assert "Après l&#x27;audition, cette demande est retenue" in answer.content.decode()
    assert set(Hearing.objects.get().requests.all()) == {request, other}


def test_an_opinion_and_a_message_are_seen_by_the_other_agency(world: World) -> None:
    target = AgencyFactory(region_code="11", email="ars-11@example.org")
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
    request = sent_request(
        world, RequestKind.TRANSFER, site("75101"), target_agency_id=target.id, explanation="Rapprochement."
    )
    client = signed_in(world.referent)
    refused = client.post(reverse("give_opinion", args=[request.id]), {"text": "Projet d'avenir."})
    assert refused.status_code == 422
    assert "Projet d&#x27;avenir." in refused.content.decode()
    client.post(
        reverse("give_opinion", args=[request.id]), {"is_favourable": "no", "text": "Projet d'avenir."}
    )
    client.post(reverse("write_case_message", args=[request.id]), {"text": "Bonjour,\nqu'en pensez-vous ?"})
    assert not TransferOpinion.objects.get().is_favourable
    page = signed_in(arriving).get(reverse("examine_request", args=[request.id])).content.decode()
    assert "Projet d&#x27;avenir." in page
    assert "Bonjour,<br>qu&#x27;en pensez-vous ?" in page
    assert "Donner l'avis de mon agence" in page
    assert "Préparer la décision" not in page
    own = client.get(reverse("examine_request", args=[request.id])).content.decode()
    assert "Donner l'avis de mon agence" not in own
    assert (
        OutgoingMail.objects.get(kind="installations.case_message_written").recipient == "ars-11@example.org"
    )


def test_a_closed_case_takes_neither_opinion_nor_message(world: World) -> None:
    target = AgencyFactory(region_code="11")
    request = sent_request(
        world, RequestKind.TRANSFER, site("75101"), target_agency_id=target.id, explanation="Rapprochement."
    )
    withdraw_request(actor=world.signatory, request=request, at=AT)
    client = signed_in(world.referent)
    for route, form in (
        ("give_opinion", {"is_favourable": "yes", "text": "Oui."}),
        ("write_case_message", {"text": "Trop tard ?"}),
    ):
        answer = client.post(reverse(route, args=[request.id]), form)
        assert answer.status_code == 422
        assert "le dossier est clos" in answer.content.decode()
    assert not TransferOpinion.objects.exists()
    assert not CaseMessage.objects.exists()


def test_a_correction_without_a_field_keeps_its_message(world: World) -> None:
    request = sent_request(world)
    answer = signed_in(world.referent).post(
        reverse("ask_correction", args=[request.id]), {"message": "L'adresse n'est pas lisible."}
    )
    assert answer.status_code == 422
    assert "L&#x27;adresse n&#x27;est pas lisible." in answer.content.decode()
    assert Request.objects.get().status == RequestStatus.SUBMITTED


def test_people_of_two_professions_do_not_want_the_same_place(world: World) -> None:
    request = sent_request(world)
    other = rival(world)
    other.contract.profession = "odontologie"
    other.contract.save(update_fields=["profession"])
    sent_request(other)
    page = signed_in(world.referent).get(reverse("examine_request", args=[request.id])).content.decode()
    assert "Autres demandes pour ce lieu" not in page


def test_the_end_shows_its_check_list(world: World) -> None:
    request = sent_request(world, RequestKind.END_OF_COMMITMENT, starts_on=None)
    sent_request(world, starts_on=dt.date(2027, 1, 4))
    page = signed_in(world.referent).get(reverse("examine_request", args=[request.id])).content.decode()
    assert "À vérifier avant de clore" in page
    assert "Autres demandes encore ouvertes : 1." in page


def test_the_arriving_agency_reads_the_decision_and_is_offered_no_action_on_it(world: World) -> None:
    target = AgencyFactory(region_code="11")
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
    request = sent_request(
        world, RequestKind.TRANSFER, site("75101"), target_agency_id=target.id, explanation="Rapprochement."
    )
    decision = signed_decision(world, request, against_findings_reason="Accord des deux agences.")
    page = signed_in(arriving).get(reverse("show_decision", args=[decision.id])).content.decode()
    assert decision.number in page
    assert "Corriger cette décision" not in page
    assert "Retirer cette décision" not in page


def test_what_an_adjourned_request_lacks_is_joined_and_answered(world: World) -> None:
    request = sent_request(world)
    adjourned = signed_decision(
        world, request, outcome=Outcome.ADJOURNED, grounds="Il manque l'attestation de l'ordre."
    )
    signatory = signed_in(world.signatory)
    page = signatory.get(reverse("my_request", args=[request.id])).content.decode()
    assert "joignez ici ce qui manque" in page
    signatory.post(
        reverse("attach_document", args=[request.id]),
        {"kind": "autre", "file": SimpleUploadedFile("ordre.pdf", PDF, "application/pdf")},
    )
    assert request.documents.count() == 1
    mail = OutgoingMail.objects.get(kind="installations.awaited_document_joined")
    assert mail.recipient == world.agency.email
    draft = prepare_decision(
        actor=world.referent,
        request=Request.objects.get(),
        answers=DecisionAnswers(Outcome.GRANTED),
        on=TODAY,
        at=AT,
        corrects=adjourned,
        correction_reason="La pièce est arrivée.",
    )
    draft = propose_decision(actor=world.referent, decision=draft, on=TODAY, at=AT)
    sign_decision(actor=world.director, decision=draft, on=TODAY, at=AT)
    answer = signatory.post(
        reverse("attach_document", args=[request.id]),
        {"kind": "autre", "file": SimpleUploadedFile("trop-tard.pdf", PDF, "application/pdf")},
    )
    assert answer.status_code == 409
    assert "elle ne reçoit plus de pièce" in answer.content.decode()
