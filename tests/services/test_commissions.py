"""A commission convenes, marks, ranks and closes; its lists leave by the same door as any file."""

import datetime as dt
from typing import Any

import pytest
from pypdf import PdfReader

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import MemberQuality
from contracts.models import Candidate, Commission
from contracts.rules.commissions import calendar_event
from contracts.services import commissions as services
from contracts.services.lists import confirm_list, receive_list
from tests.factories.accounts import make_actor
from tests.factories.contracts import CampaignFactory, CandidateFactory
from tests.factories.selection import moment, noon

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 16)
AT = noon(DAY)


@pytest.fixture
def commission() -> Commission:
    campaign = CampaignFactory()
    office = make_actor(Role.SCOLARITE, faculty=campaign.faculty)
    return services.prepare_commission(
        actor=office, campaign_id=campaign.id, starts_at=AT, place="Salle du conseil", quorum=2, at=AT
    )


@pytest.fixture
def office(commission: Commission) -> Actor:
    return make_actor(Role.SCOLARITE, faculty=commission.campaign.faculty)


def sit(office: Actor, commission: Commission, quality: MemberQuality, *, chair: bool = False) -> Any:
    return services.add_member(
        actor=office,
        commission_id=commission.id,
        quality=quality,
        name=f"Membre {quality.label}",
        email=f"{quality}@example.org",
        is_chair=chair,
        at=AT,
    )


def judge(office: Actor, candidate: Candidate, project: int, *, favourable: bool = True) -> None:
    values = {
        "project_mark": project,
        "results_mark": 12,
        "social_mark": 10,
        "is_favourable": favourable,
        "comment": "",
    }
    services.record_opinion(actor=office, candidate_id=candidate.id, values=values, at=AT)


def candidates(commission: Commission, number: int = 3) -> list[Candidate]:
    letters = "ABCDEFG"
    return [
        CandidateFactory(
            campaign=commission.campaign, last_name=f"INVENTE{letters[one]}", ine=f"12345678{one}AB"
        )
        for one in range(number)
    ]


def ranks(commission: Commission) -> list[tuple[str, int, str]]:
    return [
        (one.kind, one.rank, one.candidate.last_name)
        for one in services.ranked(commission).select_related("candidate")
    ]


def hold(office: Actor, commission: Commission) -> None:
    """Everybody needed is present."""
    chair = sit(office, commission, MemberQuality.DOYEN, chair=True)
    agency = sit(office, commission, MemberQuality.ARS)
    services.record_attendance(
        actor=office, commission_id=commission.id, present=[chair.id, agency.id], at=AT
    )


def test_members_are_convened_by_mail(office: Actor, commission: Commission) -> None:
    sit(office, commission, MemberQuality.DOYEN, chair=True)
    sit(office, commission, MemberQuality.ARS)

    services.convene(actor=office, commission_id=commission.id, at=AT)

    told = OutgoingMail.objects.filter(kind="contracts.commission_convened")
    assert set(told.values_list("recipient", flat=True)) == {"doyen@example.org", "ars@example.org"}


def test_nobody_is_convened_without_a_chair(office: Actor, commission: Commission) -> None:
    sit(office, commission, MemberQuality.ARS)

    with pytest.raises(Refusal) as refused:
        services.convene(actor=office, commission_id=commission.id, at=AT)

    assert refused.value.code == "NO_CHAIR"


def test_only_the_dean_chairs(office: Actor, commission: Commission) -> None:
    with pytest.raises(Refusal) as refused:
        sit(office, commission, MemberQuality.ARS, chair=True)

    assert refused.value.code == "CHAIR_IS_THE_DEAN"


def test_the_project_counts_first_in_the_ranking(office: Actor, commission: Commission) -> None:
    first, second, third = candidates(commission)
    judge(office, first, 9)
    judge(office, second, 15)
    judge(office, third, 12)

    services.rank_by_marks(actor=office, commission_id=commission.id, principal=2, at=AT)

    assert ranks(commission) == [
        ("principale", 1, second.last_name),
        ("principale", 2, third.last_name),
        ("complementaire", 1, first.last_name),
    ]


def test_one_person_moves_by_one_rank_across_the_lists(office: Actor, commission: Commission) -> None:
    people = candidates(commission)
    for mark, person in zip((15, 12, 9), people, strict=True):
        judge(office, person, mark)
    services.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    services.move_rank(actor=office, candidate_id=people[1].id, up=True, principal=1, at=AT)

    assert ranks(commission) == [
        ("principale", 1, people[1].last_name),
        ("complementaire", 1, people[0].last_name),
        ("complementaire", 2, people[2].last_name),
    ]


def test_a_person_no_longer_favoured_leaves_the_lists(office: Actor, commission: Commission) -> None:
    person = candidates(commission, 1)[0]
    judge(office, person, 15)
    services.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    judge(office, person, 15, favourable=False)

    assert ranks(commission) == []


def test_without_quorum_the_commission_cannot_decide(office: Actor, commission: Commission) -> None:
    chair = sit(office, commission, MemberQuality.DOYEN, chair=True)
    services.record_attendance(actor=office, commission_id=commission.id, present=[chair.id], at=AT)

    with pytest.raises(Refusal) as refused:
        services.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    assert refused.value.code == "CANNOT_DECIDE"
    assert "quorum" in refused.value.message


def test_the_minutes_tell_members_ranks_and_the_casting_vote(office: Actor, commission: Commission) -> None:
    hold(office, commission)
    person = candidates(commission, 1)[0]
    judge(office, person, 15)
    services.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    closed = services.close_commission(
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
    services.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)
    services.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    with pytest.raises(Refusal) as refused:
        judge(office, person, 3)

    assert refused.value.code == "COMMISSION_CLOSED"


def test_the_ranks_leave_as_a_list_like_any_other(office: Actor, commission: Commission) -> None:
    people = candidates(commission)
    for mark, person in zip((15, 12, 9), people, strict=True):
        judge(office, person, mark)
    services.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    reading = receive_list(
        actor=office,
        campaign_id=commission.campaign_id,
        content=services.list_of_ranks(commission),
        filename="commission.csv",
        **moment(DAY),
    )
    assert reading.upload is not None
    applied = confirm_list(
        actor=office, upload_id=reading.upload.id, sha256=reading.upload.sha256, **moment(DAY)
    )

    assert [entry.candidate for entry in applied.entries.order_by("-kind", "rank")] == people


def test_another_faculty_does_not_hold_the_commission(commission: Commission) -> None:
    with pytest.raises(Forbidden):
        sit(make_actor(Role.SCOLARITE), commission, MemberQuality.ARS)


def test_the_calendar_file_is_folded_and_escaped() -> None:
    event = calendar_event(
        uid="1", starts_at=AT, stamped_at=AT, summary="Commission, " + "é" * 60, place="Salle ; 2"
    )

    assert "SUMMARY:Commission\\, " in event
    assert "LOCATION:Salle \\; 2\r\n" in event
    assert all(len(line.encode()) <= 75 for line in event.split("\r\n"))
