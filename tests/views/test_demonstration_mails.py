"""The mails of the demonstration can be read in the browser: nobody receives them, and the code is in one."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cesp_portal.common.mail.tasks import send_due_mails
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    cache.clear()
    settings.DEMONSTRATION = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    return tmp_path / "mails"


def write(*subjects: str, to: str = "alix@example.org", body: str = "Bonjour") -> None:
    with get_connection() as connection:
        connection.send_messages([EmailMessage(subject, body, to=[to]) for subject in subjects])


def test_code_is_read_where_the_page_says(client: Client) -> None:
    user = UserFactory(email="alix+stage@example.org")
    page = client.post(reverse("account_request_login_code"), {"email": user.email}, follow=True).text
    send_due_mails()
    there = re.search(r'href="(/demonstration/courriels/[^"]*)"', page)
    code = re.search(r"portail CESP : ([\w-]+)", client.get(there[1]).text)
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert client.session["_auth_user_id"] == str(user.id)


def test_last_message_comes_first_even_in_one_file(client: Client) -> None:
    write("Un premier objet", "Un second objet")
    page = client.get(reverse("demonstration_mails")).text
    assert page.index("Un second objet") < page.index("Un premier objet")


def test_accents_and_marks_are_shown_as_they_were_written(client: Client) -> None:
    write("Réponse à « l'été »", body="<b>É</b> http://127.0.0.1/lien/")
    page = client.get(reverse("demonstration_mails")).text
    assert "Réponse à « l&#x27;été »" in page
    assert "&lt;b&gt;É&lt;/b&gt;" in page
    assert '<a href="http://127.0.0.1/lien/"' in page


def test_files_joined_are_named(client: Client) -> None:
    with get_connection() as connection:
        mail = EmailMessage("Convocation", "Bonjour, é", to=["alix@example.org"])
        mail.attach("commission.ics", b"BEGIN:VCALENDAR", "text/calendar")
        connection.send_messages([mail])
    page = client.get(reverse("demonstration_mails")).text
    assert "Bonjour, é" in page
    assert "Fichiers joints : commission.ics" in page


def test_messages_of_others_are_left_out_when_an_address_is_given(client: Client) -> None:
    write("Pour Alix")
    write("Pour Camille", to="camille@example.org")
    page = client.get(reverse("demonstration_mails"), {"adresse": " Camille"}).text
    assert "Pour Camille" in page
    assert "Pour Alix" not in page


def test_empty_box_says_so(client: Client) -> None:
    assert "Aucun message pour le moment" in client.get(reverse("demonstration_mails")).text


def test_page_does_not_exist_outside_the_demonstration(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    write("Pour Alix")
    assert client.get(reverse("demonstration_mails")).status_code == 404
    assert "demonstration/courriels" not in client.get(reverse("account_login")).text
