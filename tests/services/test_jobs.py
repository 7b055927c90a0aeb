"""Background jobs are sent after commit and never needed for the thing to happen."""

import socket

import pytest
from celery import current_app
from django.db import transaction
from kombu import pools
from pytest_django import DjangoCaptureOnCommitCallbacks

from cesp_portal.common.jobs import enqueue, left_to_sweeps
from cesp_portal.common.mail.services import SEND_JOB, SWEEP_JOB

pytestmark = pytest.mark.django_db


@pytest.fixture
def unreachable_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody_there = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    producers = pools.producers[current_app.connection_for_write(nobody_there)]
    monkeypatch.setattr(current_app.amqp, "_producer_pool", producers)


def test_unreachable_broker_only_delays(
    unreachable_broker: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(SEND_JOB, mail_id="4c0b5f9e-3a25-4b5e-9a3e-1f4f9f9d8f6f")
    assert "left to its sweep" in caplog.text


def test_nothing_is_sent_for_a_change_undone(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        enqueue(SEND_JOB, mail_id="4c0b5f9e-3a25-4b5e-9a3e-1f4f9f9d8f6f")
        transaction.set_rollback(True)
    assert callbacks == []


def test_what_is_left_to_the_sweeps_is_not_asked_for(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        with left_to_sweeps(SEND_JOB):
            enqueue(SEND_JOB, mail_id="4c0b5f9e-3a25-4b5e-9a3e-1f4f9f9d8f6f")
            enqueue(SWEEP_JOB)
        enqueue(SEND_JOB, mail_id="4c0b5f9e-3a25-4b5e-9a3e-1f4f9f9d8f6f")
    assert len(callbacks) == 2
