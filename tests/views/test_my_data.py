"""My data: everything of mine, nothing of others, the same on the page and in the files."""

import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cesp_portal.common.accounts.enums import Role
from contracts.models import Contract
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.contracts import CandidateFactory, ContractFactory, TrainingSuspensionFactory
from tests.factories.follow_up import ContactRecordFactory, FileMessageFactory
from tests.factories.surveys import SurveyAnswerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    user = UserFactory()
    MembershipFactory(user=user, role=Role.SIGNATAIRE)
    made: Contract = ContractFactory(candidate=CandidateFactory(user=user), user=user, number="LE-MIEN")
    return made


def test_files_hold_every_kind_of_row_and_the_page_shows_them(client: Client, contract: Contract) -> None:
    FileMessageFactory(contract=contract, body="mon message")
    TrainingSuspensionFactory(contract=contract)
    ContactRecordFactory(contract=contract, summary="note interne")
    ContactRecordFactory(contract=contract, summary="note partagée", visibility="shared")
    SurveyAnswerFactory(invitation__contract=contract, value="ma réponse")
    client.force_login(contract.user)

    page = client.get(reverse("my_data")).content.decode()
    held = json.loads(client.get(reverse("my_data_json")).content)
    pdf = PdfReader(io.BytesIO(client.get(reverse("my_data_pdf")).content))
    printed = "\n".join(sheet.extract_text() for sheet in pdf.pages)

    for text in ("LE-MIEN", "mon message", "note partagée", "ma réponse", contract.user.email):
        assert text in page
        assert text in json.dumps(held, ensure_ascii=False)
        assert text in printed
    assert "note interne" not in page + printed + json.dumps(held, ensure_ascii=False)
    assert held["Suspensions pendant la formation"][0]["Motif"] == "Maternité"
    assert "password" not in json.dumps(held).lower()


def test_nothing_of_another_person_is_there(client: Client, contract: Contract) -> None:
    other = ContractFactory(number="LE-SIEN")
    FileMessageFactory(contract=other, body="message étranger")
    client.force_login(contract.user)

    for route in ("my_data", "my_data_json"):
        text = client.get(reverse(route)).content.decode()
        assert "LE-SIEN" not in text
        assert "étranger" not in text
