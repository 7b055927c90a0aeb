"""A first zoning published while a newer official code is being loaded: one waits for the other.

Until something is published, a loading replaces what was known; afterwards it keeps it for the answers already given.
A publication in the middle of a loading would rest on places that the loading erases.
"""

import datetime as dt
import multiprocessing
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import transaction

from tests.callers import all_at_once
from tests.factories.zonage import ACTOR, AT, check_levels, make_territory, rename
from zonage.enums import SnapshotStatus
from zonage.models import Commune, Snapshot, TerritoryLoad
from zonage.services.publication import publish_snapshot

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_DAY, LOADED_ON = dt.date(2026, 1, 5), dt.date(2026, 2, 2)
HELD_SECONDS = 0.5  # how long the first one keeps its transaction open


@pytest.fixture
def checked() -> uuid.UUID:
    """A zoning of Fabrezan, ready to be published for the first time."""
    make_territory()
    (snapshot,) = check_levels({"11132": "ZIP"}, on=FIRST_DAY)
    return snapshot.id


def load() -> None:
    rename("11132", "Fabrezan-le-Neuf", LOADED_ON)


def publish(snapshot_id: uuid.UUID) -> None:
    publish_snapshot(actor=ACTOR, snapshot_id=snapshot_id, on=FIRST_DAY, at=AT)


def publish_without_lock(snapshot_id: uuid.UUID) -> None:
    """The control: the same writing, resting on the last loading that can be seen."""
    Snapshot.objects.filter(id=snapshot_id).update(
        status=SnapshotStatus.PUBLISHED, published_at=AT, territories=TerritoryLoad.objects.latest("id")
    )


def one_within_the_other(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Run ``second`` in another process while ``first`` has done its work and not yet ended its transaction."""
    done = multiprocessing.get_context("fork").Event()

    def run(number: int) -> None:
        if number == 0:
            with transaction.atomic():
                first()
                done.set()
                time.sleep(HELD_SECONDS)
        else:
            assert done.wait(60)
            second()

    assert all_at_once(run, 2) == [None, None]


def names_known() -> set[str]:
    return set(Commune.told.filter(code="11132").values_list("name", flat=True))


def test_publication_during_a_loading_rests_on_it(checked: uuid.UUID) -> None:
    one_within_the_other(load, lambda: publish(checked))

    assert Snapshot.objects.get().territories == TerritoryLoad.objects.latest("id")
    assert names_known() == {"Fabrezan-le-Neuf"}


def test_loading_during_a_publication_keeps_what_it_rests_on(checked: uuid.UUID) -> None:
    one_within_the_other(lambda: publish(checked), load)

    assert Snapshot.objects.get().territories == TerritoryLoad.objects.earliest("id")
    assert names_known() == {"Fabrezan", "Fabrezan-le-Neuf"}


def test_control_without_the_lock_the_publication_rests_on_places_that_are_gone(checked: uuid.UUID) -> None:
    one_within_the_other(load, lambda: publish_without_lock(checked))

    assert Snapshot.objects.get().territories == TerritoryLoad.objects.earliest("id")
    assert names_known() == {"Fabrezan-le-Neuf"}
