"""Letter numbers under twenty simultaneous signatures: no hole, no double."""

import functools
import operator
import time

import pytest
from django.db import transaction

from cesp_portal.common.documents.models import NumberSequence
from cesp_portal.common.documents.services import take_number
from tests.callers import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 20
ROUNDS = 5


def sign_one_in_five_fails(number: int) -> list[int]:
    """Take a number per round; every fifth caller fails after taking it."""
    taken = []
    for _ in range(ROUNDS):
        try:
            with transaction.atomic():
                letter = take_number("76-2026")
                if number % 5 == 0:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            continue
        taken.append(letter)
    return taken


def take_without_lock(number: int) -> list[int]:
    """The control: the same reading and writing, without the lock."""
    taken = []
    for _ in range(ROUNDS):
        with transaction.atomic():
            sequence = NumberSequence.objects.get(series="control")
            time.sleep(0.02)  # long enough for every caller to read, on a busy machine too
            NumberSequence.objects.filter(pk=sequence.pk).update(last_number=sequence.last_number + 1)
            taken.append(sequence.last_number + 1)
    return taken


def test_twenty_signatures_at_once_leave_no_hole_and_no_double() -> None:
    taken = functools.reduce(operator.iadd, all_at_once(sign_one_in_five_fails, CALLERS), [])
    assert sorted(taken) == list(range(1, 16 * ROUNDS + 1))


def test_control_without_the_lock_numbers_are_doubled() -> None:
    NumberSequence.objects.create(series="control")
    taken = functools.reduce(operator.iadd, all_at_once(take_without_lock, CALLERS), [])
    assert len(set(taken)) < len(taken)
