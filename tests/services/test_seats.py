"""A member of the commission judges apart, between convening and closing."""

import pytest
from django.http import Http404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.enums import MemberQuality
from contracts.models import Candidate, Commission
from contracts.selectors import seats
from contracts.services import commissions as services
from contracts.services import sittings
from contracts.services.seats import record_member_opinion
from tests.factories.accounts import make_actor
from tests.factories.commissions import AT, candidates, judge, sit
from tests.factories.contracts import CandidateFactory

pytestmark = pytest.mark.django_db

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
