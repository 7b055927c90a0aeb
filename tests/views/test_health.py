"""The silence of the clock or of the worker is seen: by a monitor, and by the administrator."""

import datetime as dt

import pytest
from celery import current_app
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cesp_portal.celery import SWEEPS, app
from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import MailStatus, OutgoingMail
from cesp_portal.dashboard.enums import Punctuality, Sweep
from cesp_portal.dashboard.models import SweepPass
from cesp_portal.dashboard.rules.sweeps import is_alarming, punctuality
from cesp_portal.dashboard.services.sweeps import note_pass
from tests.factories.accounts import MembershipFactory

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("passed_at", "succeeded_at", "expected"),
    [
        (None, None, Punctuality.NEVER),
        (NOON, NOON, Punctuality.ON_TIME),
        (NOON - 3 * MINUTE, NOON - 3 * MINUTE, Punctuality.ON_TIME),
        (NOON - 3 * MINUTE - SECOND, NOON - 3 * MINUTE - SECOND, Punctuality.LATE),
        (NOON, NOON - 3 * MINUTE, Punctuality.ON_TIME),
        (NOON, NOON - 3 * MINUTE - SECOND, Punctuality.FAILING),
        (NOON, None, Punctuality.FAILING),
    ],
)
def test_three_passes_missed_are_a_silence(
    passed_at: dt.datetime | None, succeeded_at: dt.datetime | None, expected: Punctuality
) -> None:
    assert punctuality(MINUTE, passed_at, succeeded_at, NOON) == expected


def test_hourly_sweep_may_wait_for_its_first_time_and_a_frequent_one_may_not() -> None:
    assert is_alarming(MINUTE, Punctuality.NEVER)
    assert not is_alarming(HOUR, Punctuality.NEVER)
    assert is_alarming(HOUR, Punctuality.LATE)
    assert is_alarming(HOUR, Punctuality.FAILING)
    assert not is_alarming(MINUTE, Punctuality.ON_TIME)


def test_every_sweep_of_the_schedule_has_its_label() -> None:
    assert {sweep.value for sweep in Sweep} == set(SWEEPS)


def all_pass(at: dt.datetime) -> None:
    for sweep in SWEEPS:
        note_pass(sweep=sweep, succeeded=True, at=at)


@pytest.mark.django_db
def test_pass_that_failed_keeps_the_last_success() -> None:
    note_pass(sweep=Sweep.MAILS, succeeded=True, at=NOON)
    note_pass(sweep=Sweep.MAILS, succeeded=False, at=NOON + MINUTE)
    known = SweepPass.objects.get()
    assert (known.passed_at, known.succeeded_at) == (NOON + MINUTE, NOON)


@pytest.mark.django_db
def test_success_later_than_the_pass_is_refused() -> None:
    with pytest.raises(IntegrityError, match="sweep_succeeds_when_it_passes"):
        SweepPass.objects.create(sweep=Sweep.MAILS, passed_at=NOON, succeeded_at=NOON + SECOND)


@pytest.mark.django_db
def test_worker_notes_each_sweep_that_it_finishes_and_nothing_else() -> None:
    app.loader.import_default_modules()
    current_app.tasks[Sweep.MARKS].apply()
    current_app.tasks["mail.send_mail"].apply(kwargs={"mail_id": "not an identifier"})
    assert list(SweepPass.objects.values_list("sweep", flat=True)) == [Sweep.MARKS]


@pytest.mark.django_db
def test_monitor_hears_of_a_silence(client: Client) -> None:
    all_pass(clock.instant())
    answer = client.get(reverse("sweeps_health"))
    assert (answer.status_code, set(answer.json().values())) == (200, {"on_time"})
    note_pass(sweep=Sweep.DEADLINES, succeeded=True, at=clock.instant() - 4 * MINUTE)
    answer = client.get(reverse("sweeps_health"))
    assert (answer.status_code, answer.json()[Sweep.DEADLINES]) == (503, "late")


@pytest.mark.django_db
def test_monitor_hears_that_the_site_and_its_database_answer(client: Client) -> None:
    answer = client.get(reverse("web_health"))
    assert (answer.status_code, answer.json()) == (200, {"base": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_administrator_sees_the_silence_and_the_mails_that_wait(client: Client) -> None:
    client.force_login(MembershipFactory(role=Role.ADMINISTRATEUR).user)
    all_pass(clock.instant())
    assert "Tous les balayages passent à l'heure" in client.get(reverse("portal_state")).text
    note_pass(sweep=Sweep.LETTERS, succeeded=True, at=clock.instant() - HOUR)
    now = clock.instant()
    facts = {"kind": "k", "recipient": "a@example.org", "subject": "s", "created_at": now, "due_at": now}
    OutgoingMail.objects.create(key="1", **facts)
    OutgoingMail.objects.create(key="2", status=MailStatus.FAILED, **facts)
    page = client.get(reverse("portal_state")).text
    assert "1 balayage à regarder" in page
    assert "En retard" in page
    assert "<dd>1</dd>" in page
