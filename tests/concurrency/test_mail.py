"""One message, many senders: it leaves once."""

import datetime as dt

import pytest

from cesp_portal.common.mail import services
from tests.callers import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def test_one_sender_in_ten_gets_the_message() -> None:
    mail = services.queue_mail(
        kind="tests.told", key="1", recipient="alix@example.org", subject="Objet", body="Texte", at=AT
    )

    def send(number: int) -> bool:
        return services.send_mail(mail_id=mail.id, at=AT)

    sent = all_at_once(send, 10)
    assert sorted(sent) == [False] * 9 + [True]
