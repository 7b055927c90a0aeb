"""The journal only grows."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry, Reading
from cesp_portal.common.journal.services import note_reading, record
from tests.factories.accounts import UserFactory, make_actor
from tests.violations import broken

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


@pytest.mark.parametrize("table", ["journal_entry", "journal_reading"])
def test_database_refuses_to_empty_the_journal(table: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot empty"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")


def test_line_is_undone_with_the_action_that_it_tells() -> None:
    with transaction.atomic():
        record(actor=make_actor(), action="tests.done", obj=UserFactory(), at=AT)
        transaction.set_rollback(True)
    assert not Entry.objects.filter(action="tests.done").exists()


def test_reading_is_kept_once_a_day_and_never_changes() -> None:
    actor, subject = make_actor(), uuid.uuid4()
    for hours in (0, 1, 20):
        note_reading(actor=actor, subject_id=subject, at=AT + dt.timedelta(hours=hours))
    note_reading(actor=make_actor(Role.SIGNATAIRE), subject_id=subject, at=AT)
    assert [one.day.day for one in Reading.objects.order_by("day")] == [1, 2]
    for statement in ("UPDATE journal_reading SET reader_name = 'X'", "DELETE FROM journal_reading"):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            connection.cursor().execute(statement)


def test_database_refuses_a_second_reading_of_the_day() -> None:
    note_reading(actor=make_actor(), subject_id=uuid.uuid4(), at=AT)
    reading = Reading.objects.get()
    reading.pk = None
    with broken("reading_once_a_day"):
        reading.save(force_insert=True)
