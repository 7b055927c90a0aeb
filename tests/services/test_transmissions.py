"""Transmissions: sent, failed, retried, posted, received; the register and the batch."""

import datetime as dt
import io

import openpyxl
import pytest
from pypdf import PdfReader

from cesp_portal.common.accounts.models import User
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.models import OfficeContact
from installations.enums import TransmissionStatus
from installations.models import Letter, Transmission
from installations.selectors.letters import batches_for, failed_transmissions, register_rows
from installations.services.batches import ask_batch, merge_batch, merge_due_batches
from installations.services.letters import render_due_letters
from installations.services.registers import register_xlsx
from installations.services.transmissions import (
    acknowledge_transmission,
    record_transmission,
    retry_transmission,
    send_due_transmissions,
    send_transmission,
)
from tests.factories.accounts import AgencyFactory
from tests.factories.installations import (
    AT,
    TODAY,
    World,
    make_world,
    signed_decision,
)
from tests.factories.office_settings import OfficeContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


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


def payer_contact(world: World, **values: object) -> OfficeContact:
    """An entry of the agency's directory that receives the decisions for the authority that pays."""
    return OfficeContactFactory(
        **{
            "agency": world.agency,
            "kind": "authority",
            "department_code": "",
            "authority": "ASP",
            "name": "Bureau des contrats inventé",
            "role": "Pôle inventé",
            "email": "contrats@example.org",
            "address": "1 rue du Payeur\n87000 LIMOGES",
            **values,
        }
    )


def test_a_decision_goes_to_the_contact_of_the_directory_on_the_day_of_the_letter(world: World) -> None:
    payer_contact(world, name="Ancien bureau", ends_until=TODAY)
    payer_contact(world, name="Bureau à venir", starts_on=TODAY + dt.timedelta(days=30))
    payer_contact(world, agency=AgencyFactory(region_code="52"), name="Celui d'une autre agence")
    payer_contact(world, authority="", name="Autre service de l'autorité")
    payer_contact(world, starts_on=TODAY, ends_until=TODAY + dt.timedelta(days=30))
    signed_decision(world)
    row = Transmission.objects.select_related("cover").get(recipient_kind="payer")
    assert row.recipient_name == "Agence de services et de paiement – Bureau des contrats inventé"
    assert row.recipient_email == "contrats@example.org"
    assert row.cover is not None
    assert row.cover.facts["recipient_lines"] == [
        "Agence de services et de paiement",
        "Bureau des contrats inventé",
        "Pôle inventé",
        "1 rue du Payeur",
        "87000 LIMOGES",
        "Par le portail, à l'adresse de votre service",
    ]


def test_a_contact_without_email_is_printed_and_the_account_of_the_payer_is_written_to(world: World) -> None:
    payer_contact(world, email="")
    signed_decision(world)
    row = Transmission.objects.get(recipient_kind="payer")
    assert row.recipient_name.endswith("Bureau des contrats inventé")
    assert row.recipient_email == User.objects.get(pk=world.payer.user_id).email


def test_a_failed_transmission_proposes_the_address_known_today(world: World) -> None:
    signed_decision(world)
    Transmission.objects.filter(recipient_kind="payer").update(recipient_email="")
    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    payer_contact(world)
    (failed,) = failed_transmissions(world.referent, TODAY)
    assert (failed.proposed, failed.is_corrected) == ("contrats@example.org", True)
    Transmission.objects.filter(recipient_kind="payer").update(recipient_email="contrats@example.org")
    (failed,) = failed_transmissions(world.referent, TODAY)
    assert not failed.is_corrected


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


def test_the_register_holds_the_letters_of_the_period(world: World) -> None:
    decision = signed_decision(world)
    render_due_letters(at=AT)
    rows = register_rows(world.referent, TODAY, TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(register_xlsx(rows))).active
    assert {sheet.cell(row=2, column=1).value, sheet.cell(row=3, column=1).value} == {decision.number}
    lines = {line[6]: line[-2:] for line in sheet.iter_rows(min_row=2, values_only=True)}
    (covered,) = Letter.objects.filter(kind="cover").select_related("document")
    assert lines == {
        "Autorité payeuse": (covered.number, covered.document.sha256),
        "Signataire": (None, None),
    }
    assert not register_rows(world.referent, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=9))


def test_a_batch_waits_for_its_letters_then_is_one_file(world: World) -> None:
    decision = signed_decision(world)
    batch = ask_batch(actor=world.director, first=TODAY, last=TODAY, at=AT)
    assert ask_batch(actor=world.referent, first=TODAY, last=TODAY, at=AT) == batch
    assert (batches_for(world.referent).get().made, batches_for(world.referent).get().total) == (0, 2)
    assert merge_batch(batch_id=batch.id, at=AT).document is None
    assert merge_due_batches(at=AT) == 0
    render_due_letters(at=AT)
    assert merge_due_batches(at=AT) == 1
    batch = merge_batch(batch_id=batch.id, at=AT)
    fronts = [page.extract_text() for page in PdfReader(io.BytesIO(read_document(batch.document))).pages][::2]
    starts = [text for text in fronts if "page 1/" in text.lower()]
    assert [f"{decision.number}-B1" in text for text in starts] == [False, True, False]
    assert starts[0] == starts[2], "The envelope of the office holds its cover, then the whole letter."
    assert merge_batch(batch_id=batch.id, at=AT + dt.timedelta(days=1)).ready_at == AT
    assert ask_batch(actor=world.referent, first=TODAY, last=TODAY, at=AT) != batch


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(TODAY, TODAY - dt.timedelta(days=1), "PERIOD_REVERSED"), (TODAY, TODAY, "NO_LETTER")],
)
def test_a_batch_needs_letters(world: World, first: dt.date, last: dt.date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask_batch(actor=world.referent, first=first, last=last, at=AT)
    assert refused.value.code == code
    with pytest.raises(Forbidden):
        ask_batch(actor=world.signatory, first=first, last=last, at=AT)
