"""The page of an employer: it opens once, for thirty days, and a link that is not one says so."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.mail.services import send_mail
from installations.enums import PeriodStatus
from installations.models import PracticePeriod
from installations.services.employer_links import ask_employer
from tests.factories.installations import World, declared_period, make_world
from tests.services.test_employer_links import JUNE, LATER, token_of_last_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def token(zonings: None) -> str:
    world: World = make_world()
    period = declared_period(world, on=JUNE)
    ask_employer(actor=world.signatory, period=period, email="cabinet@example.org", at=LATER)
    return token_of_last_mail()


def test_an_employer_answers_once(token: str) -> None:
    address = reverse("employer_answer", args=[token])
    page = Client().get(address)
    assert "Maison de santé inventée, Fabrezan" in page.content.decode()
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == (
        "strict-origin",
        "no-store, private",
    )
    # Looking, as a mail scanner does, uses nothing up; an empty answer neither.
    assert Client().post(address, {"comment": "Bien reçu."}).status_code == 422
    assert "Merci" in Client().post(address, {"is_confirmed": "yes"}).content.decode()
    assert PracticePeriod.objects.get().status == PeriodStatus.SUPPORTED
    for answer in (Client().get(address), Client().post(address, {"is_confirmed": "no"})):
        assert answer.status_code == 409
        assert "Ce lien ne s&#x27;ouvre pas" in answer.content.decode()
    assert PracticePeriod.objects.get().status == PeriodStatus.SUPPORTED


def test_an_expired_or_forged_link_says_the_same_and_changes_nothing(token: str) -> None:
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    answers = [Client().post(reverse("employer_answer", args=[forged]), {"is_confirmed": "yes"})]
    with time_machine.travel(LATER + dt.timedelta(days=30), tick=False):
        answers.append(Client().post(reverse("employer_answer", args=[token]), {"is_confirmed": "yes"}))
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("il a déjà servi, il a expiré" in answer.content.decode() for answer in answers)
    assert PracticePeriod.objects.get().status == PeriodStatus.DECLARED


def test_the_secret_is_forgotten_once_the_message_has_left(token: str) -> None:
    mail = OutgoingMail.objects.get(kind="installations.employer_asked")
    send_mail(mail_id=mail.id, at=LATER)
    mail.refresh_from_db()
    assert token not in mail.body
