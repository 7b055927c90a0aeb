"""A commission convenes, sits and closes; what it decided is told in its minutes."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import MemberQuality
from contracts.models import Commission
from contracts.rules.commissions import calendar_event
from contracts.services import commissions as services
from contracts.services import sittings
from tests.factories.accounts import make_actor
from tests.factories.commissions import AT, candidates, hold, judge, prepare_again, sit

pytestmark = pytest.mark.django_db


def test_members_are_convened_by_mail(office: Actor, commission: Commission) -> None:
    sit(office, commission, MemberQuality.DOYEN, chair=True)
    sit(office, commission, MemberQuality.ARS)

    services.convene(actor=office, commission_id=commission.id, at=AT)

    told = OutgoingMail.objects.filter(kind="contracts.commission_convened")
    assert set(told.values_list("recipient", flat=True)) == {"doyen@example.org", "ars@example.org"}
    for mail in told:
        meeting, letter = mail.documents.order_by("filename")
        assert b"DTSTART:" in read_document(meeting)
        assert mail.recipient in PdfReader(io.BytesIO(read_document(letter))).pages[0].extract_text()


def test_nobody_is_convened_without_a_chair(office: Actor, commission: Commission) -> None:
    sit(office, commission, MemberQuality.ARS)

    with pytest.raises(Refusal) as refused:
        services.convene(actor=office, commission_id=commission.id, at=AT)

    assert refused.value.code == "NO_CHAIR"


def test_only_the_dean_chairs(office: Actor, commission: Commission) -> None:
    with pytest.raises(Refusal) as refused:
        sit(office, commission, MemberQuality.ARS, chair=True)

    assert refused.value.code == "CHAIR_IS_THE_DEAN"


def test_members_already_convened_are_told_of_a_new_day(office: Actor, commission: Commission) -> None:
    sit(office, commission, MemberQuality.DOYEN, chair=True)
    services.convene(actor=office, commission_id=commission.id, at=AT)

    prepare_again(office, commission, quorum=3)
    prepare_again(office, commission, starts_at=AT + dt.timedelta(days=1))

    told = OutgoingMail.objects.filter(kind="contracts.commission_convened").order_by("created_at")
    assert [mail.subject for mail in told] == [
        "Convocation : commission CESP du 16 décembre 2025",
        "Convocation modifiée : commission CESP du 17 décembre 2025",
    ]


def test_without_quorum_the_commission_cannot_decide(office: Actor, commission: Commission) -> None:
    chair = sit(office, commission, MemberQuality.DOYEN, chair=True)
    sittings.record_attendance(actor=office, commission_id=commission.id, present=[chair.id], at=AT)

    with pytest.raises(Refusal) as refused:
        sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    assert refused.value.code == "CANNOT_DECIDE"
    assert "quorum" in refused.value.message


def test_the_minutes_tell_members_ranks_and_the_casting_vote(office: Actor, commission: Commission) -> None:
    hold(office, commission)
    person = candidates(commission, 1)[0]
    judge(office, person, 15)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    closed = sittings.close_commission(
        actor=office, commission_id=commission.id, casting_vote="Partage tranché au rang 1.", at=AT
    )

    document = closed.minutes
    assert document is not None
    assert read_document(document).startswith(b"%PDF")
    text = PdfReader(document.file.path).pages[0].extract_text()
    assert person.last_name in text
    assert "Partage tranché au rang 1." in text


def test_a_closed_commission_changes_no_more(office: Actor, commission: Commission) -> None:
    hold(office, commission)
    person = candidates(commission, 1)[0]
    judge(office, person, 15)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)
    sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    with pytest.raises(Refusal) as refused:
        judge(office, person, 3)

    assert refused.value.code == "COMMISSION_CLOSED"


def test_another_faculty_does_not_hold_the_commission(commission: Commission) -> None:
    with pytest.raises(Forbidden):
        sit(make_actor(Role.SCOLARITE), commission, MemberQuality.ARS)


def test_the_calendar_file_is_folded_and_escaped() -> None:
    event = calendar_event(
        uid="1",
        starts_at=AT,
        stamped_at=AT,
        summary="Commission, " + "é" * 60,
        place="Salle ; 2",
        details="Lien",
    )

    assert "SUMMARY:Commission\\, " in event
    assert "LOCATION:Salle \\; 2\r\n" in event
    assert all(len(line.encode()) <= 75 for line in event.split("\r\n"))
