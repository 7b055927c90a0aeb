"""Random histories of a campaign, played by the services and by a small model: they never differ.

Two thousand steps under `make proofs`; a few dozen in the suite.
"""

import datetime as dt
import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cesp_portal.common.refusals import Refusal
from contracts.models import Candidate, Contract, Offer, Place
from contracts.rules.deadlines import surely_over_by
from contracts.selectors.invariants import places_held_twice, rank_violations
from contracts.services import answers, deadlines, offers, signatures
from contracts.services.deadlines import SWEEPER
from tests.factories.contracts import PlaceFactory
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

STEPS = 2000 if "PROOF_ROUNDS" in os.environ else 40
PEOPLE = st.integers(0, 7)


@dataclass
class Model:
    """The selection in a few lines: who waits in order, who holds a place until when, who signed, who is out."""

    places: int
    waiting: list[int]
    holding: dict[int, dt.date | None] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)  # refused, or lapsed: never called again

    @property
    def free(self) -> int:
        return self.places - len(self.holding) - len(self.signed)

    def call(self) -> str:
        if not self.free:
            return "NO_FREE_PLACE"
        if not self.waiting:
            return "NOBODY_LEFT"
        self.holding[self.waiting.pop(0)] = None
        return "done"

    def leave(self, person: int) -> None:
        del self.holding[person]
        if self.waiting:
            self.holding[self.waiting.pop(0)] = None


class Histories(RuleBasedStateMachine):
    """Each rule asks a service and the model for the same act, and compares what they answer."""

    selection: Selection
    model: Model
    today: dt.date

    @initialize(places=st.integers(0, 3))
    def start(self, places: int) -> None:
        self.selection = make_selection(places=places, principal=4, complementary=4)
        self.model = Model(places, list(range(8)))
        self.today = SENT_ON

    def candidate(self, person: int) -> Candidate:
        return self.selection.people[person]

    def offer(self, person: int) -> Offer | None:
        return Offer.objects.filter(candidate=self.candidate(person)).order_by("-sent_at", "status").first()

    def attempt(self, act: object, **facts: object) -> str:
        """Return ``done`` or the code of the refusal, as the model does; a refusal changes nothing."""
        try:
            with transaction.atomic():
                act(actor=self.selection.referent, **facts, **moment(self.today))  # type: ignore[operator]  # a service
        except Refusal as refusal:
            return refusal.code
        return "done"

    @rule()
    def call_next(self) -> None:
        done = self.attempt(offers.call_next, campaign_id=self.selection.campaign.id)
        assert done == self.model.call()

    @rule(person=PEOPLE)
    def receive(self, person: int) -> None:
        offer = self.offer(person)
        if offer is None or self.model.holding.get(person, SENT_ON) is not None:
            return
        assert self.attempt(answers.record_receipt, offer_id=offer.id, received_on=self.today) == "done"
        self.model.holding[person] = self.today + dt.timedelta(days=30)

    @rule(person=PEOPLE)
    def refuse(self, person: int) -> None:
        offer = self.offer(person)
        if offer is None:
            return
        done = self.attempt(answers.refuse_offer, offer_id=offer.id, reason="courriel")
        assert (done == "done") == (person in self.model.holding)
        if done == "done":
            self.model.closed.add(person)
            self.model.leave(person)

    @rule(person=PEOPLE)
    def sign(self, person: int) -> None:
        offer = self.offer(person)
        if offer is None:
            return
        done = self.attempt(signatures.record_signature, offer_id=offer.id, arrived_on=self.today)
        last_day = self.model.holding.get(person)
        in_time = person in self.model.holding and (last_day is None or self.today <= last_day)
        assert (done == "done") == in_time
        if in_time:
            del self.model.holding[person]
            self.model.signed.add(person)

    @rule(person=PEOPLE)
    def withdraw(self, person: int) -> None:
        done = self.attempt(answers.withdraw_candidate, candidate_id=self.candidate(person).id)
        possible = person not in self.model.signed and person not in self.model.withdrawn
        assert (done == "done") == possible
        if not possible:
            return
        self.model.withdrawn.add(person)
        if person in self.model.waiting:
            self.model.waiting.remove(person)
        if person in self.model.holding:
            self.model.leave(person)

    @rule(person=PEOPLE)
    def restore(self, person: int) -> None:
        """A withdrawal made by mistake is undone: the person waits at the rank, and nobody called loses a place."""

        def restore(on: dt.date, **facts: Any) -> None:
            answers.restore_candidate(reason="mauvaise ligne", **facts)

        done = self.attempt(restore, candidate_id=self.candidate(person).id)
        assert (done == "done") == (person in self.model.withdrawn)
        if done != "done":
            return
        self.model.withdrawn.remove(person)
        if person not in self.model.closed:
            self.model.waiting = sorted([*self.model.waiting, person])

    @rule(days=st.integers(1, 40))
    def let_time_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)
        deadlines.lapse_due_offers(actor=SWEEPER, **moment(self.today))
        late = sorted(
            (last_day, self.sent_order(person), person)
            for person, last_day in self.model.holding.items()
            if last_day is not None and last_day <= surely_over_by(self.today)
        )
        for _, _, person in late:
            self.model.closed.add(person)
            self.model.leave(person)

    def sent_order(self, person: int) -> str:
        """Two offers with the same last day lapse in the order of their identifiers."""
        offer = self.offer(person)
        assert offer is not None
        return str(offer.id)

    @rule()
    def open_one_place(self) -> None:
        number = self.selection.campaign.places.count() + 1
        line = PlaceFactory(campaign=self.selection.campaign, number=number)
        assert isinstance(line, Place)
        self.model.places += 1

    @invariant()
    def the_database_and_the_model_agree(self) -> None:
        holders = dict(
            Offer.objects.filter(campaign=self.selection.campaign, status__in=("sent", "signed")).values_list(
                "candidate_id", "status"
            )
        )
        expected = {self.candidate(person).id: "sent" for person in self.model.holding}
        expected |= {self.candidate(person).id: "signed" for person in self.model.signed}
        assert holders == expected
        assert Contract.objects.filter(candidate__campaign=self.selection.campaign).count() == len(
            self.model.signed
        )
        assert places_held_twice() == rank_violations() == 0


@pytest.mark.django_db
def test_random_histories_and_the_model_never_differ() -> None:
    examples = max(STEPS // 40, 2)
    history = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    def fresh() -> Histories:
        return Histories()

    with transaction.atomic():
        run_state_machine_as_test(fresh, settings=history)
        assert connection.in_atomic_block
