"""What each kind of letter holds beside the common parts, from requests that people really send."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden
from contracts.models import Particulars
from installations.enums import HearingChoice, LetterKind, Outcome, RequestKind, SpellKind, TransmissionStatus
from installations.models import Letter, Transmission
from installations.rules.letters.content import texts_of, typeset
from installations.rules.letters.wording import continued
from installations.services.cases import give_opinion, record_hearing
from installations.services.letters import render_due_letters, render_letter
from installations.services.notices import NoticeAnswers, write_notice
from installations.services.transmissions import (
    send_due_transmissions,
    send_transmission,
    transmissions_to_send,
)
from tests.factories.accounts import AgencyFactory
from tests.factories.follow_up import ExchangeFactory
from tests.factories.installations import (
    AT,
    TODAY,
    GrantedSpellFactory,
    PracticePeriodFactory,
    World,
    make_person,
    make_world,
    sent_request,
    signed_decision,
    site,
)
from tests.services.test_hearings_and_transfers import rival
from tests.views.test_installations import signed_in

pytestmark = pytest.mark.django_db
SOON = TODAY + dt.timedelta(days=15)


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def words(letter: Letter) -> str:
    """Return the texts of a letter, spaces made plain."""
    return "\n".join(texts_of(letter.facts)).replace("\u00a0", " ").replace("\u202f", " ")


def decided(world: World, kind: RequestKind, *sites: Any, **answers: Any) -> str:
    request = sent_request(world, kind, *sites, **answers)
    decision = signed_decision(world, request, against_findings_reason="Raison écrite.")
    return words(Letter.objects.get(decision=decision))


def test_two_places_in_one_commune_are_told_once_and_no_aid_is_promised(world: World) -> None:
    text = decided(
        world, RequestKind.INSTALLATION, site(half_days="5"), site(structure="Annexe", half_days="3")
    )
    assert "à Fabrezan (11132) à partir" in text
    assert text.count("Considérant que Fabrezan (11132) est classé") == 1
    assert "Considérant que le début demandé suit la fin de la formation" in text
    assert "ne promet aucune aide" in text
    assert "Pièces encore attendues" in text
    assert "au plus tard un mois après votre début : attestation de diplôme" in text


def test_a_clause_that_the_agent_chose_is_not_said_twice(world: World) -> None:
    request = sent_request(world)
    decision = signed_decision(world, request, clauses=("aides_non_promises",))
    assert "ne promet aucune aide" not in words(Letter.objects.get(decision=decision))


def test_a_deferral_says_its_length_its_limits_and_the_day_to_settle(world: World) -> None:
    text = decided(
        world,
        RequestKind.DEFERRAL,
        starts_on=dt.date(2026, 10, 31),
        ends_on=dt.date(2027, 10, 30),
        explanation="Un diplôme.",
    )
    assert "Ce report dure 12 mois." in text
    assert "ne se cumule pas avec des remplacements comptés" in text
    assert "Votre installation commence au plus tard le 31 octobre 2027" in text


def test_a_replacement_says_how_much_counts(world: World) -> None:
    text = decided(world, RequestKind.REPLACEMENT, site(), ends_on=dt.date(2027, 7, 3))
    assert "Ces remplacements durent 6 mois." in text
    assert "Au plus 6 mois sont déduits des mois dus" in text
    assert "ne se cumulent pas avec un report" in text


def test_a_suspension_says_its_new_end_and_the_duty_to_announce_a_return(world: World) -> None:
    PracticePeriodFactory(contract=world.contract)
    dates = {"starts_on": dt.date(2027, 3, 1), "ends_on": dt.date(2027, 8, 31)}
    text = decided(world, RequestKind.PRACTICE_SUSPENSION, explanation="Un projet.", **dates)
    assert "votre engagement se termine le 3 août 2031" in text
    assert "vous devez le dire sans attendre" in text


@pytest.mark.parametrize(
    ("last_day", "told"),
    [(None, "n'est pas interrompu"), (dt.date(2027, 6, 30), "interrompu 62 jours")],
)
def test_a_change_names_the_place_left_and_the_interruption(
    world: World, last_day: dt.date | None, told: str
) -> None:
    until = last_day + dt.timedelta(days=1) if last_day else None
    PracticePeriodFactory(
        contract=world.contract, structure="Ancien cabinet", days=DateRange(dt.date(2027, 1, 4), until)
    )
    text = decided(
        world, RequestKind.CHANGE_OF_PLACE, site(structure="Nouveau"), starts_on=dt.date(2027, 9, 1)
    )
    assert "Vous quittez Ancien cabinet, Fabrezan (11132)" in text
    assert told in text


@pytest.mark.parametrize(
    ("spells", "told"),
    [
        ([("2027-06-01", "2027-12-01")], "est suspendu du 1er juin 2027 au 30 novembre 2027. Ce changement"),
        ([("2027-06-01", "2027-12-01")], "compte à partir du 1er décembre 2027."),
        ([("2027-09-01", "2027-12-01")], "est suspendu du 1er septembre 2027 au 30 novembre 2027."),
        (
            [("2027-05-01", "2027-07-01"), ("2027-07-01", "2027-10-01")],
            "est suspendu du 1er mai 2027 au 30 septembre 2027.",
        ),
        (
            [("2027-06-01", "2027-09-01")],
            "suspendu du 1er juin 2027 au 31 août 2027, reprend dans votre nouveau",
        ),
        ([("2027-06-01", "2027-08-31")], "n'est pas interrompu"),
        ([("2027-09-02", "2027-12-01")], "n'est pas interrompu"),
    ],
)
def test_a_change_inside_a_suspension_says_when_practice_counts_again(
    world: World, spells: list[tuple[str, str]], told: str
) -> None:
    PracticePeriodFactory(contract=world.contract, days=DateRange(dt.date(2027, 1, 4), None))
    for rank, (first, until) in enumerate(spells):
        GrantedSpellFactory(
            contract=world.contract,
            decision__number=f"76-2025-000{rank}",
            kind=SpellKind.PRACTICE_SUSPENSION,
            days=DateRange(dt.date.fromisoformat(first), dt.date.fromisoformat(until)),
        )
    text = decided(world, RequestKind.CHANGE_OF_PLACE, site(), starts_on=dt.date(2027, 9, 1))
    assert told in text
    assert ("n'est pas interrompu" in text) == (told == "n'est pas interrompu")


def test_a_transfer_says_who_follows_and_is_covered_for_both_offices(world: World) -> None:
    target = AgencyFactory(region_code="11", name="ARS Île-de-France", email="ars-11@example.org")
    request = sent_request(
        world,
        RequestKind.TRANSFER,
        site("75101", commune_name="Paris 1er Arrondissement"),
        target_agency_id=target.id,
        explanation="Secret du rapprochement.",
    )
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
    for actor in (world.referent, arriving):
        give_opinion(actor=actor, request=request, is_favourable=True, text="Solide.", on=TODAY, at=AT)
    decision = signed_decision(world, request, against_findings_reason="Accord des deux agences.")
    text = words(Letter.objects.get(decision=decision))
    assert "Occitanie, avec l'accord de l'agence régionale de santé Île-de-France," in text
    assert "l'avis favorable de l'agence régionale de santé Île-de-France" in text
    assert "transmise à l'Agence de services et de paiement et à l'agence régionale de santé" in text
    assert "l'agence régionale de santé Île-de-France le suit depuis" in text
    covers = Letter.objects.filter(kind=LetterKind.COVER).order_by("number")
    assert [cover.number for cover in covers] == [f"{decision.number}-B1", f"{decision.number}-B2"]
    assert "Agence qui suit le contrat\nARS Île-de-France" in words(covers[1])
    assert "(changement de région d'exercice), datée du" in words(covers[1])
    assert "votre changement" not in words(covers[0]) + words(covers[1]), "The reader is an office."
    assert "Secret" not in words(covers[0]) + words(covers[1])
    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    for actor, cover in ((world.payer, covers[0]), (arriving, covers[1])):
        client = signed_in(actor)
        assert str(cover.id) in client.get(reverse("transmissions_received")).content.decode()
        assert client.get(reverse("download_letter", args=[cover.id])).status_code == 200
    assert signed_in(world.payer).get(reverse("download_letter", args=[covers[1].id])).status_code == 404
    assert signed_in(world.signatory).get(reverse("download_letter", args=[covers[0].id])).status_code == 404


def test_no_office_gets_an_adjournment_or_a_letter_whose_cover_is_not_made(world: World) -> None:
    decision = signed_decision(world, outcome=Outcome.ADJOURNED, grounds="Le contrat de travail manque.")
    text = words(Letter.objects.get(decision=decision))
    assert "Considérant que le contrat de travail manque ;" in text
    assert "contester cet ajournement" in text
    assert not Transmission.objects.filter(recipient_kind="payer").exists()
    decision = signed_decision(rival(world))
    render_letter(letter_id=Letter.objects.get(decision=decision).id, at=AT)
    row = Transmission.objects.get(recipient_kind="payer")
    assert row.id not in transmissions_to_send()
    assert send_transmission(transmission_id=row.id, at=AT).status == TransmissionStatus.PENDING
    render_due_letters(at=AT)
    assert send_transmission(transmission_id=row.id, at=AT).status == TransmissionStatus.SENT


def test_a_hearing_gives_its_criteria_its_choice_and_something_else(world: World) -> None:
    loser = rival(world)
    kept, lost = sent_request(world), sent_request(loser)
    record_hearing(
        actor=world.referent,
        request=kept,
        heard_on=TODAY,
        choice=HearingChoice.ONE,
        chosen_id=kept.id,
        grounds="Projet plus ancien.",
        on=TODAY,
        at=AT,
    )
    decision = signed_decision(world, kept)
    text = words(Letter.objects.get(decision=decision))
    assert "une autre personne a demandé ce lieu" in text
    assert "le choix se fonde sur ce qui suit : Projet plus ancien ;" in text
    assert "votre demande est retenue" in text
    decision = signed_decision(loser, lost, outcome=Outcome.REFUSED, grounds="Un seul cabinet est libre.")
    text = words(Letter.objects.get(decision=decision))
    assert "une autre demande que la vôtre est retenue" in text
    assert "Après l'audition" not in text, "What the hearing concluded is told once."
    assert "Votre demande d'installation est refusée" in text
    assert "arnal" not in text.lower()


def test_an_end_owes_nothing_more_and_lists_the_verified_periods(world: World) -> None:
    PracticePeriodFactory(
        contract=world.contract,
        days=DateRange(dt.date(2026, 10, 30), dt.date(2026, 11, 20)),
        status="verified",
        verified_at=AT,
        verified_by_id=world.referent.user_id,
        verified_until=dt.date(2026, 11, 20),
        is_eligible=True,
    )
    text = decided(world, RequestKind.END_OF_COMMITMENT, starts_on=None)
    assert "Il ne reste aucun mois dû : le contrat prend fin le 20 novembre 2026." in text
    assert "30 octobre 2026\n19 novembre 2026" in text
    assert "Vous devez" not in text


def test_a_termination_cites_its_texts_names_each_figure_and_hides_health(world: World) -> None:
    text = decided(
        world, RequestKind.TERMINATION, starts_on=TODAY, cause="incapacite", explanation="Écrit à part."
    )
    assert "Vu l'article R. 631-24-14 du code de l'éducation ;" in text
    assert "Vu l'arrêté du 26 mai 2020 (NOR SSAH2010617A) ;" in text
    assert "\nvaleur\n" not in text
    assert "ncapacité" not in text
    assert "Considérant que la rupture est reçue le 20 novembre 2026, à l'étape « après le diplôme" in text
    assert "Aucune somme ne vous est réclamée." in text
    assert "échéancier" not in text
    assert "sommes vous sont réclamées" not in text


def test_a_termination_that_claims_a_sum_says_how_to_pay_it(world: World) -> None:
    text = decided(
        world, RequestKind.TERMINATION, starts_on=TODAY, cause="signataire", explanation="Écrit à part."
    )
    assert (
        "Les sommes dites à l'article 1er vous sont réclamées par l'Agence de services et de paiement."
        in text
    )
    assert "demandez un échéancier à l'Agence de services et de paiement" in text


def test_the_delegation_says_since_when_and_the_postal_address_is_printed(world: World) -> None:
    Particulars.objects.create(
        contract=world.contract, postal_address="3 rue Inventée\n34000 Montpellier", updated_at=AT
    )
    decision = signed_decision(world)
    facts = Letter.objects.get(decision=decision).facts
    assert facts["signature_lines"][0].endswith("du 3\u00a0mars\u00a02026")
    assert facts["recipient_lines"][1:3] == ["3 rue Inventée", "34000 Montpellier"]


def test_a_yearly_exchange_is_one_click_from_its_letter(world: World) -> None:
    client: Client = signed_in(world.referent)
    starts_at = AT + dt.timedelta(days=14)
    exchange = ExchangeFactory(contract=world.contract, planned=True, starts_at=starts_at, place="Salle 12")
    address = reverse("write_notice", args=[world.contract.id])
    wanted = f'href="{address}?echange={exchange.id}"'
    for page in (reverse("agenda"), reverse("exchange", args=[exchange.id])):
        assert wanted in client.get(page).content.decode()

    form = client.get(f"{address}?echange={exchange.id}").context["form"]

    starts_at = timezone.localtime(starts_at)
    asked = {name: form[name].value() for name in ("kind", "meets_on", "hour", "place")}
    assert asked == {
        "kind": "summons",
        "meets_on": starts_at.date(),
        "hour": starts_at.time(),
        "place": "Salle 12",
    }
    for other in (ExchangeFactory().id, "pas-un-identifiant"):
        assert client.get(f"{address}?echange={other}").context["form"].initial == {}


def test_a_summons_is_seen_then_sent_and_read_by_the_person(world: World) -> None:
    client: Client = signed_in(world.referent)
    address = reverse("write_notice", args=[world.contract.id])
    typed = {
        "kind": "summons",
        "asked": "Faire le point sur votre projet.",
        "meets_on": SOON.isoformat(),
        "hour": "14:30",
        "place": "https://visio.example.org/salle",
        "bring": "Votre dernier bulletin",
    }
    seen = client.post(address, typed | {"action": "show"}).content.decode()
    assert "5 décembre 2026 à 14 h 30" in seen.replace("\u00a0", " ")
    assert "Décide" not in seen  # it decides nothing, and its print does not say so either
    assert not Letter.objects.exists()
    wrong = client.post(address, typed | {"action": "send", "place": ""})
    assert wrong.status_code == 422
    assert "Faire le point sur votre projet." in wrong.content.decode()
    client.post(address, typed | {"action": "send"})
    letter = Letter.objects.get()
    assert (letter.number, letter.kind) == ("76-2026-0001", "summons")
    assert "Si vous ne pouvez pas venir" in words(letter)
    render_due_letters(at=AT)
    assert signed_in(world.signatory).get(reverse("download_letter", args=[letter.id])).status_code == 200
    assert [row.recipient_kind for row in letter.transmissions.all()] == ["signatory"]
    page = client.get(reverse("dossier", args=[world.contract.id]), {"onglet": "documents"})
    assert letter.title in page.content.decode()


def test_a_formal_notice_is_signed_by_delegation(world: World) -> None:
    answers = NoticeAnswers(kind=LetterKind.FORMAL_NOTICE, asked="Répondez à l'enquête.", answer_by=SOON)
    act = {"contract": world.contract, "answers": answers, "on": TODAY, "at": AT}
    with pytest.raises(Forbidden):
        write_notice(actor=world.referent, **act)
    text = words(write_notice(actor=world.director, **act))
    assert "vous met en demeure de répondre au plus tard le 5 décembre 2026" in text
    assert "présenter vos observations" in text
    assert "par délégation du 3 mars 2026" in text


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Le cabinet ferme.", "que le cabinet ferme"),
        ("Un médecin part", "qu'un médecin part"),
        ("aucun projet n'existe ;", "qu'aucun projet n'existe"),
        ("27 mois sont vérifiés", "que 27 mois sont vérifiés"),
        ("Départ du médecin.", "ce qui suit : Départ du médecin"),
        ("Narbonne n'est pas en zone", "ce qui suit : Narbonne n'est pas en zone"),
    ],
)
def test_a_sentence_becomes_what_follows_considerant(sentence: str, told: str) -> None:
    assert continued(sentence) == told


def test_the_spaces_that_french_does_not_break() -> None:
    text = typeset("Vu l'arrêté n° 12 « ZIP » : R. 631-24 ; 39 mois ?")
    assert text == "Vu l'arrêté n°\u00a012 «\u00a0ZIP\u00a0»\u00a0: R.\u00a0631-24\u00a0; 39\u00a0mois\u00a0?"
    assert typeset("du 3 mars 2026") == "du 3\u00a0mars\u00a02026"
    assert typeset("https://example.org/a?b=1") == "https://example.org/a?b=1"


def test_the_message_speaks_of_contesting_only_what_can_be_contested(world: World) -> None:
    decision = signed_decision(world)
    answers = NoticeAnswers(kind=LetterKind.REMINDER, asked="Répondez.", answer_by=SOON)
    reminder = write_notice(actor=world.referent, contract=world.contract, answers=answers, on=TODAY, at=AT)
    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    bodies = {
        mail.subject: mail.body for mail in OutgoingMail.objects.filter(kind="installations.letter_available")
    }
    titles = [Letter.objects.get(decision=decision).title, reminder.title]
    told = [bodies[" ".join(title.split())] for title in titles]
    assert ["délai pour le contester" in body for body in told] == [True, False]
