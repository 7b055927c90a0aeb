"""Files that candidates join: judged by their bytes, handed back as attachments that no browser opens."""

import io

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.documents.intake import MAX_SIZE
from contracts.models import Candidate, CandidatePiece
from tests.factories.accounts import make_actor
from tests.factories.contracts import CampaignFactory, CandidateFactory

pytestmark = pytest.mark.django_db
IN_TIME = "2025-11-12 12:00:00+01:00"


def pdf() -> bytes:
    content = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(content)
    return content.getvalue()


@pytest.fixture
def candidate() -> Candidate:
    actor = make_actor(Role.CANDIDAT)
    return CandidateFactory(campaign=CampaignFactory(), user_id=actor.user_id)


@pytest.fixture
def browser(candidate: Candidate) -> Client:
    return browser_of(User.objects.get(id=candidate.user_id))


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def join(
    browser: Client, candidate: Candidate, content: bytes, name: str, kind: str = "application/pdf"
) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type=kind)
    with time_machine.travel(IN_TIME, tick=False):
        return browser.post(
            reverse("candidate_piece_join", args=[candidate.id, "identite"]), {"file": file}, follow=True
        )


def handed_over(browser: Client) -> HttpResponse:
    with time_machine.travel(IN_TIME, tick=False):
        return browser.get(reverse("candidate_piece", args=[CandidatePiece.objects.get().id]))


def test_a_piece_comes_back_as_it_was_sent_and_only_to_be_saved(
    browser: Client, candidate: Candidate
) -> None:
    content = pdf() + b"<html><script>alert(1)</script></html>"
    join(browser, candidate, content, '../pièce "d’identité".html', kind="text/html")

    answer = handed_over(browser)

    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''pi%C3%A8ce%20didentit%C3%A9.pdf"
    )


def test_a_piece_does_not_exist_for_another_candidate(browser: Client, candidate: Candidate) -> None:
    join(browser, candidate, pdf(), "carte.pdf")
    other = User.objects.get(id=make_actor(Role.CANDIDAT).user_id)

    assert handed_over(browser_of(other)).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"x", "un document accepté"),
        (pdf()[:40], "Ce PDF ne s"),
        (b"<html><script>alert(1)</script>", "un document accepté"),
        (pdf() + bytes(MAX_SIZE), "Ce fichier dépasse 10 Mo."),
    ],
    ids=["empty", "one byte", "truncated", "web page", "too big"],
)
def test_what_is_not_a_document_is_refused_with_what_to_do(
    browser: Client, candidate: Candidate, content: bytes, sentence: str
) -> None:
    answer = join(browser, candidate, content, "carte.pdf")

    assert answer.status_code in {409, 422}
    assert sentence in answer.content.decode()
    assert not CandidatePiece.objects.exists()
