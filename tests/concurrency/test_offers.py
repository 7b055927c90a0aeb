"""Offers under fifty simultaneous hands: one place, one holder, one end; and what happens without the protections.

`make proofs` plays a hundred rounds; the suite plays a few.
"""

import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import Refusal
from contracts.models import Campaign, Contract, Offer, PlaceTransfer
from contracts.selectors.invariants import places_held_twice, rank_violations
from contracts.selectors.places import callable_entries, free_places
from contracts.services import answers, deadlines, offers, signatures
from contracts.services.deadlines import SWEEPER
from contracts.services.reallocations import transfer_places
from tests.callers import all_at_once
from tests.factories.accounts import FacultyFactory, make_actor
from tests.factories.contracts import ReallocationWindowFactory
from tests.factories.selection import SENT_ON, Selection, make_selection, moment
from tests.services.test_offers import DAY, LAST_DAY

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 50
ROUNDS_AT_A_TIME = 4
ROUNDS = int(os.environ.get("PROOF_ROUNDS", "2"))
AGENT = system_actor("cinquante mains")
ONE_HOLDER = "offer_holds_its_place_alone"
ONE_CONTRACT = "contract_one_in_progress_per_ine"
FACULTIES = 4


def tried(action: Callable[[], Any]) -> str:
    """Return what an attempt gave: ``done`` or the code of its refusal."""
    try:
        action()
    except Refusal as refusal:
        return refusal.code
    return "done"


def rounds(action: Callable[[int, uuid.UUID], Any], ids: list[uuid.UUID]) -> list[Counter[str]]:
    """Play one round per identifier with fifty callers at once; return what they met in each round."""
    met: list[Counter[str]] = []
    for first in range(0, len(ids), ROUNDS_AT_A_TIME):
        met += _batch(action, ids[first : first + ROUNDS_AT_A_TIME])
    return met


def _batch(action: Callable[[int, uuid.UUID], Any], ids: list[uuid.UUID]) -> list[Counter[str]]:
    """Start fifty processes, each of which plays these rounds in the same order."""
    outcomes = all_at_once(lambda number: [tried(partial(action, number, one)) for one in ids], CALLERS)
    failures = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert not failures, failures[0]
    return [Counter(one) for one in zip(*outcomes, strict=True)]


def selections(**shape: Any) -> list[Selection]:
    return [make_selection(**shape) for _ in range(ROUNDS)]


def open_offers() -> list[Offer]:
    """Return one received offer per round, each the holder of the only place of its campaign."""
    made = []
    for selection in selections(principal=3, complementary=0):
        offer = offers.call_next(actor=AGENT, campaign_id=selection.campaign.id, **moment(SENT_ON))
        made.append(
            answers.record_receipt(actor=AGENT, offer_id=offer.id, received_on=SENT_ON, **moment(SENT_ON))
        )
    return made


def call(_: int, campaign_id: uuid.UUID) -> None:
    offers.call_next(actor=AGENT, campaign_id=campaign_id, **moment(SENT_ON))


def record_paper(_: int, offer_id: uuid.UUID) -> None:
    signatures.record_signature(actor=AGENT, offer_id=offer_id, arrived_on=LAST_DAY, **moment(LAST_DAY))


def sign_or_sweep(number: int, offer_id: uuid.UUID) -> None:
    """Every tenth caller is a sweep of the day after; the others record a contract of the last day."""
    if number % 10 == 0:
        deadlines.lapse_offer(actor=SWEEPER, offer_id=offer_id, **moment(LAST_DAY + DAY))
    else:
        record_paper(number, offer_id)


def test_fifty_calls_for_one_place_make_one_offer() -> None:
    campaigns = [selection.campaign.id for selection in selections(principal=60, complementary=0)]

    met = rounds(call, campaigns)

    assert met == [Counter(done=1, NO_FREE_PLACE=CALLERS - 1)] * ROUNDS
    assert Offer.objects.count() == ROUNDS
    assert rank_violations() == places_held_twice() == 0


def test_fifty_calls_for_twenty_places_fill_them_in_rank_order() -> None:
    campaigns = [selection.campaign.id for selection in selections(places=20, principal=60, complementary=0)]

    met = rounds(call, campaigns)

    assert met == [Counter(done=20, NO_FREE_PLACE=CALLERS - 20)] * ROUNDS
    for campaign in campaigns:
        ranks = Offer.objects.filter(campaign=campaign).values_list("entry__rank", flat=True)
        assert sorted(ranks) == list(range(1, 21))
    assert rank_violations() == 0


def test_fifty_signatures_of_one_offer_make_one_contract() -> None:
    made = open_offers()

    met = rounds(record_paper, [offer.id for offer in made])

    assert met == [Counter(done=1, ALREADY_SIGNED=CALLERS - 1)] * ROUNDS
    assert Contract.objects.count() == ROUNDS


def test_a_signature_racing_the_sweep_gives_one_end() -> None:
    made = open_offers()

    rounds(sign_or_sweep, [offer.id for offer in made])

    for offer in Offer.objects.filter(id__in=[one.id for one in made]):
        signed = Contract.objects.filter(offer=offer).count()
        lapsed = Entry.objects.filter(action="contracts.offer_lapsed", object_id=str(offer.id)).count()
        followers = offer.followers.count()
        assert (offer.status, signed, lapsed, followers) in (("signed", 1, 0, 0), ("lapsed", 0, 1, 1))
    assert rank_violations() == places_held_twice() == 0


def test_a_transfer_racing_the_calls_moves_the_place_or_leaves_it() -> None:
    payer = make_actor(Role.PAYEUR)
    ReallocationWindowFactory(kind="redistribution", opens_on=SENT_ON, closes_on=SENT_ON)
    targets: dict[uuid.UUID, uuid.UUID] = {}
    for origin in selections(principal=60, complementary=0):
        faculty = FacultyFactory(agency=origin.campaign.agency, university="Une autre université")
        target = make_selection(places=0, principal=60, complementary=0, faculty=faculty)
        targets[origin.campaign.id] = target.campaign.id

    def call_or_move(number: int, origin_id: uuid.UUID) -> None:
        if number % 2:
            call(number, origin_id)
        else:
            transfer_places(
                actor=payer, origin_id=origin_id, target_id=targets[origin_id], count=1, **moment(SENT_ON)
            )

    met = rounds(call_or_move, list(targets))

    assert [outcome["done"] for outcome in met] == [1] * ROUNDS
    assert Offer.objects.count() + PlaceTransfer.objects.count() == ROUNDS
    assert rank_violations() == places_held_twice() == 0


def files_of_one_person() -> list[list[uuid.UUID]]:
    """Return, per round, one received offer in each of four faculties: four accounts, one INE."""
    made = []
    for number in range(ROUNDS):
        of_person = []
        for selection in (make_selection(principal=1, complementary=0) for _ in range(FACULTIES)):
            selection.people[0].ine = f"{number:09d}AB"
            selection.people[0].save(update_fields=["ine"])
            offer = offers.call_next(actor=AGENT, campaign_id=selection.campaign.id, **moment(SENT_ON))
            answers.record_receipt(actor=AGENT, offer_id=offer.id, received_on=SENT_ON, **moment(SENT_ON))
            of_person.append(offer.id)
        made.append(of_person)
    return made


def sign_everywhere() -> list[Counter[str]]:
    """Sign the four offers of each person at once, each by a process of its own."""
    made = files_of_one_person()

    def sign(number: int) -> list[str]:
        return [tried(partial(record_paper, number, of_person[number])) for of_person in made]

    outcomes = all_at_once(sign, FACULTIES)
    failures = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert not failures, failures[0]
    return [Counter(one) for one in zip(*outcomes, strict=True)]


def test_four_accounts_of_one_person_sign_one_contract() -> None:
    met = sign_everywhere()

    assert met == [Counter(done=1, OTHER_COMMITMENT=FACULTIES - 1)] * ROUNDS
    assert Contract.objects.count() == Offer.objects.filter(status="signed").count() == ROUNDS


# --- controls: the same hands without the protections ---


@contextmanager
def without_the_index(model: type[Offer] | type[Contract], name: str) -> Iterator[None]:
    """Take a partial unique index of this test's own database away, then put it back."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._default_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def call_without_lock(number: int, campaign_id: uuid.UUID) -> None:
    """The same reading and writing, without the lock of the campaign."""
    campaign = Campaign.objects.get(id=campaign_id)
    with transaction.atomic():
        place, entry = free_places(campaign).first(), callable_entries(campaign).first()
        if place is None or entry is None:
            raise Refusal("NO_FREE_PLACE", "")
        time.sleep(0.05)  # long enough for every caller to read, on a busy machine too
        Offer.objects.create(
            campaign=campaign,
            agency_id=campaign.agency_id,
            faculty_id=campaign.faculty_id,
            place=place,
            candidate=campaign.candidates.order_by("id")[number],  # one's own: only the place is disputed
            entry=entry,
            sent_at=moment(SENT_ON)["at"],
            sent_on=SENT_ON,
        )


def lapse_or_sign_without_lock(number: int, offer_id: uuid.UUID) -> None:
    """Read, decide, then write by identifier: what a careless service would do."""
    offer = Offer.objects.select_related("candidate").get(id=offer_id)
    if offer.status != "sent":
        raise Refusal("CLOSED", "")
    time.sleep(0.05)  # long enough for every caller to read, on a busy machine too
    action = "contracts.offer_lapsed" if number % 10 == 0 else "contracts.offer_signed"
    offers.record(AGENT, action, offer, moment(LAST_DAY)["at"])


def test_control_without_lock_and_index_places_are_held_twice() -> None:
    campaigns = [selection.campaign.id for selection in selections(principal=60, complementary=0)]

    with without_the_index(Offer, ONE_HOLDER):
        rounds(call_without_lock, campaigns)
        over = Offer.objects.count() - ROUNDS
        held_twice = places_held_twice()

    assert over > 0
    assert held_twice > 0


def test_control_without_lock_an_offer_gets_several_ends() -> None:
    made = open_offers()

    rounds(lapse_or_sign_without_lock, [offer.id for offer in made])

    assert (
        Entry.objects.filter(action__in=("contracts.offer_lapsed", "contracts.offer_signed")).count() > ROUNDS
    )


def test_control_without_the_index_one_person_signs_several_contracts() -> None:
    with without_the_index(Contract, ONE_CONTRACT):
        sign_everywhere()
        signed = Contract.objects.count()

    assert signed > ROUNDS
