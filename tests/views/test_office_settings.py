"""The settings of an agency, page by page: shown, previewed, kept; nothing typed is lost."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.models import User
from cesp_portal.dashboard.models import RegionalValue
from contracts.models import OfficeContact
from installations.models import LetterText
from tests.factories import installations as make
from tests.services.test_office_settings import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(zonings: None) -> make.World:
    return make.make_world()


@pytest.fixture
def referent(client: Client, world: make.World) -> Client:
    client.force_login(User.objects.get(id=world.referent.user_id))
    return client


def test_home_leads_to_every_setting(referent: Client) -> None:
    page = referent.get(reverse("settings_home")).text
    for route in ("settings_identity", "settings_rules", "letter_texts", "delegations", "settings_contacts"):
        assert reverse(route) in page
        assert referent.get(reverse(route)).status_code == 200


def test_rule_is_previewed_then_recorded_and_the_page_of_a_file_follows_it(
    referent: Client, world: make.World
) -> None:
    url = reverse("settings_rules")
    typed = {
        "rule": "deferral_max_months",
        "value": "6",
        "starts_on": world.contract.training_completed_on.isoformat(),
        "source": "Décision inventée",
    }
    shown = referent.post(url, typed)
    assert "Rien n'est encore enregistré" in shown.text
    assert world.contract.candidate.full_name in shown.text
    assert not RegionalValue.objects.exists()
    stale = referent.post(url, typed | {"value": "5", "seen": shown.context["seen"]})
    assert (stale.status_code, RegionalValue.objects.count()) == (409, 0)
    assert 'value="5"' in stale.text, "what was typed is still there"
    referent.post(url, typed | {"seen": shown.context["seen"]})
    row = RegionalValue.objects.get()
    assert (row.value, row.source) == (6, "Décision inventée")
    again = referent.post(url, typed)
    assert again.status_code == 409
    assert "vaut déjà à partir du" in again.text
    referent.post(reverse("settings_rule_withdraw", args=[row.id]), {"reason": "Erreur"})
    assert "Erreur" in referent.get(url).text


def test_identity_keeps_what_was_typed_when_the_image_is_refused(referent: Client, world: make.World) -> None:
    url = reverse("settings_identity")
    typed = {
        "directorate": "Direction neuve",
        "address": "1 rue neuve",
        "email": "a@example.org",
        "court": "TA",
    }
    answer = referent.post(url, typed | {"logo": SimpleUploadedFile("x.png", b"<svg/>")})
    assert answer.status_code == 422
    assert "Direction neuve" in answer.text
    referent.post(url, typed | {"logo": SimpleUploadedFile("x.png", png())})
    world.agency.refresh_from_db()
    assert (world.agency.directorate, world.agency.logo.content_type) == ("Direction neuve", "image/png")


def test_directory_is_written_and_ended(referent: Client) -> None:
    url = reverse("settings_contacts")
    today = clock.today()
    typed = {"kind": "department", "department_code": "34", "name": "DD34", "starts_on": today.isoformat()}
    assert "ni courriel" in referent.post(url, typed).text
    referent.post(url, typed | {"phone": "04 00 00 00 00"})
    contact = OfficeContact.objects.get()
    assert "DD34" in referent.get(url).text
    referent.post(reverse("settings_contact_end", args=[contact.id]), {"last_day": today.isoformat()})
    contact.refresh_from_db()
    assert contact.last_day == today


def test_text_is_written_versioned_and_ended(referent: Client) -> None:
    today = clock.today()
    typed = {
        "place": "paragraph",
        "title": "Bienvenue",
        "text": "Bienvenue dans la région.",
        "kinds": ["installation"],
        "outcomes": ["granted"],
        "source": "Décision inventée",
        "since_on": today.isoformat(),
    }
    assert referent.post(reverse("letter_text_new"), typed | {"text": ""}).status_code == 422
    referent.post(reverse("letter_text_new"), typed)
    text = LetterText.objects.get()
    next_version = reverse("letter_text_version", args=[text.id])
    assert "Bienvenue dans la région." in referent.get(next_version).text
    assert referent.post(next_version, typed).status_code == 409
    later = (today + dt.timedelta(days=10)).isoformat()
    referent.post(next_version, typed | {"since_on": later, "text": "Bienvenue à tous."})
    page = referent.get(reverse("letter_texts")).text
    assert "Bienvenue à tous." in page
    newest = LetterText.objects.get(version=2)
    referent.post(reverse("letter_text_end", args=[newest.id]), {"last_day": later})
    newest.refresh_from_db()
    assert newest.ends_until is not None


def test_test_letter_is_a_pdf(referent: Client) -> None:
    asked = {"kind": "installation", "outcome": "granted", "on": clock.today().isoformat()}
    answer = referent.get(reverse("letter_proof"), asked)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
