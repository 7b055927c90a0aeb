"""A commission ranks: by marks, one by one, and its lists leave by the same door as any file."""

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.refusals import Refusal
from contracts.models import Commission
from contracts.selectors.commissions import principal_size
from contracts.services import sittings
from contracts.services.answers import withdraw_candidate
from contracts.services.list_readings import Reading
from contracts.services.lists import confirm_list, receive_list
from tests.factories.commissions import AT, DAY, candidates, hold, judge, prepare_again, ranks
from tests.factories.selection import moment

pytestmark = pytest.mark.django_db


def received(office: Actor, commission: Commission) -> Reading:
    """The ranks of a commission, sent as a list."""
    return receive_list(
        actor=office,
        campaign_id=commission.campaign_id,
        content=sittings.list_of_ranks(commission),
        filename="commission.csv",
        **moment(DAY),
    )


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
    reading = received(office, commission)
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

    reading = received(office, commission)
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
