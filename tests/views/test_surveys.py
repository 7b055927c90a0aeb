"""The pages of a survey, for those who compose it and those who answer it."""

import datetime as dt
import html
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from contracts.models import Invitation, LinkRequest, Survey, SurveyAnswer, SurveyLink
from contracts.services.survey_links import token_hash
from contracts.tasks import sweep_surveys
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.factories.surveys import (
    InvitationFactory,
    SurveyAnswerFactory,
    SurveyFactory,
    SurveyLinkFactory,
    SurveyQuestionFactory,
)

Captures = Callable[[], AbstractContextManager[list[Callable[[], object]]]]
pytestmark = pytest.mark.django_db
TOKEN = "T" * 43
FAR = dt.date(2099, 12, 31)


@pytest.fixture
def invitation() -> Invitation:
    survey = SurveyFactory(opened=True, closes_on=FAR)
    SurveyQuestionFactory(survey=survey, position=1, kind="choice", choices=["Oui", "Non"], label="Content ?")
    SurveyQuestionFactory(survey=survey, position=2, kind="share", label="Quotité ?", fact="share")
    SurveyQuestionFactory(survey=survey, position=3, kind="document", label="Un document ?")
    invitation: Invitation = InvitationFactory(survey=survey)
    SurveyLinkFactory(
        invitation=invitation,
        token_hash=token_hash(TOKEN),
        issued_at=clock.instant(),
        expires_at=clock.instant() + dt.timedelta(days=1),
    )
    return invitation


@pytest.fixture
def referent_client(client: Client) -> Client:
    membership = MembershipFactory(role=Role.REFERENT, agency=AgencyFactory())
    client.force_login(membership.user)
    client.agency = membership.agency  # type: ignore[attr-defined]  # what the tests build in
    return client


def question_page(invitation: Invitation, position: int) -> str:
    return reverse("survey_answer", args=[invitation.id, position])


def enter(client: Client) -> None:
    assert client.post(reverse("survey_link", args=[TOKEN])).status_code == 302


def test_person_answers_by_the_link_alone_and_sends(client: Client, invitation: Invitation) -> None:
    page = client.get(reverse("survey_link", args=[TOKEN]))
    assert "Commencer à répondre" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"

    started = client.post(reverse("survey_link", args=[TOKEN]))
    assert TOKEN not in started.url

    assert client.post(question_page(invitation, 1), {"answer": "Oui"}).url == question_page(invitation, 2)
    client.post(question_page(invitation, 2), {"answer": "60 %"})
    client.post(reverse("survey_answers", args=[invitation.id]))

    done = client.get(reverse("survey_answers", args=[invitation.id])).content.decode()
    assert "Vos réponses sont envoyées" in done
    assert "60 %" in done
    assert invitation.proposals.get().proposed_value == "0.6"


def test_scanner_that_follows_the_link_uses_nothing_up(client: Client, invitation: Invitation) -> None:
    for _ in range(3):
        client.get(reverse("survey_link", args=[TOKEN]))
        client.head(reverse("survey_link", args=[TOKEN]))

    assert SurveyLink.objects.get().used_at is None
    assert client.get(reverse("survey_answers", args=[invitation.id])).status_code == 404
    enter(client)


def test_link_opened_twice_is_refused_like_an_unknown_one(client: Client, invitation: Invitation) -> None:
    enter(client)
    for method in (client.get, client.post):
        used = method(reverse("survey_link", args=[TOKEN]))
        unknown = method(reverse("survey_link", args=["U" * 43]))
        assert (used.status_code, unknown.status_code) == (404, 404)
        assert "Ce lien ne s'ouvre pas" in used.content.decode()
        assert used.headers["Cache-Control"] == "no-store, private"


def test_every_token_that_opens_nothing_gets_the_same_answer(client: Client, invitation: Invitation) -> None:
    """Unknown, altered, expired, replaced, used, of a closed survey, of somebody who left: nothing tells which."""
    spent = []
    for number, state in enumerate(("expired", "superseded", "used", "closed", "gone")):
        token = str(number) * 43
        made = SurveyLinkFactory(
            invitation=InvitationFactory(survey=SurveyFactory(opened=True, closes_on=FAR)),
            token_hash=token_hash(token),
            issued_at=clock.instant() - dt.timedelta(days=2),
            expires_at=clock.instant() + dt.timedelta(days=-1 if state == "expired" else 1),
            superseded_at=clock.instant() if state == "superseded" else None,
            used_at=clock.instant() if state == "used" else None,
        )
        if state == "closed":
            survey = made.invitation.survey
            survey.status, survey.closed_at = "closed", clock.instant()
            survey.save(update_fields=["status", "closed_at"])
        if state == "gone":
            made.invitation.contract.user.is_active = False
            made.invitation.contract.user.save(update_fields=["is_active"])
        spent.append(token)
    altered = [TOKEN[:-1], TOKEN + "T", TOKEN.lower(), TOKEN + "=", TOKEN + ".", TOKEN + "\n", TOKEN + "\x00"]
    altered += ["U" * 43, "x" * 10_000, TOKEN.replace("T", "Т"), "eyJhbGciOiJub25lIn0.e30.", *spent]
    for method in (client.get, client.post):
        answers = [method(reverse("survey_link", args=[token])) for token in altered]
        assert {answer.status_code for answer in answers} == {404}
        assert len({re.sub(r"nonce-[^']+|nonce=\"[^\"]+\"", "", answer.text) for answer in answers}) == 1
        assert len({answer.headers["Cache-Control"] for answer in answers}) == 1
    assert not SurveyLink.objects.filter(token_hash=token_hash(TOKEN), used_at__isnull=False).exists()
    enter(client)


def test_link_opens_only_its_own_invitation(client: Client, invitation: Invitation) -> None:
    other = InvitationFactory(survey=invitation.survey)
    enter(client)

    assert client.get(reverse("survey_answers", args=[other.id])).status_code == 404
    assert client.post(question_page(other, 1), {"answer": "Oui"}).status_code == 404
    assert not SurveyAnswer.objects.exists()


def test_link_does_not_sign_in(client: Client, invitation: Invitation) -> None:
    enter(client)

    assert client.get(reverse("my_surveys")).status_code == 302


def test_signed_in_person_answers_without_link(client: Client, invitation: Invitation) -> None:
    client.force_login(invitation.contract.user)

    assert invitation.survey.title in client.get(reverse("my_surveys")).content.decode()
    client.post(question_page(invitation, 1), {"answer": "Non"})

    assert invitation.answers.get().value == "Non"


def typed_so_far(client: Client, invitation: Invitation, position: int, typed: str) -> str:
    page = client.post(question_page(invitation, position), {"answer": typed}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    return page.text.strip()


def test_answer_is_kept_as_it_is_typed_and_says_when(client: Client, invitation: Invitation) -> None:
    enter(client)

    assert re.fullmatch(r"Enregistré à \d{1,2} h \d{2}\.", typed_so_far(client, invitation, 2, "60 %"))
    assert invitation.answers.get().value == "0.6"
    half_typed = typed_so_far(client, invitation, 2, "60 pour ce")
    assert half_typed.startswith("Pas encore enregistré : ")
    assert invitation.answers.get().value == "0.6"
    assert typed_so_far(client, invitation, 2, "").startswith("Réponse effacée")
    assert not invitation.answers.exists()


def test_answer_typed_after_the_close_says_that_it_is_not_kept(
    client: Client, invitation: Invitation
) -> None:
    enter(client)
    Survey.objects.update(status="closed", closed_at=clock.instant())

    assert "L'enquête est close" in html.unescape(typed_so_far(client, invitation, 1, "Oui"))
    assert not invitation.answers.exists()


def test_person_who_comes_back_resumes_at_the_first_question_without_answer(
    client: Client, invitation: Invitation
) -> None:
    enter(client)
    client.post(question_page(invitation, 1), {"answer": "Oui"})

    page = client.get(reverse("survey_answers", args=[invitation.id])).text

    assert "Reprendre à la question 2" in page


@pytest.mark.parametrize(
    ("position", "typed", "said"),
    [(1, "Peut-être", "réponses proposées"), (2, "beaucoup", "pourcentage"), (2, "0", "quotité")],
)
def test_answer_that_cannot_be_read_says_why_and_loses_nothing(
    client: Client, invitation: Invitation, position: int, typed: str, said: str
) -> None:
    enter(client)

    page = client.post(question_page(invitation, position), {"answer": typed})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert position == 1 or f'value="{typed}"' in page.content.decode()
    assert not invitation.answers.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", b"<svg onload=alert(1)>", "pas un document accept"),
        ("faux.pdf", b"%PDF-1.7 rien", "ne s&#x27;ouvre pas"),
        ("vide.pdf", b"", "fichier"),
        ("gros.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "10 Mo"),
    ],
)
def test_document_of_the_wrong_kind_is_refused_clearly(
    client: Client, invitation: Invitation, name: str, content: bytes, said: str
) -> None:
    enter(client)

    page = client.post(question_page(invitation, 3), {"answer": SimpleUploadedFile(name, content)})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not invitation.answers.exists()


def test_asking_for_a_link_tells_nobody_whether_an_address_is_known(
    client: Client, invitation: Invitation, django_capture_on_commit_callbacks: Captures
) -> None:
    """Same page, same statements, same job: the answer itself is written once nobody waits for it."""
    SurveyLink.objects.update(issued_at=clock.instant() - dt.timedelta(hours=1))
    known, unknown = (
        _asked(client, email, django_capture_on_commit_callbacks)
        for email in (invitation.contract.user.email, "inconnu@example.org")
    )

    assert known == unknown
    assert SurveyLink.objects.count() == 1
    sweep_surveys()
    assert SurveyLink.objects.count() == 2
    assert not LinkRequest.objects.exists()


def _asked(client: Client, email: str, captures: Captures) -> tuple[bytes, list[str], int]:
    """What can be seen of one request: its page, its statements without their values, its jobs."""
    with CaptureQueriesContext(connection) as queries, captures() as jobs:
        page = client.post(reverse("survey_ask_link"), {"email": email})
    return page.content, [re.sub(r"VALUES .*|\d+", "", query["sql"]) for query in queries], len(jobs)


def test_closed_survey_says_so(client: Client, invitation: Invitation) -> None:
    enter(client)
    Survey.objects.update(status="closed", closed_at=clock.instant())

    page = client.get(reverse("survey_answers", args=[invitation.id]))
    refused = client.post(question_page(invitation, 1), {"answer": "Oui"})

    assert "L'enquête est close" in page.content.decode()
    assert refused.status_code == 409


def test_referent_composes_freezes_and_opens_a_survey(referent_client: Client) -> None:
    ContractFactory(agency=referent_client.agency)  # type: ignore[attr-defined]
    created = referent_client.post(
        reverse("survey_new"),
        {"title": "Enquête", "population": "everyone", "closes_on": "2099-12-31", "reminders": "7, 21"},
    )
    survey = Survey.objects.get()
    assert created.url == reverse("survey", args=[survey.id])
    referent_client.post(
        reverse("question_new", args=[survey.id]),
        {"label": "Content ?", "kind": "choice", "choices": "Oui\nNon\n", "code": "content"},
    )
    assert "Content ?" in referent_client.get(reverse("survey_preview", args=[survey.id])).content.decode()
    for action in ("freeze", "open"):
        referent_client.post(reverse("survey_step", args=[survey.id]), {"action": action})

    survey.refresh_from_db()
    assert survey.status == "open"
    assert survey.reminder_days == [7, 21]
    assert "0 réponse sur 1" in referent_client.get(reverse("survey", args=[survey.id])).content.decode()


def test_question_refused_keeps_what_was_typed(referent_client: Client) -> None:
    survey = SurveyFactory(agency=referent_client.agency)  # type: ignore[attr-defined]

    page = referent_client.post(
        reverse("question_new", args=[survey.id]),
        {"label": "Une question écrite", "kind": "choice", "choices": "Seul", "code": "seul"},
    )

    assert page.status_code == 422
    assert "au moins deux choix" in page.content.decode()
    assert "Une question écrite" in page.content.decode()


def test_hint_typed_by_a_referent_is_shown_as_text(client: Client, invitation: Invitation) -> None:
    invitation.survey.questions.update(hint="<script>alert(1)</script>")
    enter(client)

    page = client.get(question_page(invitation, 1)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_results_file_says_what_the_page_says_and_holds_no_formula(referent_client: Client) -> None:
    survey = SurveyFactory(agency=referent_client.agency, opened=True, population_size=6)  # type: ignore[attr-defined]
    question = SurveyQuestionFactory(
        survey=survey, kind="choice", choices=["=1+1", "Non"], label="=HYPERLINK(1)"
    )
    for _ in range(6):
        invitation = InvitationFactory(
            survey=survey, started_at=clock.instant(), submitted_at=clock.instant()
        )
        SurveyAnswerFactory(invitation=invitation, question=question, value="=1+1")

    answer = referent_client.get(reverse("survey_results_file", args=[survey.id]))
    page = referent_client.get(reverse("survey_results", args=[survey.id])).content.decode()

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content))["Résultats"].iter_rows(values_only=True))
    assert rows[1] == ("=HYPERLINK(1)", "=1+1", "6", "100,0 %", None)
    assert "<f>" not in answer.content.decode("latin-1")
    assert "6 réponses sur 6" in page
