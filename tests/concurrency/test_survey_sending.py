"""The sending of a survey, killed again and again: nobody is left out, and each kill repeats at most one message."""

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import Settings

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.mail import services as mail
from cesp_portal.common.mail.models import MailStatus, OutgoingMail
from contracts.services import survey_links
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.mail_server import MailServer, mail_server
from tests.services.surveys.story import AT, ON, SWEEP, opened

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, BATCH = 24, 5
KILLS = 40 if "PROOF_ROUNDS" in os.environ else 3
RESTART = dt.timedelta(minutes=11)  # after which a message that a dead worker held is taken again


@pytest.fixture
def outside(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def work(at: dt.datetime) -> None:
    """Do what the sweeps do: issue the links that are due, then send what is due."""
    survey_links.send_due_links(actor=SWEEP, at=at, on=ON)
    while due := mail.due_mail_ids(at=at, limit=BATCH):
        for mail_id in due:
            mail.send_mail(mail_id=mail_id, at=at)


def killed_once_it_has_sent(count: int, server: MailServer, at: dt.datetime) -> None:
    """Let a worker run until the mail server has ``count`` messages, then kill it without a word."""
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=work, args=(at,), daemon=True)
    worker.start()
    give_up = time.monotonic() + 30
    while len(server.messages) < count and worker.is_alive() and time.monotonic() < give_up:
        time.sleep(0.001)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join(timeout=10)


def test_killed_sender_leaves_nobody_out_and_repeats_at_most_one_message_per_kill(
    outside: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey_links, "BATCH", BATCH)
    agency = AgencyFactory()
    people = [ContractFactory(candidate__campaign__faculty__agency=agency).user for _ in range(PEOPLE)]
    opened(actor_of(MembershipFactory(role=Role.REFERENT, agency=agency)))

    at = AT
    for kill in range(KILLS):
        killed_once_it_has_sent(kill * PEOPLE // (KILLS + 1), outside, at)
        at += RESTART
    work(at)

    received = Counter(message["To"] for message in outside.messages)
    assert set(received) == {person.email for person in people}
    assert sum(received.values()) - PEOPLE <= KILLS
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {MailStatus.SENT}
    assert OutgoingMail.objects.count() == PEOPLE
