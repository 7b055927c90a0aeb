"""What people get wrong in the space: a clear page in French, what was typed still there, nothing changed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.models import StoredDocument
from contracts.models import Contract, FileMessage, LeaveRequest, SurveyAnswer
from tests.factories.accounts import MembershipFactory
from tests.factories.contracts import CandidateFactory, ContractFactory, TrainingSuspensionFactory
from tests.factories.surveys import InvitationFactory, SurveyQuestionFactory

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DAY = dt.timedelta(days=1)
STARTS, ENDS = TODAY + 60 * DAY, TODAY + 160 * DAY
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def contract(client: Client) -> Contract:
    """The contract of somebody signed in."""
    user = MembershipFactory(role=Role.SIGNATAIRE).user
    client.force_login(user)
    made: Contract = ContractFactory(candidate=CandidateFactory(user=user), user=user)
    return made


def ask_leave(client: Client, contract: Contract, evidence: bytes | None = PDF) -> HttpResponse:
    typed: dict[str, object] = {
        "motive": "maternite",
        "starts_on": STARTS.isoformat(),
        "last_day": ENDS.isoformat(),
        "action": "send",
        "seen": f"maternite|{STARTS.isoformat()}|{ENDS.isoformat()}|",
    }
    if evidence is not None:
        typed["evidence"] = SimpleUploadedFile("certificat.pdf", evidence, "application/pdf")
    return client.post(reverse("leave_new", args=[contract.id]), typed)


def test_leave_without_evidence_is_not_sent(client: Client, contract: Contract) -> None:
    page = ask_leave(client, contract, evidence=None)
    assert page.status_code == 422
    assert "Il manque le justificatif" in page.text
    assert STARTS.isoformat() in page.text
    assert not LeaveRequest.objects.exists()


def test_leave_is_sent_only_once_its_consequences_were_seen(client: Client, contract: Contract) -> None:
    typed = {"motive": "maternite", "starts_on": STARTS.isoformat(), "last_day": ENDS.isoformat()}
    address = reverse("leave_new", args=[contract.id])
    for again in (typed, typed | {"seen": "maternite|2020-01-01|2020-06-30|"}):
        upload = SimpleUploadedFile("certificat.pdf", PDF, "application/pdf")
        page = client.post(address, again | {"action": "send", "evidence": upload})
        assert page.status_code == 200
        assert "L&#x27;allocation s&#x27;arrêterait" in page.text
        assert "Justificatif" in page.text
        assert not LeaveRequest.objects.exists()
    assert "Vos réponses ont changé" in page.text
    assert ask_leave(client, contract).status_code == 302
    assert LeaveRequest.objects.count() == 1


def test_early_return_shows_what_it_changes_then_is_sent_once(client: Client, contract: Contract) -> None:
    suspension = TrainingSuspensionFactory(
        contract=contract, motive="maternite", starts_on=TODAY - 40 * DAY, ends_until=TODAY + 200 * DAY
    )
    address = reverse("early_return", args=[suspension.id])
    typed = {"last_day": (TODAY + 20 * DAY).isoformat()}
    page = client.post(address, typed | {"action": "send"})
    assert "L&#x27;allocation reprendrait" in page.text
    assert not LeaveRequest.objects.exists()
    seen = typed | {"action": "send", "seen": typed["last_day"]}
    assert client.post(address, seen).status_code == 302
    again = client.post(address, seen)
    assert again.status_code == 409
    assert "déjà demandé" in again.text
    assert LeaveRequest.objects.count() == 1


def test_contract_that_is_over_suspends_nothing(client: Client, contract: Contract) -> None:
    Contract.objects.filter(id=contract.id).update(status="terminated", closed_on=TODAY)
    assert "il n'y a plus rien à suspendre" in client.get(reverse("my_leaves")).text
    page = ask_leave(client, contract)
    assert page.status_code == 409
    assert not LeaveRequest.objects.exists()


@pytest.mark.parametrize("already", ["asked", "granted"])
def test_overlapping_leaves_are_not_sent(client: Client, contract: Contract, already: str) -> None:
    if already == "asked":
        assert ask_leave(client, contract).status_code == 302
    else:
        TrainingSuspensionFactory(contract=contract, starts_on=ENDS, ends_until=ENDS + 30 * DAY)
    before = LeaveRequest.objects.count()
    page = ask_leave(client, contract)
    assert page.status_code == 422
    assert "couvre déjà une partie de ces jours" in page.text
    assert LeaveRequest.objects.count() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00 not a document", "n&#x27;est pas un document accepté"),
        (b"%PDF-1.7 cut short", "Ce PDF ne s&#x27;ouvre pas"),
        (b"\x00" * 50 * 1024 * 1024, "Ce fichier dépasse 10 Mo"),
    ],
    ids=["wrong kind", "broken", "50 MB"],
)
def test_file_of_the_wrong_kind_or_size_is_refused_wherever_it_is_joined(
    client: Client, contract: Contract, content: bytes, said: str
) -> None:
    page = ask_leave(client, contract, evidence=content)
    assert page.status_code == 422
    assert said in page.text
    upload = SimpleUploadedFile("pièce.pdf", content, "application/pdf")
    page = client.post(reverse("thread", args=[contract.id]), {"body": "Voici ma pièce.", "files": upload})
    assert page.status_code == 422
    assert said in page.text
    assert "Voici ma pièce." in page.text
    assert not StoredDocument.objects.exists()
    assert not FileMessage.objects.exists()


@pytest.mark.parametrize("closed_by", ["the referent", "its last day"])
def test_answer_after_the_close_is_a_clear_page_and_keeps_nothing(
    client: Client, contract: Contract, closed_by: str
) -> None:
    last_day = TODAY - DAY if closed_by == "its last day" else TODAY + 30 * DAY
    invitation = InvitationFactory(
        contract=contract, survey__agency=contract.agency, survey__closes_on=last_day
    )
    survey = invitation.survey
    SurveyQuestionFactory(survey=survey, position=1)
    if closed_by == "the referent":
        survey.status, survey.closed_at = "closed", clock.instant()
        survey.save(update_fields=["status", "closed_at"])
    page = client.post(reverse("survey_answer", args=[invitation.id, 1]), {"answer": "Trop tard"})
    assert page.status_code == 409
    assert "L&#x27;enquête est close" in page.text
    assert not SurveyAnswer.objects.exists()


def test_file_of_somebody_else_does_not_exist(client: Client, contract: Contract) -> None:
    theirs = ContractFactory()
    for route in ("leave_new", "thread", "third_cycle_new"):
        answers = [
            client.post(reverse(route, args=[one]), {"body": "X"})
            for one in (theirs.id, contract.candidate_id)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert not FileMessage.objects.exists()
    assert client.post(reverse("print_statement", args=[theirs.id])).status_code == 404
