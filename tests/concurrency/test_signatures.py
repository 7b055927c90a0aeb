"""Twenty signatures at once, one of them killed before its end: no hole, no double, no half-signed decision."""

import multiprocessing
import os
import signal

import pytest
from django.db import connections, transaction

from installations.models import Decision, Letter
from installations.services.signing import sign_decision
from tests.callers import all_at_once
from tests.factories.accounts import MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.factories.installations import AT, TODAY, DecisionFactory, RequestFactory, make_world

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 20


def test_twenty_signatures_and_a_kill_leave_no_hole_and_no_double() -> None:
    world = make_world()
    MembershipFactory(role="payeur")
    decisions = [_waiting(world.contract) for _ in range(CALLERS + 1)]

    def sign_then_die(decision: Decision) -> None:
        with transaction.atomic():
            sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)
            os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    victim = multiprocessing.get_context("fork").Process(target=sign_then_die, args=(decisions[-1],))
    victim.start()

    def sign(number: int) -> str:
        return sign_decision(actor=world.director, decision=decisions[number], on=TODAY, at=AT).number

    numbers = all_at_once(sign, CALLERS)
    victim.join(timeout=30)

    assert victim.exitcode == -signal.SIGKILL
    assert sorted(numbers) == [f"76-2026-{n:04d}" for n in range(1, CALLERS + 1)]
    killed = Decision.objects.get(id=decisions[-1].id)
    assert (killed.status, killed.number) == ("to_sign", "")
    assert Letter.objects.filter(decision__isnull=False).count() == CALLERS
    signed = sign_decision(actor=world.director, decision=killed, on=TODAY, at=AT)
    assert signed.number == f"76-2026-{CALLERS + 1:04d}"


def _waiting(model: object) -> Decision:
    candidate = model.candidate
    contract = ContractFactory(
        candidate__campaign=candidate.campaign, agency=model.agency, faculty=model.faculty, regime="R2"
    )
    request = RequestFactory(contract=contract, sent=True, kind="practice_suspension")
    return DecisionFactory(request=request, status="to_sign", outcome="refused", grounds="Motif inventé.")
