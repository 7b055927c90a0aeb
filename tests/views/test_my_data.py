"""My data: everything of mine, nothing of others, the same on the page and in the files."""

import io
import json

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry, Reading
from cesp_portal.common.journal.services import record
from cesp_portal.dashboard.selectors.my_data import HELD_BY_CANDIDATE, HELD_BY_CONTRACT, data_of, title_of
from contracts.models import Contract
from installations.models import Decision
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


def test_journal_is_told_in_words(client: Client, contract: Contract) -> None:
    record(
        actor=Actor(user_id=contract.user_id, name="Alix", role=Role.SIGNATAIRE),
        action="contracts.wish_filed",
        obj=contract,
        at=clock.instant(),
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts={"rang": 2},
    )
    client.force_login(contract.user)

    page = client.get(reverse("my_data")).text

    for said in ("Vœu de sixième année déposé", str(Role.SIGNATAIRE.label), contract.agency.name, "rang : 2"):
        assert f">{said}<" in page
    assert "contracts.wish_filed" not in page


# What leads to a person and is not in their data, and why.
KEPT_APART = {
    "CommissionOpinion": "notes of a jury, that the faculty gives on request",
    "MemberOpinion": "notes of a jury, that the faculty gives on request",
    "CommissionMember": "an agent's seat",
    "PaymentGap": "what an agent has to explain, made of the lines that are given",
    "SurveyLink": "fingerprints of links",
    "Hearing": "several people at once: each reads the outcome in their request",
    "TransferOpinion": "work between two agencies; the decision says it",
    "CaseMessage": "notes between agents about a request",
    "DossierVisit": "how far an agent has read; the readings are given",
    "WorkNote": "an agent's own note of work",
    "MonthCount": "counts for the steering figures, made anew from the statement that is given",
    "ChangedFile": "a note that a file waits to be counted again",
    "Absence": "an agent's absences",
    "Signatory": "an agent's delegation",
}
OTHER_WAYS = {"Decision", "ContactRecord", "NoticeChoice", "Candidate", "Offer", "Contract", "FileClaim"}
LEADS = {"contract", "candidate", "request", "period", "letter", "message", "invitation", "project"}


HELD = (*HELD_BY_CANDIDATE, *(model for model, _ in HELD_BY_CONTRACT))


def test_every_table_that_leads_to_a_person_is_in_their_data_or_says_why_not() -> None:
    held = {model.__name__ for model in HELD} | OTHER_WAYS | set(KEPT_APART)
    apps_of_the_portal = {"contracts", "installations", "dashboard"}
    leading = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in apps_of_the_portal
        and any(field.is_relation and field.name in LEADS for field in model._meta.concrete_fields)
    }
    assert leading <= held, leading - held


def test_each_kind_of_row_has_a_title_of_its_own() -> None:
    others = [apps.get_model("contracts", name) for name in sorted(OTHER_WAYS - {"Decision"})]
    titles = [title_of(model) for model in (*HELD, *others, Decision, Entry, Reading)]
    assert sorted(set(titles)) == sorted(titles)


def test_somebody_without_a_file_costs_few_questions(
    contract: Contract, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    agent = MembershipFactory(role=Role.REFERENT).user
    with django_assert_max_num_queries(8):
        titles = [section.title for section in data_of(Actor(agent.id, "Agent", Role.REFERENT))]
    assert titles
    theirs = {title_of(Contract), title_of(Entry), *(title_of(model) for model in HELD)}
    assert not theirs & set(titles)


def test_nothing_of_another_person_is_there(client: Client, contract: Contract) -> None:
    other = ContractFactory(number="LE-SIEN")
    FileMessageFactory(contract=other, body="message étranger")
    client.force_login(contract.user)

    for route in ("my_data", "my_data_json"):
        text = client.get(reverse(route)).content.decode()
        assert "LE-SIEN" not in text
        assert "étranger" not in text


def test_agent_who_opens_the_file_leaves_one_line_a_day_that_the_person_reads(
    client: Client, contract: Contract
) -> None:
    agent = MembershipFactory(role=Role.REFERENT, agency=contract.agency, user__last_name="Lecteur").user
    reader, other = Client(), Client()
    reader.force_login(agent)
    for route in ("dossier", "thread", "contact_list"):
        assert reader.get(reverse(route, args=[contract.id])).status_code == 200
    other.force_login(MembershipFactory(role=Role.REFERENT).user)
    assert other.get(reverse("dossier", args=[contract.id])).status_code == 404
    client.force_login(contract.user)
    assert client.get(reverse("thread", args=[contract.id])).status_code == 200
    [line] = client.get(reverse("my_data_json")).json()["Qui a lu mon dossier"]
    assert (line["Lu par"], line["Rôle"]) == (str(agent), "Référent ARS")
    assert "Lecteur" in client.get(reverse("my_data")).text
    pdf = PdfReader(io.BytesIO(client.get(reverse("my_data_pdf")).content))
    assert "Lecteur" in "".join(page.extract_text() for page in pdf.pages)


def test_correction_asked_reaches_the_referent_in_the_thread(client: Client, contract: Contract) -> None:
    client.force_login(contract.user)
    typed = {"about": "Contrats", "wanted": "Ma spécialité est la pédiatrie."}
    page = client.post(reverse("my_data"), typed, follow=True)
    assert "La demande de correction est envoyée" in page.text
    assert "Correction demandée le" in page.text
    assert (
        contract.messages.get().body == "Correction demandée : Contrats.\n\nMa spécialité est la pédiatrie."
    )
    assert client.post(reverse("my_data"), typed | {"wanted": " "}).status_code == 422
    assert contract.messages.count() == 1
