"""The obligations on the pages: one's own, the agency's alerts and nobody else's, the same rows in the files."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.models import Contract
from installations.models import RppsReading
from tests.factories.accounts import MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.factories.follow_up import ExchangeFactory
from tests.factories.installations import AT, PracticePeriodFactory, make_world
from tests.factories.surveys import InvitationFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def contract() -> Contract:
    """A person whose place the register contradicts, who missed a summons and answered no survey."""
    contract = make_world().contract
    period = PracticePeriodFactory(contract=contract, days=DateRange(TODAY - dt.timedelta(days=90), None))
    RppsReading.objects.create(period=period, extract="1", outcome="contradicted", read_at=AT)
    ExchangeFactory(contract=contract, planned=True, status="missed", closed_at=AT)
    invitation = InvitationFactory(contract=contract, survey__agency=contract.agency)
    survey = invitation.survey
    survey.status, survey.closed_at = "closed", AT
    survey.save(update_fields=["status", "closed_at"])
    return contract


def desk_of(contract: Contract) -> Client:
    client = Client()
    client.force_login(MembershipFactory(role=Role.REFERENT, agency=contract.agency).user)
    return client


def test_agency_sees_its_alerts_alone_and_takes_the_same_rows_away(contract: Contract) -> None:
    elsewhere = ContractFactory(expected_end_on=dt.date(2015, 1, 1), training_completed_on=None)
    desk = desk_of(contract)
    page = desk.get(reverse("obligation_watch")).text
    for sentence in (
        "Absence à une convocation",
        "Aucune réponse à la dernière enquête",
        "dit un autre lieu",
    ):
        assert sentence in page
    assert elsewhere.number not in page
    workbook = openpyxl.load_workbook(
        io.BytesIO(b"".join(desk.get(reverse("obligation_watch"), {"format": "xlsx"})))
    )
    rows = list(workbook.active.iter_rows(min_row=2, values_only=True))
    assert {row[2] for row in rows} == {contract.number}
    assert len(rows) == 2
    narrow = desk.get(reverse("obligation_watch"), {"obligation": "REGISTER"}).text
    assert contract.candidate.last_name in narrow
    assert 'href="?obligation=SUMMONS"' in narrow
    csv = b"".join(desk.get(reverse("obligation_watch"), {"format": "csv"})).decode()
    assert csv.count(contract.number) == 2


def test_person_and_referent_read_the_same_lines(contract: Contract) -> None:
    person = Client()
    person.force_login(User.objects.get(id=contract.user_id))
    mine = person.get(reverse("my_obligations")).text
    theirs = desk_of(contract).get(reverse("dossier", args=[contract.id]), {"onglet": "obligations"}).text
    for sentence in ("Absence à une convocation", "L&#x27;exercice court.", "dit un autre lieu"):
        assert sentence in mine
        assert sentence in theirs


def test_obligations_end_with_the_contract(contract: Contract) -> None:
    Contract.objects.filter(id=contract.id).update(status="completed", closed_on=TODAY)
    person = Client()
    person.force_login(User.objects.get(id=contract.user_id))
    assert "aucune obligation ne court" in person.get(reverse("my_obligations")).text
    assert "Aucune alerte" in desk_of(contract).get(reverse("obligation_watch")).text


def test_watch_asks_the_same_queries_whatever_the_number_of_files(
    contract: Contract, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        ContractFactory(candidate__campaign__faculty__agency=contract.agency)
    desk = desk_of(contract)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        desk.get(reverse("obligation_watch"))
