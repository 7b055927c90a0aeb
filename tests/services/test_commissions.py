"""A commission convenes, marks, ranks and closes; its lists leave by the same door as any file."""

import datetime as dt
import io
from typing import Any

import pytest
from django.http import Http404
from pypdf import PdfReader

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import MemberQuality
from contracts.models import Candidate, Commission
from contracts.rules.commissions import calendar_event
from contracts.selectors import seats
from contracts.selectors.commissions import principal_size, ranked
from contracts.services import commissions as services
from contracts.services import sittings
from contracts.services.answers import withdraw_candidate
from contracts.services.lists import confirm_list, receive_list
from contracts.services.seats import record_member_opinion
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
    sittings.record_opinion(actor=office, candidate_id=candidate.id, values=values, at=AT)


def candidates(commission: Commission, number: int = 3) -> list[Candidate]:
    letters = "ABCDEFG"
    return [
        CandidateFactory(
            campaign=commission.campaign, last_name=f"INVENTE{letters[one]}", ine=f"12345678{one}AB"
        )
        for one in range(number)
    ]


def prepare_again(office: Actor, commission: Commission, **changes: Any) -> None:
    facts = {"starts_at": AT, "place": "Salle du conseil", "quorum": 2, **changes}
    services.prepare_commission(
        actor=office, campaign_id=commission.campaign_id, at=AT + dt.timedelta(minutes=5), **facts
    )


def ranks(commission: Commission) -> list[tuple[str, int, str]]:
    return [
        (one.kind, one.rank, one.candidate.last_name)
        for one in ranked(commission).select_related("candidate")
    ]


def hold(office: Actor, commission: Commission) -> None:
    """Everybody needed is present."""
    chair = sit(office, commission, MemberQuality.DOYEN, chair=True)
    agency = sit(office, commission, MemberQuality.ARS)
    sittings.record_attendance(
        actor=office, commission_id=commission.id, present=[chair.id, agency.id], at=AT
    )


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


def test_the_project_counts_first_in_the_ranking(office: Actor, commission: Commission) -> None:
    first, second, third = candidates(commission)
    judge(office, first, 9)
    judge(office, second, 15)
    judge(office, third, 12)

    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=2, at=AT)

    assert ranks(commission) == [
        ("principale", 1, second.last_name),
        ("principale", 2, third.last_name),
        ("complementaire", 1, first.last_name),
    ]


def test_one_person_moves_by_one_rank_across_the_lists(office: Actor, commission: Commission) -> None:
    people = candidates(commission)
    for mark, person in zip((15, 12, 9), people, strict=True):
        judge(office, person, mark)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    sittings.move_rank(actor=office, candidate_id=people[1].id, steps=-1, principal=1, at=AT)

    assert ranks(commission) == [
        ("principale", 1, people[1].last_name),
        ("complementaire", 1, people[0].last_name),
        ("complementaire", 2, people[2].last_name),
    ]


def test_a_person_no_longer_favoured_leaves_the_lists(office: Actor, commission: Commission) -> None:
    person = candidates(commission, 1)[0]
    judge(office, person, 15)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)

    judge(office, person, 15, favourable=False)

    assert ranks(commission) == []


def test_the_people_who_follow_move_up_when_somebody_leaves_the_lists(
    office: Actor, commission: Commission
) -> None:
    people = candidates(commission, 4)
    for mark, person in zip((15, 12, 9, 7), people, strict=True):
        judge(office, person, mark)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=2, at=AT)

    judge(office, people[0], 15, favourable=False)
    withdraw_candidate(actor=office, candidate_id=people[2].id, **moment(DAY))
    hold(office, commission)
    sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    commission.refresh_from_db()
    assert ranks(commission) == [
        ("principale", 1, people[1].last_name),
        ("complementaire", 1, people[3].last_name),
    ]
    reading = receive_list(
        actor=office,
        campaign_id=commission.campaign_id,
        content=sittings.list_of_ranks(commission),
        filename="commission.csv",
        **moment(DAY),
    )
    assert reading.upload is not None


def test_somebody_without_rank_is_not_moved(office: Actor, commission: Commission) -> None:
    person = candidates(commission, 1)[0]
    judge(office, person, 15, favourable=False)

    with pytest.raises(Refusal) as refused:
        sittings.move_rank(actor=office, candidate_id=person.id, steps=1, principal=1, at=AT)

    assert refused.value.code == "NOT_RANKED"


def test_the_commission_says_how_long_its_principal_list_is(office: Actor, commission: Commission) -> None:
    people = candidates(commission)
    for mark, person in zip((15, 12, 9), people, strict=True):
        judge(office, person, mark)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=0, at=AT)

    prepare_again(office, commission, principal=2)

    assert principal_size(commission.campaign) == 2
    assert [kind for kind, _, _ in ranks(commission)] == ["principale", "principale", "complementaire"]


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


def test_the_ranks_leave_as_a_list_like_any_other(office: Actor, commission: Commission) -> None:
    people = candidates(commission)
    for mark, person in zip((15, 12, 9), people, strict=True):
        judge(office, person, mark)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)
    with pytest.raises(Refusal) as refused:
        sittings.list_of_ranks(commission)
    hold(office, commission)
    sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)
    commission.refresh_from_db()

    reading = receive_list(
        actor=office,
        campaign_id=commission.campaign_id,
        content=sittings.list_of_ranks(commission),
        filename="commission.csv",
        **moment(DAY),
    )
    assert reading.upload is not None
    applied = confirm_list(
        actor=office,
        upload_id=reading.upload.id,
        sha256=reading.upload.sha256,
        replaces=reading.replaces,
        **moment(DAY),
    )

    assert refused.value.code == "COMMISSION_OPEN"
    assert [entry.candidate for entry in applied.entries.order_by("-kind", "rank")] == people


def test_another_faculty_does_not_hold_the_commission(commission: Commission) -> None:
    with pytest.raises(Forbidden):
        sit(make_actor(Role.SCOLARITE), commission, MemberQuality.ARS)


def test_a_row_dragged_far_keeps_the_others_in_order(office: Actor, commission: Commission) -> None:
    people = candidates(commission, 4)
    for mark, person in zip((15, 12, 9, 6), people, strict=True):
        judge(office, person, mark)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=2, at=AT)

    sittings.move_rank(actor=office, candidate_id=people[0].id, steps=2, principal=2, at=AT)
    sittings.move_rank(actor=office, candidate_id=people[3].id, steps=99, principal=2, at=AT)

    assert [name for _kind, _rank, name in ranks(commission)] == [
        people[place].last_name for place in (1, 2, 0, 3)
    ]
    assert [kind for kind, _rank, _name in ranks(commission)] == ["principale"] * 2 + ["complementaire"] * 2


OWN = {"project_mark": 14, "results_mark": 9, "social_mark": 11, "is_favourable": True, "comment": ""}


def seated(office: Actor, commission: Commission) -> tuple[Actor, Candidate]:
    """Convene a dean and a representative of the agency; return the second as an actor, and a candidate."""
    sit(office, commission, MemberQuality.DOYEN, chair=True)
    member = sit(office, commission, MemberQuality.ARS)
    services.convene(actor=office, commission_id=commission.id, at=AT)
    member.refresh_from_db()
    actor = Actor(
        user_id=member.user_id, name=member.name, role=Role.COMMISSION, faculty_id=commission.faculty_id
    )
    return actor, candidates(commission, 1)[0]


def test_a_member_sees_the_sheets_only_from_convening_to_closing(
    office: Actor, commission: Commission
) -> None:
    actor, person = seated(office, commission)

    assert [seat.commission for seat in seats.my_seats(actor)] == [commission]
    assert seats.seat_before(actor, person.id)[1].candidate == person
    assert not seats.my_seats(make_actor(Role.COMMISSION, faculty=commission.faculty))

    judge(office, person, 15)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=AT)
    everybody = [member.id for member in commission.members.all()]
    sittings.record_attendance(actor=office, commission_id=commission.id, present=everybody, at=AT)
    sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=AT)

    assert not seats.my_seats(actor)
    assert not Membership.objects.filter(
        user_id=actor.user_id, role=Role.COMMISSION, ends_until=None
    ).exists()
    with pytest.raises(Refusal) as refused:
        record_member_opinion(actor=actor, candidate_id=person.id, values=OWN, at=AT)
    assert refused.value.code == "SEAT_CLOSED"


def test_each_member_judges_apart_and_the_office_reads_the_means(
    office: Actor, commission: Commission
) -> None:
    actor, person = seated(office, commission)
    dean = commission.members.get(is_chair=True)
    chair = Actor(user_id=dean.user_id, name="", role=Role.COMMISSION, faculty_id=commission.faculty_id)

    record_member_opinion(actor=actor, candidate_id=person.id, values=OWN, at=AT)
    record_member_opinion(actor=actor, candidate_id=person.id, values=OWN | {"results_mark": 10}, at=AT)
    record_member_opinion(actor=chair, candidate_id=person.id, values=OWN | {"project_mark": 9}, at=AT)

    view = seats.members_view(person)
    assert len(view.opinions) == 2
    assert view.means == {"project_mark": 12, "results_mark": 10, "social_mark": 11}
    assert not commission.opinions.exists()


def test_a_candidate_neither_sits_nor_judges(office: Actor, commission: Commission) -> None:
    actor, person = seated(office, commission)
    rival = CandidateFactory(campaign=commission.campaign, ine="123456799AB")

    with pytest.raises(Refusal) as refused:
        services.add_member(
            actor=office,
            commission_id=commission.id,
            quality=MemberQuality.ORDRE,
            name="",
            email=rival.email.upper(),
            is_chair=False,
            at=AT,
        )
    assert refused.value.code == "MEMBER_IS_CANDIDATE"

    CandidateFactory(campaign=commission.campaign, user_id=actor.user_id, ine="987654321AB")
    with pytest.raises(Http404):
        seats.seat_before(actor, person.id)
    with pytest.raises(Forbidden):
        record_member_opinion(actor=actor, candidate_id=person.id, values=OWN, at=AT)


def test_somebody_who_does_not_sit_judges_nobody(office: Actor, commission: Commission) -> None:
    _actor, person = seated(office, commission)

    for stranger in (make_actor(Role.COMMISSION, faculty=commission.faculty), make_actor(Role.COMMISSION)):
        with pytest.raises(Forbidden):
            record_member_opinion(actor=stranger, candidate_id=person.id, values=OWN, at=AT)


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
