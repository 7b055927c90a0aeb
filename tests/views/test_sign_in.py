"""Signing in by a code, by a password in the demonstration, and what a role opens afterwards."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS, PASSWORD
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.contracts import CampaignFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/compte/connexion/"
ENTER_CODE = "/compte/connexion/code/saisie/"


def signed_in_user(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def code_sent_to(email: str) -> str:
    body = OutgoingMail.objects.get(recipient=email).body
    return re.search(r"portail CESP : (\S+)", body)[1]


def without_chance(page: str, email: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page).replace(email, "")


@pytest.fixture(autouse=True)
def _no_attempt_remembered() -> None:
    cache.clear()


@pytest.fixture
def demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = True


def test_code_received_by_mail_opens_the_door(client: Client) -> None:
    user = UserFactory(email="alix@example.org")
    assert client.post(SIGN_IN, {"email": "Alix@example.org"}).url == ENTER_CODE
    client.post(ENTER_CODE, {"code": code_sent_to("alix@example.org")})
    assert signed_in_user(client) == str(user.id)


def test_wrong_code_opens_nothing_and_says_so_in_french(client: Client) -> None:
    UserFactory(email="alix@example.org")
    client.post(SIGN_IN, {"email": "alix@example.org"})
    page = client.post(ENTER_CODE, {"code": "FAUX-CODE"})
    assert signed_in_user(client) is None
    assert "Code incorrect" in page.text


def test_code_is_good_once(client: Client) -> None:
    UserFactory(email="alix@example.org")
    client.post(SIGN_IN, {"email": "alix@example.org"})
    code = code_sent_to("alix@example.org")
    client.post(ENTER_CODE, {"code": code})
    client.post(reverse("account_logout"))
    client.post(ENTER_CODE, {"code": code})
    assert signed_in_user(client) is None


def test_unknown_address_is_answered_as_a_known_one_by_the_same_work(client: Client) -> None:
    UserFactory(email="alix@example.org")
    pages, writes = [], []
    for email in ("alix@example.org", "nobody@example.org"):
        client.cookies.clear()
        with CaptureQueriesContext(connection) as asked:
            pages.append(client.post(SIGN_IN, {"email": email}))
        tables = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "\w+"')
        writes.append([match[0] for query in asked if (match := tables.match(query["sql"]))])
        pages.append(client.get(ENTER_CODE))
    assert pages[0].url == pages[2].url == ENTER_CODE
    assert without_chance(pages[1].text, "alix@example.org") == without_chance(
        pages[3].text, "nobody@example.org"
    )
    assert writes[0] == writes[1]
    assert 'INSERT INTO "mail_outgoingmail"' in writes[0]


def test_owner_of_an_unknown_address_learns_that_it_opens_nothing_and_gets_no_code(client: Client) -> None:
    client.post(SIGN_IN, {"email": "nobody@example.org"}, headers={"Host": "testserver"})
    message = OutgoingMail.objects.get()
    assert "n'ouvre aucun compte" in message.body
    assert "http://127.0.0.1:8000/acces/reprise/" in message.body
    assert "code" not in message.subject
    client.post(ENTER_CODE, {"code": "ABCDEF"})
    assert signed_in_user(client) is None


def test_person_who_mistyped_the_address_can_begin_again(client: Client) -> None:
    UserFactory(email="alix@example.org")
    page = client.post(SIGN_IN, {"email": "alxi@example.org"}, follow=True).text
    again = client.post(re.search(r'action="(/compte/deconnexion/[^"]*)"', page)[1])
    assert client.get(again.url).status_code == 200
    assert client.post(again.url, {"email": "alix@example.org"}).url == ENTER_CODE
    client.post(ENTER_CODE, {"code": code_sent_to("alix@example.org")})
    assert signed_in_user(client) is not None


def test_fourth_code_asked_in_a_minute_is_refused_with_a_sentence() -> None:
    answers = [Client().post(SIGN_IN, {"email": "alix@example.org"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Trop de tentatives" in answers[-1].text


def test_closed_account_gets_no_code(client: Client) -> None:
    UserFactory(email="alix@example.org", is_active=False)
    client.post(SIGN_IN, {"email": "alix@example.org"})
    assert signed_in_user(client) is None
    assert not OutgoingMail.objects.filter(subject__contains="code").exists()


def test_nobody_signs_up_alone(client: Client) -> None:
    page = client.post(
        "/compte/inscription/", {"email": "nouveau@example.org", "password1": "long-enough-42"}
    )
    assert page.status_code == 200
    assert "On ne s'inscrit pas seul" in page.text


def test_password_opens_the_demonstration_only(client: Client, settings: Settings) -> None:
    user = UserFactory(email="alix@example.org")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    credentials = {"login": "alix@example.org", "password": PASSWORD}
    client.post(SIGN_IN, credentials)
    assert signed_in_user(client) is None
    settings.DEMONSTRATION = True
    client.post(SIGN_IN, credentials)
    assert signed_in_user(client) == str(user.id)


def test_one_click_enters_as_a_listed_person(client: Client, demonstration: None) -> None:
    user = UserFactory(email=ACCOUNTS[0].email)
    client.post(reverse("demonstration_enter"), {"email": user.email})
    assert signed_in_user(client) == str(user.id)


def test_one_click_never_enters_as_somebody_who_is_not_listed(client: Client, demonstration: None) -> None:
    user = UserFactory(email="alix@example.org")
    page = client.post(reverse("demonstration_enter"), {"email": user.email})
    assert page.status_code == 422
    assert signed_in_user(client) is None


def test_one_click_does_not_exist_outside_the_demonstration(client: Client) -> None:
    user = UserFactory(email=ACCOUNTS[0].email)
    assert client.post(reverse("demonstration_enter"), {"email": user.email}).status_code == 404
    assert signed_in_user(client) is None
    assert "Entrer en un clic" not in client.get(SIGN_IN).text


def test_sign_in_page_of_the_demonstration_lists_its_people(client: Client, demonstration: None) -> None:
    page = client.get(SIGN_IN).text
    for account in ACCOUNTS:
        assert f'value="{account.email}"' in page


def test_sign_in_changes_the_session_identifier(client: Client) -> None:
    UserFactory(email="alix@example.org")
    client.post(SIGN_IN, {"email": "alix@example.org"})
    before = client.session.session_key
    client.post(ENTER_CODE, {"code": code_sent_to("alix@example.org")})
    assert client.session.session_key != before


def test_office_of_two_faculties_reads_everywhere_for_which_one_it_acts(client: Client) -> None:
    held = MembershipFactory(role=Role.SCOLARITE)
    other = MembershipFactory(user=held.user, role=Role.SCOLARITE, starts_on=dt.date(2021, 1, 1))
    foreign = CampaignFactory(faculty=held.faculty)
    client.force_login(held.user)
    client.post(reverse("switch_role"), {"membership": str(other.id)})
    page = client.get(reverse("office_campaigns")).text
    assert f"Vous agissez maintenant comme : Scolarité – {other.faculty}." in page
    assert f'<p class="fr-header__service-tagline">{other.faculty}</p>' in page
    assert f"<h1>Campagnes – {other.faculty}</h1>" in page
    assert f"Scolarité – {other.faculty}<span" in page
    # A page of the first one left open in another tab opens nothing and changes nothing.
    for route in ("campaign_detail", "campaign_dates", "list_upload"):
        assert client.get(reverse(route, args=[foreign.id])).status_code == 404
    posted = {"faculty": held.faculty.pk, "stream": "odontologie", "academic_year": "2026-2027"}
    assert client.post(reverse("campaign_new"), posted).status_code == 422


def test_person_switches_between_the_roles_held_today(client: Client) -> None:
    held = MembershipFactory(role=Role.REFERENT)
    other = MembershipFactory(user=held.user, role=Role.ADMINISTRATEUR, starts_on=dt.date(2021, 1, 1))
    client.force_login(held.user)
    before = client.session.session_key
    assert "Agir comme : Administrateur</button>" in client.get(reverse("footer-legal-notice")).text
    client.post(reverse("switch_role"), {"membership": str(other.id)})
    # Roles of one kind are told apart by their office.
    assert f"Agir comme : Référent ARS – {held.agency}</button>" in client.get(reverse("people")).text
    assert "Administrateur" in client.get(reverse("footer-legal-notice")).text
    assert client.session.session_key != before


@pytest.mark.parametrize("choice", ["foreign", "", "not an identifier"])
def test_role_of_somebody_else_or_of_nobody_is_not_found(client: Client, choice: str) -> None:
    held, foreign = MembershipFactory(), MembershipFactory(role=Role.ADMINISTRATEUR)
    client.force_login(held.user)
    membership = str(foreign.id) if choice == "foreign" else choice
    assert client.post(reverse("switch_role"), {"membership": membership}).status_code == 404


def test_withdrawn_role_stops_at_the_next_request(client: Client) -> None:
    membership = MembershipFactory(role=Role.REFERENT)
    client.force_login(membership.user)
    page = reverse("footer-legal-notice")
    assert "Référent ARS" in client.get(page).text
    membership.delete()
    assert "Référent ARS" not in client.get(page).text


def test_closed_account_is_signed_out_at_the_next_request(client: Client) -> None:
    membership = MembershipFactory()
    client.force_login(membership.user)
    membership.user.is_active = False
    membership.user.save(update_fields=["is_active"])
    assert membership.user.last_name not in client.get(reverse("home"), follow=True).text


def test_pages_of_a_signed_in_person_are_kept_by_no_cache(client: Client) -> None:
    client.force_login(MembershipFactory().user)
    assert client.get(reverse("footer-legal-notice"))["Cache-Control"] == "no-store, private"
