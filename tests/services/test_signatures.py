"""A signature makes one contract, in time, with its regime; anything else says why not."""

import datetime as dt
from typing import Any

import pytest

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.models import Contract, Offer
from contracts.services import answers, copies, deadlines, milestones, offers, signatures
from contracts.services.contracts import record_earlier_contract
from contracts.services.deadlines import SWEEPER
from tests.factories.accounts import make_actor
from tests.factories.contracts import ContractFactory
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LAST_DAY = SENT_ON + 30 * DAY


@pytest.fixture
def selection() -> Selection:
    return make_selection()


@pytest.fixture
def offer(selection: Selection) -> Offer:
    sent = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    return answers.record_receipt(
        actor=selection.referent, offer_id=sent.id, received_on=SENT_ON, **moment(SENT_ON)
    )


def sign(selection: Selection, offer: Offer, day: dt.date = LAST_DAY, **changes: Any) -> Contract:
    codes = [code for code, _ in signatures.conditions_of(offer, day)]
    facts = {"acknowledged": codes, "project": "Médecine générale en maison de santé.", **changes}
    return signatures.sign_offer(
        actor=selection.actor_of(offer.candidate), offer_id=offer.id, **facts, **moment(day)
    )


def paper(
    selection: Selection, offer: Offer, arrived_on: dt.date, day: dt.date, reason: str = ""
) -> Contract:
    return signatures.record_signature(
        actor=selection.referent, offer_id=offer.id, arrived_on=arrived_on, reason=reason, **moment(day)
    )


def test_signing_on_the_last_day_makes_the_contract(selection: Selection, offer: Offer) -> None:
    contract = sign(selection, offer)

    assert contract.regime == "R3"
    assert contract.first_paid_month == "2025-10"
    assert contract.concluded_on == LAST_DAY
    assert contract.number == f"{selection.campaign.agency.region_code}-2026-0001"
    assert contract.referent_id == selection.referent.user_id


def test_the_contract_states_its_forecast_length(selection: Selection, offer: Offer) -> None:
    contract = sign(selection, offer, expected_end=dt.date(2028, 9, 30))

    assert (contract.forecast_months, contract.expected_end_on) == (36, dt.date(2028, 9, 30))


def test_a_contract_without_expected_end_has_no_forecast(selection: Selection, offer: Offer) -> None:
    assert sign(selection, offer).forecast_months is None


@pytest.mark.parametrize("end", [LAST_DAY, dt.date(2126, 9, 30)])
def test_an_implausible_end_is_refused_and_nothing_is_signed(
    selection: Selection, offer: Offer, end: dt.date
) -> None:
    with pytest.raises(Refusal) as refused:
        sign(selection, offer, expected_end=end)

    assert refused.value.code == "EXPECTED_END_IMPLAUSIBLE"
    assert not Contract.objects.exists()


def test_the_candidate_becomes_a_signatory(selection: Selection, offer: Offer) -> None:
    sign(selection, offer)

    roles = offer.candidate.user.memberships.filter(ends_until__isnull=True)
    assert [membership.role for membership in roles] == [Role.SIGNATAIRE]


def test_the_regime_follows_the_day_of_application(selection: Selection, offer: Offer) -> None:
    offer.candidate.applied_on = dt.date(2026, 1, 16)
    offer.candidate.save(update_fields=["applied_on"])

    assert sign(selection, offer).regime == "R4"


def test_signing_twice_is_refused_kindly_and_writes_nothing(selection: Selection, offer: Offer) -> None:
    sign(selection, offer)

    with pytest.raises(Refusal) as refused:
        sign(selection, offer)

    assert refused.value.code == "ALREADY_SIGNED"
    assert Contract.objects.count() == 1


def test_signing_after_the_last_day_is_refused_even_before_the_sweep(
    selection: Selection, offer: Offer
) -> None:
    with pytest.raises(Refusal) as refused:
        sign(selection, offer, LAST_DAY + DAY)

    assert refused.value.code == "DEADLINE_PASSED"


def test_signing_a_lapsed_offer_is_refused(selection: Selection, offer: Offer) -> None:
    deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + DAY))

    with pytest.raises(Refusal) as refused:
        sign(selection, offer, LAST_DAY + DAY)

    assert refused.value.code == "OFFER_LAPSED"


def test_each_condition_must_be_acknowledged(selection: Selection, offer: Offer) -> None:
    codes = [code for code, _ in signatures.conditions_of(offer, SENT_ON)]

    with pytest.raises(Refusal) as refused:
        sign(selection, offer, acknowledged=codes[:-1])

    assert refused.value.code == "CONDITIONS_MISSING"
    assert not Contract.objects.exists()


def test_the_project_is_part_of_the_contract(selection: Selection, offer: Offer) -> None:
    with pytest.raises(Refusal) as refused:
        sign(selection, offer, project="  ")

    assert refused.value.code == "PROJECT_MISSING"


def test_somebody_else_cannot_sign(selection: Selection, offer: Offer) -> None:
    with pytest.raises(Forbidden):
        signatures.sign_offer(
            actor=selection.actor_of(selection.people[1]),
            offer_id=offer.id,
            acknowledged=[],
            project="Le mien",
            **moment(SENT_ON),
        )


def test_a_paper_contract_arrived_in_time_and_typed_late_needs_its_reason(
    selection: Selection, offer: Offer
) -> None:
    with pytest.raises(Refusal) as refused:
        paper(selection, offer, LAST_DAY, LAST_DAY + 2 * DAY)
    contract = paper(selection, offer, LAST_DAY, LAST_DAY + 2 * DAY, "Courrier ouvert le lundi")

    assert refused.value.code == "LATE_REASON_MISSING"
    assert contract.concluded_on == LAST_DAY
    assert contract.offer.late_reason == "Courrier ouvert le lundi"


def test_a_paper_contract_arrived_too_late_is_refused(selection: Selection, offer: Offer) -> None:
    with pytest.raises(Refusal) as refused:
        paper(selection, offer, LAST_DAY + DAY, LAST_DAY + 2 * DAY, "Retard de la poste")

    assert refused.value.code == "ARRIVED_TOO_LATE"


def test_a_lapsed_offer_gets_its_place_back_while_nobody_holds_it() -> None:
    selection = make_selection(refill_delay_days=5)
    sent = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    answers.record_receipt(actor=selection.referent, offer_id=sent.id, received_on=SENT_ON, **moment(SENT_ON))
    deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + DAY))

    contract = paper(selection, sent, LAST_DAY, LAST_DAY + 2 * DAY, "Courrier égaré")
    deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + 20 * DAY))

    assert contract.offer.status == "signed"
    assert selection.live() == [sent.candidate]


def test_a_lapsed_offer_whose_place_is_taken_waits_for_another_place(
    selection: Selection, offer: Offer
) -> None:
    deadlines.lapse_due_offers(actor=SWEEPER, **moment(LAST_DAY + DAY))

    with pytest.raises(Refusal) as refused:
        paper(selection, offer, LAST_DAY, LAST_DAY + 2 * DAY, "Courrier égaré")

    offer.refresh_from_db()
    assert refused.value.code == "PLACE_TAKEN"
    assert offer.status == "lapsed"


def test_the_dated_copy_is_printed_once_from_the_row(selection: Selection, offer: Offer) -> None:
    contract = sign(selection, offer)

    printed = [copies.prepare_missing_copies(actor=copies.PRINTER, at=moment(LAST_DAY)["at"]) for _ in "12"]

    contract.refresh_from_db()
    assert printed == [1, 0]
    assert read_document(contract.document).startswith(b"%PDF")


def test_a_contract_from_before_the_portal_is_recorded_without_offer(selection: Selection) -> None:
    person = selection.people[3]

    contract = record_earlier_contract(
        actor=selection.referent, candidate_id=person.id, concluded_on=SENT_ON, **moment(SENT_ON)
    )

    assert contract.channel == "earlier"
    assert contract.offer is None


@pytest.mark.parametrize(
    ("profession", "days", "completed"),
    [
        ("medecine", {"des_on": dt.date(2026, 4, 1)}, None),
        ("medecine", {"des_on": dt.date(2026, 4, 1), "de_on": dt.date(2026, 5, 2)}, dt.date(2026, 5, 2)),
        ("odontologie", {"de_on": dt.date(2026, 5, 2)}, dt.date(2026, 5, 2)),
    ],
)
def test_training_is_complete_with_the_last_diploma(
    profession: str, days: dict[str, dt.date], completed: dt.date | None
) -> None:
    contract = ContractFactory(profession=profession)

    declared = milestones.declare_diplomas(
        actor=make_actor(Role.REFERENT, agency=contract.agency),
        contract_id=contract.id,
        **days,
        **moment(SENT_ON),
    )

    assert declared.training_completed_on == completed


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"de_on": SENT_ON + DAY}, "MILESTONE_IN_FUTURE"),
        ({"de_on": dt.date(2025, 1, 1)}, "MILESTONE_BEFORE_APPLICATION"),
        (
            {"internship_started_on": dt.date(2026, 3, 2), "des_on": dt.date(2026, 3, 1)},
            "DES_BEFORE_INTERNSHIP",
        ),
    ],
)
def test_impossible_diplomas_are_refused(days: dict[str, dt.date], code: str) -> None:
    contract = ContractFactory()

    with pytest.raises(Refusal) as refused:
        milestones.declare_diplomas(
            actor=make_actor(Role.REFERENT, agency=contract.agency),
            contract_id=contract.id,
            **days,
            **moment(SENT_ON),
        )

    assert refused.value.code == code
