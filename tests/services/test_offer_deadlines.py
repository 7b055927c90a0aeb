"""The end of an offer's delay: days that are not worked, an agent's hand, reminders, contracts that arrive late."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.models import Contract, Offer, ReallocationWindow
from contracts.rules.deadlines import extended_last_day, step_reached, surely_over_by
from contracts.services import answers, deadlines, offers, reallocations, signatures
from contracts.services.contracts import reopen_contract
from contracts.services.deadlines import SWEEPER
from tests.factories.accounts import FacultyFactory, make_actor
from tests.factories.contracts import (
    CampaignFactory,
    CandidateFactory,
    ContractFactory,
    ListEntryFactory,
    SelectionListFactory,
)
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

DAY = dt.timedelta(days=1)
RECEIVED_ON = dt.date(2026, 6, 4)
SATURDAY = dt.date(2026, 7, 4)
MONDAY, TUESDAY = SATURDAY + 2 * DAY, SATURDAY + 3 * DAY


def offered(received_on: dt.date = RECEIVED_ON, **shape: int) -> tuple[Selection, Offer]:
    selection = make_selection(**shape)
    offer = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    offer = answers.record_receipt(
        actor=selection.referent, offer_id=offer.id, received_on=received_on, **moment(received_on)
    )
    return selection, offer


def sweep(day: dt.date) -> int:
    return deadlines.lapse_due_offers(actor=SWEEPER, **moment(day))


def paper(selection: Selection, offer: Offer, arrived_on: dt.date, reason: str = "") -> Contract:
    return signatures.record_signature(
        actor=selection.referent, offer_id=offer.id, arrived_on=arrived_on, reason=reason, **moment(TUESDAY)
    )


@pytest.mark.parametrize(
    ("last_day", "extended", "first_sweep"),
    [
        (dt.date(2026, 7, 3), dt.date(2026, 7, 3), dt.date(2026, 7, 4)),  # a Friday
        (SATURDAY, MONDAY, TUESDAY),
        (dt.date(2026, 7, 5), MONDAY, TUESDAY),  # a Sunday
        (dt.date(2026, 7, 14), dt.date(2026, 7, 15), dt.date(2026, 7, 16)),  # the national day
        (dt.date(2026, 4, 4), dt.date(2026, 4, 7), dt.date(2026, 4, 8)),  # Easter Saturday, then two days off
        (dt.date(2026, 12, 31), dt.date(2026, 12, 31), dt.date(2027, 1, 1)),
    ],
)
def test_nothing_lapses_by_itself_before_every_reading_of_the_delay_is_over(
    last_day: dt.date, extended: dt.date, first_sweep: dt.date
) -> None:
    assert extended_last_day(last_day) == extended
    assert surely_over_by(first_sweep) >= last_day
    assert surely_over_by(first_sweep - DAY) < last_day


@pytest.mark.parametrize(("left", "step"), [(14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1)])
def test_the_nearest_reminder_reached_is_the_one_told(left: int, step: int) -> None:
    assert step_reached(left, (14, 7, 1)) == step


@pytest.mark.django_db
def test_a_delay_that_ends_on_a_saturday_waits_for_an_agent_until_the_next_working_day_is_over() -> None:
    selection, offer = offered()

    assert [sweep(day) for day in (SATURDAY + DAY, MONDAY, TUESDAY)] == [0, 0, 1]

    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert selection.live() == [selection.people[1]]


@pytest.mark.django_db
def test_an_agent_notes_the_lapse_the_day_after_whatever_the_day() -> None:
    selection, offer = offered()

    deadlines.note_lapse(actor=selection.referent, offer_id=offer.id, **moment(SATURDAY + DAY))

    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert offer.closed_by_id == selection.referent.user_id
    assert selection.live() == [selection.people[1]]


@pytest.mark.django_db
def test_a_lapse_is_not_noted_before_the_end_nor_by_the_faculty() -> None:
    selection, offer = offered()
    office = make_actor(Role.SCOLARITE, faculty=selection.campaign.faculty)

    with pytest.raises(Refusal) as refused:
        deadlines.note_lapse(actor=selection.referent, offer_id=offer.id, **moment(SATURDAY))
    with pytest.raises(Forbidden):
        deadlines.note_lapse(actor=office, offer_id=offer.id, **moment(TUESDAY))

    offer.refresh_from_db()
    assert refused.value.code == "NOT_OVERDUE"
    assert offer.status == "sent"


@pytest.mark.django_db
def test_a_paper_arrived_on_the_working_day_that_follows_is_for_the_agent_to_judge() -> None:
    selection, offer = offered()

    with pytest.raises(Refusal) as without_reason:
        paper(selection, offer, MONDAY)
    with pytest.raises(Refusal) as too_late:
        paper(selection, offer, TUESDAY, "Courrier du mardi")
    contract = paper(selection, offer, MONDAY, "Dernier jour un samedi ; pli reçu le lundi")

    assert (without_reason.value.code, too_late.value.code) == ("LATE_REASON_MISSING", "ARRIVED_TOO_LATE")
    assert contract.concluded_on == MONDAY


@pytest.mark.django_db
def test_the_person_is_reminded_before_the_end_once_a_step_even_after_an_outage() -> None:
    _, offer = offered()

    for day in (SATURDAY - 8 * DAY, SATURDAY - 4 * DAY, SATURDAY - 4 * DAY, SATURDAY, SATURDAY):
        deadlines.remind_people(actor=SWEEPER, **moment(day))

    told = OutgoingMail.objects.filter(kind="contracts.offer_ending", recipient=offer.candidate.email)
    assert [mail.subject for mail in told.order_by("created_at")] == [
        "Il vous reste 4 jours pour signer votre contrat",
        "Dernier jour pour signer votre contrat : aujourd'hui",
    ]
    assert all("n'est pas ouvré" in mail.body for mail in told)


@pytest.mark.django_db
def test_an_offer_that_nobody_opens_is_recalled_twice() -> None:
    selection = make_selection()
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))

    for days in (6, 7, 9, 20, 90):
        deadlines.remind_people(actor=SWEEPER, **moment(SENT_ON + days * DAY))

    assert OutgoingMail.objects.filter(kind="contracts.offer_unopened").count() == 2


@pytest.mark.django_db
def test_a_late_contract_never_takes_a_place_that_went_to_another_campaign() -> None:
    selection, offer = offered(principal=1, complementary=0)
    sweep(TUESDAY)
    payer = make_actor(Role.PAYEUR)
    faculty = FacultyFactory(agency=selection.campaign.agency, university="Une autre université")
    target = CampaignFactory(faculty=faculty)
    ListEntryFactory(list=SelectionListFactory(campaign=target), candidate=CandidateFactory(campaign=target))
    ReallocationWindow.objects.create(
        academic_year=target.academic_year,
        kind="redistribution",
        opens_on=TUESDAY,
        closes_on=TUESDAY,
        source="Arrêté d'essai",
    )
    (moved,) = reallocations.transfer_places(
        actor=payer, origin_id=selection.campaign.id, target_id=target.id, count=1, **moment(TUESDAY)
    )

    with pytest.raises(Refusal) as refused:
        paper(selection, offer, SATURDAY, "Pli égaré, cachet du 3 juillet")

    assert refused.value.code == "PLACE_TAKEN"
    assert moved.campaign_id == target.id
    assert not Contract.objects.exists()


@pytest.mark.django_db
def test_a_person_signs_one_contract_whatever_the_number_of_candidatures() -> None:
    selection, offer = offered()
    other, second = offered()
    first_file, second_file = offer.candidate, second.candidate
    second_file.ine = first_file.ine = "123456789AB"
    first_file.save()
    second_file.save()
    paper(selection, offer, SATURDAY, "Saisi le mardi")

    with pytest.raises(Refusal) as refused:
        paper(other, second, SATURDAY, "Saisi le mardi")

    assert refused.value.code == "OTHER_COMMITMENT"
    assert Contract.objects.count() == 1


@pytest.mark.django_db
def test_a_new_contract_may_follow_one_that_is_over_and_then_it_stays_over() -> None:
    selection, offer = offered()
    earlier = ContractFactory(user=offer.candidate.user, status="terminated", closed_on=SATURDAY)
    paper(selection, offer, SATURDAY, "Saisi le mardi")

    with pytest.raises(Refusal) as refused:
        reopen_contract(actor=SWEEPER, contract_id=earlier.id, at=moment(TUESDAY)["at"])

    assert refused.value.code == "OTHER_COMMITMENT"
    earlier.refresh_from_db()
    assert earlier.status == "terminated"
