"""Offers follow the ranks, end on their day, and free their place for the next person."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.models import Offer
from contracts.selectors.invariants import broken_invariants, rank_violations
from contracts.services import answers, deadlines, offers
from contracts.services.deadlines import SWEEPER
from tests.factories.accounts import make_actor
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LAST_DAY = SENT_ON + 30 * DAY


def call(selection: Selection, day: dt.date = SENT_ON) -> Offer:
    return offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(day))


def received(selection: Selection, offer: Offer, day: dt.date = SENT_ON) -> Offer:
    return answers.record_receipt(actor=selection.referent, offer_id=offer.id, received_on=day, **moment(day))


def sweep(day: dt.date) -> int:
    return deadlines.lapse_due_offers(actor=SWEEPER, **moment(day))


def test_places_are_proposed_in_rank_order_principal_list_first() -> None:
    selection = make_selection(places=3, principal=2, complementary=2)

    sent = offers.call_all(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))

    assert [offer.candidate for offer in sent] == selection.people[:3]
    assert rank_violations() == 0


def test_no_offer_leaves_when_no_place_is_free() -> None:
    selection = make_selection(places=1)
    call(selection)

    with pytest.raises(Refusal) as refused:
        call(selection)

    assert refused.value.code == "NO_FREE_PLACE"
    assert Offer.objects.count() == 1


def test_no_offer_leaves_without_a_list() -> None:
    selection = make_selection(places=1)
    selection.campaign.lists.update(status="superseded")

    with pytest.raises(Refusal) as refused:
        call(selection)

    assert refused.value.code == "NO_LIST"


def test_everybody_called_leaves_the_place_free() -> None:
    selection = make_selection(places=3, principal=1, complementary=1)

    sent = offers.call_all(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    with pytest.raises(Refusal) as refused:
        call(selection)

    assert len(sent) == 2
    assert refused.value.code == "NOBODY_LEFT"


@pytest.mark.parametrize("role", [Role.SCOLARITE, Role.CANDIDAT, Role.DIRECTION])
def test_only_a_referent_or_the_payer_sends_offers(role: Role) -> None:
    selection = make_selection()

    with pytest.raises(Forbidden):
        offers.call_next(actor=make_actor(role), campaign_id=selection.campaign.id, **moment(SENT_ON))


def test_a_referent_of_another_region_sends_nothing() -> None:
    selection = make_selection()

    with pytest.raises(Forbidden):
        offers.call_next(
            actor=make_actor(Role.REFERENT), campaign_id=selection.campaign.id, **moment(SENT_ON)
        )


def test_the_day_of_receipt_gives_the_last_day() -> None:
    selection = make_selection()

    offer = received(selection, call(selection))

    assert offer.last_day == LAST_DAY


@pytest.mark.parametrize(
    ("received_on", "code"),
    [(SENT_ON - DAY, "RECEIVED_BEFORE_SENDING"), (SENT_ON + DAY, "RECEIVED_IN_FUTURE")],
)
def test_receipt_on_an_impossible_day_is_refused(received_on: dt.date, code: str) -> None:
    selection = make_selection()
    offer = call(selection)

    with pytest.raises(Refusal) as refused:
        answers.record_receipt(
            actor=selection.referent, offer_id=offer.id, received_on=received_on, **moment(SENT_ON)
        )

    assert refused.value.code == code


def test_a_receipt_is_corrected_only_with_a_reason() -> None:
    selection = make_selection()
    offer = received(selection, call(selection))
    later = SENT_ON + 3 * DAY

    with pytest.raises(Refusal) as refused:
        answers.record_receipt(
            actor=selection.referent, offer_id=offer.id, received_on=later, **moment(later)
        )
    corrected = answers.record_receipt(
        actor=selection.referent,
        offer_id=offer.id,
        received_on=later,
        reason="Accusé de la poste",
        **moment(later),
    )

    assert refused.value.code == "RECEIPT_ALREADY_RECORDED"
    assert corrected.last_day == later + 30 * DAY


def test_an_offer_stands_on_its_last_day_and_lapses_the_day_after() -> None:
    selection = make_selection()
    offer = received(selection, call(selection))

    assert sweep(LAST_DAY) == 0
    assert sweep(LAST_DAY + DAY) == 1

    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert selection.live() == [selection.people[1]]


def test_an_offer_that_nobody_received_never_lapses() -> None:
    selection = make_selection()
    call(selection)

    assert sweep(SENT_ON + 400 * DAY) == 0


def test_sweeping_again_or_after_three_days_changes_nothing_more() -> None:
    selection = make_selection()
    received(selection, call(selection))

    sweep(LAST_DAY + 4 * DAY)
    sweep(LAST_DAY + 4 * DAY)

    assert Offer.objects.count() == 2
    assert OutgoingMail.objects.filter(kind="contracts.offer_lapsed").count() == 1


def test_the_buffer_leaves_time_before_the_next_person_is_called() -> None:
    selection = make_selection(refill_delay_days=3)
    received(selection, call(selection))

    sweep(LAST_DAY + DAY)
    assert selection.live() == []
    sweep(LAST_DAY + 4 * DAY)

    assert selection.live() == [selection.people[1]]
    assert not Offer.objects.filter(refill_due_at__isnull=False).exists()


def test_a_place_in_its_buffer_is_skipped_unless_asked() -> None:
    selection = make_selection(refill_delay_days=3)
    received(selection, call(selection))
    day = LAST_DAY + DAY
    sweep(day)

    with pytest.raises(Refusal) as refused:
        call(selection, day)
    offer = offers.call_next(
        actor=selection.referent, campaign_id=selection.campaign.id, skip_buffer=True, **moment(day)
    )
    sweep(day + 9 * DAY)

    assert refused.value.code == "NO_FREE_PLACE"
    assert selection.live() == [offer.candidate] == [selection.people[1]]


def test_refusal_frees_the_place_for_the_next_candidate() -> None:
    selection = make_selection()
    offer = call(selection)

    answers.refuse_offer(
        actor=selection.actor_of(offer.candidate), offer_id=offer.id, **moment(SENT_ON + DAY)
    )

    assert selection.live() == [selection.people[1]]
    assert Offer.objects.get(status="sent").follows == offer


def test_an_agent_says_how_a_refusal_arrived() -> None:
    selection = make_selection()
    offer = call(selection)

    with pytest.raises(Refusal) as refused:
        answers.refuse_offer(actor=selection.referent, offer_id=offer.id, **moment(SENT_ON))

    assert refused.value.code == "REASON_MISSING"
    assert selection.live() == [offer.candidate]


def test_withdrawal_frees_the_place_and_the_person_is_never_called() -> None:
    selection = make_selection(places=1, principal=3)
    offer = call(selection)
    second = selection.people[1]

    answers.withdraw_candidate(actor=selection.actor_of(second), candidate_id=second.id, **moment(SENT_ON))
    answers.withdraw_candidate(
        actor=selection.actor_of(offer.candidate), candidate_id=offer.candidate_id, **moment(SENT_ON)
    )

    assert selection.live() == [selection.people[2]]
    assert rank_violations() == 0


def test_a_second_withdrawal_is_refused_kindly() -> None:
    selection = make_selection()
    person = selection.people[0]
    answers.withdraw_candidate(actor=selection.actor_of(person), candidate_id=person.id, **moment(SENT_ON))

    with pytest.raises(Refusal) as refused:
        answers.withdraw_candidate(
            actor=selection.actor_of(person), candidate_id=person.id, **moment(SENT_ON)
        )

    assert refused.value.code == "ALREADY_WITHDRAWN"


def test_a_place_withdrawn_by_an_order_calls_nobody() -> None:
    selection = make_selection()
    offer = call(selection)
    selection.campaign.places.update(withdrawn_at=moment(SENT_ON)["at"])

    answers.refuse_offer(actor=selection.actor_of(offer.candidate), offer_id=offer.id, **moment(SENT_ON))

    assert selection.live() == []


def test_every_step_leaves_a_line_in_the_file_of_its_person() -> None:
    selection = make_selection()
    offer = received(selection, call(selection))
    sweep(LAST_DAY + DAY)

    lines = Entry.objects.filter(subject_id=offer.candidate_id).order_by("at", "id")

    assert [line.action for line in lines] == [
        "contracts.offer_sent",
        "contracts.offer_received",
        "contracts.offer_lapsed",
    ]
    assert {line.agency_id for line in lines} == {selection.campaign.agency_id}


def test_every_step_writes_to_the_person() -> None:
    selection = make_selection()
    offer = received(selection, call(selection))
    sweep(LAST_DAY + DAY)

    told = OutgoingMail.objects.filter(recipient=offer.candidate.email)

    assert set(told.values_list("kind", flat=True)) == {
        "contracts.offer_sent",
        "contracts.offer_received",
        "contracts.offer_lapsed",
    }


def test_a_lapse_with_refill_costs_at_most_twelve_queries() -> None:
    selection = make_selection()
    offer = received(selection, call(selection))

    with CaptureQueriesContext(connection) as captured:
        deadlines.lapse_offer(actor=SWEEPER, offer_id=offer.id, **moment(LAST_DAY + DAY))

    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) <= 12
    assert selection.live() == [selection.people[1]]


def test_invariants_see_a_rank_that_was_jumped() -> None:
    selection = make_selection(places=2)
    call(selection)
    entry = selection.people[2].entries.get()
    Offer.objects.update(candidate=selection.people[2], entry=entry)

    assert broken_invariants() == {
        "places tenues deux fois": 0,
        "rangs dépassés": 1,
        "contrats sans proposition signée": 0,
    }
    with pytest.raises(CommandError):
        call_command("check_invariants")
