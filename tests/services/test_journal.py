"""The journal only grows."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.journal.services import record
from tests.factories.accounts import UserFactory, make_actor

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def line() -> Entry:
    return record(actor=make_actor(), action="tests.done", obj=UserFactory(), at=AT, facts={"rank": 1})


def test_line_says_who_in_which_role_for_which_office(line: Entry) -> None:
    actor = make_actor()
    subject = uuid.uuid4()
    told = record(actor=actor, action="tests.told", obj=line, at=AT, subject_id=subject)
    assert (told.actor_id, told.actor_name, told.actor_role) == (actor.user_id, actor.name, "referent")
    assert (told.agency_id, told.subject_id) == (actor.agency_id, subject)
    assert (told.object_type, told.object_id) == ("journal.entry", str(line.pk))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET action = 'tests.undone'", "DELETE FROM journal_entry"],
)
def test_database_refuses_to_change_or_remove_a_line(line: Entry, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.get().action == "tests.done"


def test_line_is_undone_with_the_action_that_it_tells() -> None:
    with transaction.atomic():
        record(actor=make_actor(), action="tests.done", obj=UserFactory(), at=AT)
        transaction.set_rollback(True)
    assert not Entry.objects.filter(action="tests.done").exists()
