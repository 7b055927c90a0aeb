"""Markup, templates, formulas and addresses in every text field: shown as text on pages, in mails and in exports."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.mail.models import OutgoingMail
from contracts.models import Particulars
from installations.enums import HearingChoice, Outcome, RequestKind
from installations.models import Letter, Transmission
from installations.services.cases import give_opinion, record_hearing, write_message
from installations.services.employer_links import answer_link, ask_employer
from installations.services.letters import render_due_letters
from installations.services.practice import reject_practice
from installations.services.requests import ask_correction
from installations.services.signing import retract_decision
from installations.services.transmissions import record_transmission
from tests.factories.accounts import AgencyFactory
from tests.factories.installations import (
    AT,
    TODAY,
    World,
    declared_period,
    make_person,
    make_world,
    sent_request,
    signed_decision,
    site,
)
from tests.services.test_employer_links import JUNE, token_of_last_mail
from tests.services.test_hearings_and_transfers import rival
from tests.views.test_examinations import signed_in

pytestmark = pytest.mark.django_db
HOSTILE = '=1+1"><img src="http://127.0.0.1:9/x"><link rel=attachment href="file:///etc/passwd">{{ 7|add:7 }}'
SHOWN = "&lt;img src="


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    one = make_world()
    one.contract.candidate.last_name = HOSTILE[:100]
    one.contract.candidate.save(update_fields=["last_name"])
    return one


def page(client: Client, route: str, *args: object) -> str:
    """Return a page that shows a payload, as text only."""
    text = client.get(reverse(route, args=args)).content.decode()
    assert "<img src=" not in text.replace('<img src="/static', "")
    assert "rel=attachment" not in text or "&lt;link rel=attachment" in text
    return text


def test_the_request_its_hearing_its_decision_and_its_letter(world: World) -> None:
    place = site(structure=HOSTILE, address=HOSTILE)
    request = sent_request(world, RequestKind.INSTALLATION, place, explanation=HOSTILE)
    sent_request(rival(world), RequestKind.INSTALLATION, place)
    record_hearing(
        actor=world.referent,
        request=request,
        heard_on=TODAY,
        choice=HearingChoice.ALL,
        chosen_id=None,
        grounds=HOSTILE,
        on=TODAY,
        at=AT,
    )
    referent = signed_in(world.referent)
    assert SHOWN in page(referent, "examine_request", request.id)
    assert SHOWN in page(signed_in(world.signatory), "my_request", request.id)
    decision = signed_decision(
        world,
        request,
        outcome=Outcome.GRANTED_WITH_CONDITIONS,
        grounds=HOSTILE,
        conditions=HOSTILE,
        against_findings_reason=HOSTILE,
    )
    assert SHOWN in page(referent, "show_decision", decision.id)
    render_due_letters(at=AT)
    letter = Letter.objects.get(kind="decision")
    reader = PdfReader(io.BytesIO(read_document(letter.document)))
    words = "".join("".join(sheet.extract_text().split()) for sheet in reader.pages)
    assert words.count('<imgsrc="http://127.0.0.1:9/x">') >= 3
    assert not reader.attachments
    retract_decision(actor=world.director, decision=decision, reason=HOSTILE, on=TODAY, at=AT)
    assert SHOWN in page(referent, "show_decision", decision.id)
    page(referent, "decisions_home")
    page(signed_in(world.signatory), "my_letters")


def test_the_register_holds_text_and_no_formula(world: World) -> None:
    signed_decision(world)
    render_due_letters(at=AT)
    row = Transmission.objects.get(recipient_kind="signatory")
    record_transmission(actor=world.referent, transmission=row, reference="=1+1", at=AT)
    referent = signed_in(world.referent)
    assert SHOWN in page(referent, "transmissions_sent")
    file = referent.get(reverse("register_file"), {"du": "2026-11-20", "au": "2026-11-20"})
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert any(cell.value == "=1+1" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_the_thread_of_a_transfer_and_the_correction(world: World) -> None:
    target = AgencyFactory(region_code="11", email="ars-11@example.org")
    request = sent_request(
        world, RequestKind.TRANSFER, site("75101"), target_agency_id=target.id, explanation=HOSTILE
    )
    give_opinion(actor=world.referent, request=request, is_favourable=True, text=HOSTILE, on=TODAY, at=AT)
    write_message(actor=world.referent, request=request, text=HOSTILE, at=AT)
    arriving = make_person(Role.REFERENT, target, "Charlie", "Petit")
    assert page(signed_in(arriving), "examine_request", request.id).count(SHOWN) >= 3
    ask_correction(actor=world.referent, request=request, fields=["explanation"], message=HOSTILE, at=AT)
    assert SHOWN in page(signed_in(world.signatory), "edit_request", request.id)


def test_a_convocation_shows_what_was_typed_as_text(world: World) -> None:
    Particulars.objects.create(contract=world.contract, postal_address=HOSTILE, updated_at=AT)
    client = signed_in(world.referent)
    typed = dict.fromkeys(("asked", "bring", "consequence"), HOSTILE)
    meeting = {"kind": "summons", "meets_on": "2026-12-31", "hour": "09:00", "place": HOSTILE[:200]}
    address = reverse("write_notice", args=[world.contract.id])
    text = client.post(address, typed | meeting).content.decode()
    client.post(address, typed | meeting | {"action": "send"})
    assert text.count(SHOWN) >= 5
    assert "<img src=" not in text.replace('<img src="/static', "")
    render_due_letters(at=AT)
    reader = PdfReader(io.BytesIO(read_document(Letter.objects.get().document)))
    words = "".join("".join(sheet.extract_text().split()) for sheet in reader.pages)
    assert words.count('<imgsrc="http://127.0.0.1:9/x">') >= 4
    assert not reader.attachments


def test_a_character_that_nothing_can_keep_is_refused_before_any_page(world: World) -> None:
    row = Transmission.objects.filter(letter__decision=signed_decision(world)).first()
    client = signed_in(world.referent)
    for route, args, sent in (
        ("act_on_transmission", [row.id, "poste"], {"reference": "2C\x00"}),
        ("act_on_decision", [row.letter.decision_id, "retirer"], {"reason": "\x00"}),
    ):
        answer = client.post(reverse(route, args=args), sent)
        assert answer.status_code == 422
        assert "un caractère que le portail ne peut pas lire" in answer.content.decode()
    assert client.get(reverse("posts_offered"), {"q": "\x00"}).status_code == 422
    assert Client().get(reverse("verify_letter"), {"code": "AAAA\x00"}).status_code == 422


def test_the_employer_the_period_and_what_mails_say(world: World) -> None:
    period = declared_period(world, on=JUNE, structure=HOSTILE[:120])
    ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=AT)
    token = token_of_last_mail()
    assert SHOWN in page(Client(), "employer_answer", token)
    answer_link(token=token, is_confirmed=False, comment=HOSTILE, at=AT)
    referent = signed_in(world.referent)
    assert SHOWN in page(referent, "practice_to_verify")
    reject_practice(actor=world.referent, period=period, reason=HOSTILE, at=AT)
    assert SHOWN in page(signed_in(world.signatory), "my_practice")
    for mail in OutgoingMail.objects.all():
        assert "\n" not in mail.subject
        assert "<img" not in mail.subject
    assert HOSTILE in OutgoingMail.objects.get(kind="installations.period_rejected").body


def test_the_public_page_echoes_a_code_as_text() -> None:
    answer = Client().get(reverse("verify_letter"), {"code": HOSTILE, "empreinte": HOSTILE})
    assert "<img src=" not in answer.content.decode().replace('<img src="/static', "")
