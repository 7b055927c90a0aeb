"""Outgoing mail: written with its event, claimed, sent once, retried, never lost."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.mail import services, tasks
from cesp_portal.common.mail.models import MailStatus, OutgoingMail
from tests.mail_server import MailServer, mail_server
from tests.violations import broken

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def queue(key: str = "offer-1", **changes: Any) -> OutgoingMail:
    facts = {
        "kind": "contracts.offer_sent",
        "key": key,
        "recipient": "alix@example.org",
        "subject": "Votre proposition de contrat",
        "body": "Répondez avant le 31 mars.",
        "at": AT,
    }
    return services.queue_mail(**(facts | changes))


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_event_told_twice_is_written_once() -> None:
    assert queue() == queue(subject="Autre chose")
    assert OutgoingMail.objects.get().subject == "Votre proposition de contrat"


def test_database_keeps_one_row_per_event() -> None:
    queue()
    with broken("mail_told_once"):
        OutgoingMail.objects.create(
            kind="contracts.offer_sent", key="offer-1", recipient="a@example.org", created_at=AT, due_at=AT
        )


def test_sent_mail_has_its_instant() -> None:
    mail = queue()
    with broken("mail_sent_has_its_instant"):
        OutgoingMail.objects.filter(id=mail.id).update(status=MailStatus.SENT)


def test_mail_being_sent_says_since_when() -> None:
    mail = queue()
    with broken("mail_being_sent_is_claimed"):
        OutgoingMail.objects.filter(id=mail.id).update(status=MailStatus.SENDING)


def test_subject_with_line_breaks_cannot_add_a_header() -> None:
    assert queue(subject="Objet\r\nBcc: x@example.org").subject == "Objet Bcc: x@example.org"


def test_message_reaches_a_real_server_with_its_own_identifier(smtp: MailServer) -> None:
    mail = queue()
    assert services.send_mail(mail_id=mail.id, at=AT)
    (received,) = smtp.messages
    assert received["To"] == "alix@example.org"
    assert received["Message-ID"] == f"<{mail.id}@example.org>"
    assert received.get_payload(decode=True).decode().strip() == "Répondez avant le 31 mars."
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at, mail.attempts) == (MailStatus.SENT, AT, 1)


def test_files_are_joined_as_they_were_stored(smtp: MailServer) -> None:
    """The same event told twice joins nothing more, and a file that is no longer itself does not leave."""
    day, letter = (
        store_document(actor=system_actor("essai"), content=content, filename=name, content_type=kind, at=AT)
        for content, name, kind in (
            ("DESCRIPTION:Été".encode(), "reunion.ics", "text/calendar"),
            (b"%PDF-1.7 \x00\xff", "convocation.pdf", "application/pdf"),
        )
    )
    told = services.Message(
        "essai", "1", "alix@example.org", "Convocation", "Bonjour", documents=(day, letter)
    )
    services.queue_mails([told], at=AT)
    services.queue_mails([told], at=AT)

    assert services.send_mail(mail_id=OutgoingMail.objects.get().id, at=AT)

    (message,) = smtp.messages
    _, first, second = message.get_payload()
    assert [first.get_filename(), second.get_filename()] == ["convocation.pdf", "reunion.ics"]
    assert first.get_payload(decode=True) == b"%PDF-1.7 \x00\xff"
    assert second.get_payload(decode=True).decode() == "DESCRIPTION:Été"
    assert second.get_content_type() == "text/calendar"


def test_a_damaged_file_holds_its_message_back(smtp: MailServer) -> None:
    document = store_document(
        actor=system_actor("essai"),
        content=b"lettre",
        filename="a.pdf",
        content_type="application/pdf",
        at=AT,
    )
    told = services.Message("essai", "1", "alix@example.org", "Convocation", "Bonjour", documents=(document,))
    services.queue_mails([told], at=AT)
    Path(document.file.path).write_bytes(b"autre")

    mail = OutgoingMail.objects.get()
    assert not services.send_mail(mail_id=mail.id, at=AT)

    mail.refresh_from_db()
    assert (mail.status, smtp.messages) == (MailStatus.PENDING, [])
    assert "DamagedDocument" in mail.last_error
    Path(document.file.path).unlink()


def test_sent_mail_never_leaves_again(smtp: MailServer) -> None:
    mail = queue()
    services.send_mail(mail_id=mail.id, at=AT)
    assert not services.send_mail(mail_id=mail.id, at=AT + dt.timedelta(days=1))
    assert len(smtp.messages) == 1


def test_claimed_mail_is_left_to_the_one_who_claimed_it_for_ten_minutes(smtp: MailServer) -> None:
    mail = queue()
    services.claim_mail(mail_id=mail.id, at=AT)
    assert services.claim_mail(mail_id=mail.id, at=AT + 10 * MINUTE) is None
    assert services.due_mail_ids(at=AT + 10 * MINUTE) == []
    assert services.due_mail_ids(at=AT + 11 * MINUTE) == [mail.id]
    assert services.send_mail(mail_id=mail.id, at=AT + 11 * MINUTE)


def test_refused_mail_is_tried_again_later_and_later_then_given_up(smtp: MailServer) -> None:
    smtp.refusal = "451 try later"
    mail, at, waits = queue(), AT, []
    while mail.status != MailStatus.FAILED:
        assert services.due_mail_ids(at=at) == [mail.id]
        assert not services.send_mail(mail_id=mail.id, at=at)
        mail.refresh_from_db()
        waits.append(mail.due_at - at)
        at = max(mail.due_at, at)
    assert waits[:-1] == list(services.RETRY_DELAYS)
    assert "451" in mail.last_error
    assert services.due_mail_ids(at=at + dt.timedelta(days=30)) == []


def test_mail_refused_once_leaves_at_the_next_try(smtp: MailServer) -> None:
    smtp.refusal = "451 try later"
    mail = queue()
    services.send_mail(mail_id=mail.id, at=AT)
    smtp.refusal = ""
    assert services.send_mail(mail_id=mail.id, at=AT + MINUTE)
    mail.refresh_from_db()
    assert (mail.attempts, mail.last_error) == (2, "")


def test_unreachable_server_loses_nothing(settings: Settings) -> None:
    with mail_server() as server:
        free_port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    mail = queue()
    assert not services.send_mail(mail_id=mail.id, at=AT)
    mail.refresh_from_db()
    assert (mail.status, mail.due_at) == (MailStatus.PENDING, AT + MINUTE)


def test_secret_text_is_erased_once_it_has_left(mailoutbox: list[EmailMessage]) -> None:
    mail = queue(erase_body_once_sent=True)
    services.send_mail(mail_id=mail.id, at=AT)
    mail.refresh_from_db()
    assert mail.body == ""
    assert mailoutbox[0].body == "Répondez avant le 31 mars."


def test_sweep_sends_what_no_job_sent(mailoutbox: list[EmailMessage]) -> None:
    queue("offer-1")
    queue("offer-2")
    tasks.send_due_mails()
    tasks.send_due_mails()
    assert len(mailoutbox) == 2
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {MailStatus.SENT}


def test_job_is_sent_once_the_event_is_committed(
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    settings: Settings,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        queue()
        queue()
    assert len(callbacks) == 1
    assert mailoutbox == []
