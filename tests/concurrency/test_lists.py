"""One file under ten hands, and under a process that dies: applied once and whole, or not at all."""

import os
import signal
import time
import uuid
from collections import Counter
from functools import partial

import pytest
from django.db import connection

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from contracts.models import Campaign, Candidate, ListEntry, ListUpload, SelectionList
from contracts.services.lists import confirm_list, receive_list
from tests.callers import all_at_once
from tests.concurrency.test_kills import AFTER_COMMIT, killed_worker
from tests.concurrency.test_offers import tried
from tests.factories.accounts import make_actor
from tests.factories.contracts import CampaignFactory
from tests.factories.selection import moment
from tests.services.test_lists import DAY, FOUR, csv_of, line

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 10
STATEMENTS = 24
ALL_STEPS = [AFTER_COMMIT, *range(1, STATEMENTS + 1)]
STEPS = ALL_STEPS if "PROOF_ROUNDS" in os.environ else ALL_STEPS[::6]
APPLIED = (Candidate, ListEntry, SelectionList, OutgoingMail)


@pytest.fixture
def office() -> Actor:
    campaign = CampaignFactory()
    return make_actor(Role.SCOLARITE, faculty=campaign.faculty)


def send(office: Actor, content: bytes = FOUR) -> ListUpload:
    """Send a file to the only campaign there is."""
    reading = receive_list(
        actor=office,
        campaign_id=Campaign.objects.get().id,
        content=content,
        filename="liste.csv",
        **moment(DAY),
    )
    assert reading.upload is not None
    return reading.upload


def confirm(office: Actor, upload: ListUpload, replaces: int = 0) -> SelectionList:
    return confirm_list(
        actor=office, upload_id=upload.id, sha256=upload.sha256, replaces=replaces, **moment(DAY)
    )


def applied() -> list[int]:
    return [model.objects.count() for model in APPLIED]  # type: ignore[attr-defined]  # models have managers


def test_one_file_sent_by_ten_hands_waits_once(office: Actor) -> None:
    kept = all_at_once(lambda _: send(office).id, HANDS)

    assert set(kept) == {ListUpload.objects.get().id}
    assert StoredDocument.objects.count() == 1


def test_ten_confirmations_apply_a_list_once(office: Actor) -> None:
    upload = send(office)

    met = all_at_once(lambda _: tried(partial(confirm, office, upload)), HANDS)

    assert Counter(met) == {"done": 1, "ALREADY_IMPORTED": HANDS - 1}
    assert applied()[:3] == [4, 4, 1]
    assert Entry.objects.filter(action="contracts.list_applied").count() == 1


def test_of_several_lists_confirmed_at_once_one_is_in_force(office: Actor) -> None:
    uploads = [send(office, csv_of(line(number, rang=1, liste="principale"))) for number in (1, 2, 3)]

    met = all_at_once(lambda number: tried(partial(confirm, office, uploads[number])), len(uploads))

    assert Counter(met) == {"done": 1, "LIST_CHANGED": 2}
    assert applied()[:3] == [1, 1, 1]


def test_control_without_lock_and_constraint_a_file_waits_several_times(office: Actor) -> None:
    upload = send(office)
    ListUpload.objects.all().delete()
    constraint = next(one for one in ListUpload._meta.constraints if one.name == "upload_pending_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(ListUpload, constraint)
    try:
        all_at_once(lambda _: _keep_without_lock(upload), HANDS)
        assert ListUpload.objects.count() > 1
    finally:
        ListUpload.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(ListUpload, constraint)


def _keep_without_lock(upload: ListUpload) -> None:
    """Look for the file, then keep it: what a careless service would do."""
    if not ListUpload.objects.filter(sha256=upload.sha256).exists():
        time.sleep(0.02)
        upload.id = uuid.uuid4()
        upload.save(force_insert=True)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_confirmation_leaves_nothing_or_everything(office: Actor, step: int) -> None:
    upload = send(office)

    killed = killed_worker(step, partial(confirm, office, upload))

    assert killed in (-signal.SIGKILL, 0)
    left = applied()
    assert left[:3] in ([0, 0, 0], [4, 4, 1])
    assert tried(partial(confirm, office, upload)) == ("done" if left[2] == 0 else "ALREADY_IMPORTED")
    assert applied()[:3] == [4, 4, 1]
    assert OutgoingMail.objects.filter(kind="contracts.candidate_ranked").count() == 4
    assert Entry.objects.filter(action="contracts.list_applied").count() == 1
