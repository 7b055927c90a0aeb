"""From the project to the months that are really served, by the services alone."""

import datetime as dt
import hashlib
import io

import pytest
from pypdf import PdfReader

from cesp_portal.common.documents.services import read_document
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from installations.enums import LetterStatus, PeriodStatus, RequestStatus, TransmissionStatus
from installations.models import Letter
from installations.services.letters import render_due_letters, render_letter
from installations.services.practice import verify_practice
from installations.services.projects import ProjectAnswers, file_project
from installations.services.transmissions import send_due_transmissions
from tests.factories.installations import (
    AT,
    START,
    TODAY,
    declared_period,
    make_world,
    sent_request,
    signed_decision,
)

pytestmark = pytest.mark.django_db


def test_an_installation_goes_from_the_project_to_verified_months(zonings: None) -> None:
    world = make_world()
    file_project(
        actor=world.signatory,
        contract=world.contract,
        answers=ProjectAnswers("Médecine générale", "liberal", "11132"),
        on=TODAY,
        at=AT,
    )

    request = sent_request(world)
    assert request.status == RequestStatus.SUBMITTED
    assert request.facts["sites"][0]["commune_code"] == "11132"

    decision = signed_decision(world, request)
    assert decision.number == "76-2026-0001"
    request.refresh_from_db()
    assert request.status == RequestStatus.DECIDED

    letter = Letter.objects.get(decision=decision)
    assert letter.status == LetterStatus.GENUINE
    assert letter.document is None
    letter = render_letter(letter_id=letter.id, at=AT)
    content = read_document(letter.document)
    assert letter.document.sha256 == hashlib.sha256(content).hexdigest()
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    for words in ("76-2026-0001", "Fabrezan", "ARS-OC-2025-118", letter.verification_code, "CamilleArnal"):
        assert words in text

    render_due_letters(at=AT)
    send_due_transmissions(at=AT)
    assert {row.status for row in letter.transmissions.all()} == {TransmissionStatus.SENT}
    assert OutgoingMail.objects.filter(kind="installations.letter_available").count() == 1

    planned = world.contract.practice_periods.get()
    assert planned.status == PeriodStatus.PLANNED
    on = dt.date(2027, 6, 30)
    period = declared_period(world, on=on)
    period = verify_practice(
        actor=world.referent, period=period, until=on, is_eligible=True, at=AT.replace(year=2027)
    )
    assert period.status == PeriodStatus.VERIFIED
    assert (period.days.lower, period.verified_until) == (START, dt.date(2027, 7, 1))

    actions = set(
        Entry.objects.filter(subject_id=world.contract.candidate_id).values_list("action", flat=True)
    )
    assert {
        "installations.project_filed",
        "installations.request_submitted",
        "installations.decision_signed",
        "installations.letter_rendered",
        "installations.letter_transmitted",
        "installations.practice_verified",
    } <= actions
