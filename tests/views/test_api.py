"""The programs' door: one token per office, read only, nothing of another region."""

import datetime as dt
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import ApiToken, User
from cesp_portal.common.refusals import BadInput, Forbidden
from cesp_portal.dashboard.services.api_tokens import create_token, fingerprint, revoke_token
from contracts.models import Contract
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, UserFactory, make_actor
from tests.factories.contracts import ContractFactory
from tests.factories.payments import PaymentLineFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db

DAYS = {"depuis": "2026-02-01", "jusqu": "2026-02-28"}


def token(actor: Actor, *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    today = clock.today()
    return create_token(
        actor=actor,
        name="Essai",
        scopes=scopes or ("decisions", "payments"),
        expires_on=today + dt.timedelta(days=days),
        on=today,
        at=clock.instant(),
    )


@pytest.fixture
def contract() -> Contract:
    return ContractFactory(
        candidate__campaign__faculty__agency=AgencyFactory(region_code="76"), first_paid_month="2025-10"
    )


@pytest.fixture
def referent(contract: Contract) -> Actor:
    return make.make_person(Role.REFERENT, contract.agency, "Maud", "Castelnau")


def read(secret: str, route: str, *args: str, **query: str) -> object:
    return Client().get(reverse(route, args=args), query, headers={"Authorization": f"Bearer {secret}"})


def test_token_reads_its_region_and_nothing_else(contract: Contract, referent: Actor) -> None:
    foreign = ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    PaymentLineFactory(contract=contract, month="2025-10", amount=Decimal("1200.00"))
    _, secret = token(referent)
    told = read(secret, "api_events", **DAYS)
    assert [event["contrat"] for event in told.json()] == [contract.number]
    months = read(secret, "api_months", contract.number)
    assert months.json()[0] == {"mois": "2025-10", "du": True, "paye": "1200.00"}
    assert read(secret, "api_months", foreign.number).status_code == 404
    assert read(secret, "api_months", "inconnu").status_code == 404


def test_token_of_the_payer_reads_the_country(contract: Contract) -> None:
    ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    _, secret = token(make_actor(Role.PAYEUR))
    assert len(read(secret, "api_events", **DAYS).json()) == 2


def test_token_opens_only_its_scopes(contract: Contract, referent: Actor) -> None:
    _, secret = token(referent, "decisions")
    answer = read(secret, "api_months", contract.number)
    assert answer.status_code == 403
    assert "ne donne pas accès" in answer.json()["detail"]


def test_secret_is_kept_as_a_fingerprint_only(referent: Actor) -> None:
    made, secret = token(referent)
    assert made.secret_sha256 == fingerprint(secret)
    assert secret not in str(ApiToken.objects.values())


@pytest.mark.parametrize("how", ["unknown", "revoked", "expired", "absent"])
def test_token_that_opens_nothing_gets_401(referent: Actor, how: str) -> None:
    made, secret = token(referent)
    if how == "revoked":
        revoke_token(actor=referent, token=made, at=clock.instant())
    if how == "expired":
        ApiToken.objects.update(expires_on=clock.today())
    given = {"unknown": "x" * 43, "absent": ""}.get(how, secret)
    answer = read(given, "api_events", **DAYS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "expiré ou retiré" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"depuis": "hier", "jusqu": "2026-02-28"},
        {"depuis": "2020-01-01", "jusqu": "2026-01-01"},
        {"depuis": "2026-02-02", "jusqu": "2026-02-01"},
    ],
)
def test_bad_days_get_a_clear_answer(referent: Actor, query: dict[str, str]) -> None:
    _, secret = token(referent)
    answer = read(secret, "api_events", **query)
    assert answer.status_code == 422
    wrong = [name for name in ("depuis", "jusqu") if name not in query or query[name] == "hier"]
    said = answer.json()["detail"]
    assert all(name in said for name in wrong)
    assert ("AAAA-MM-JJ" if wrong else "au plus un an") in said


def test_last_days_of_the_calendar_are_days_like_others(referent: Actor) -> None:
    _, secret = token(referent)
    answer = read(secret, "api_events", depuis="9999-12-31", jusqu="9999-12-31")
    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize("number", ["XX-0000-0000", "a\x00b"])
def test_contract_out_of_reach_gets_a_clear_answer_in_json(referent: Actor, number: str) -> None:
    _, secret = token(referent)
    answer = Client().get(
        f"/api/v1/contrats/{quote(number)}/mois/", headers={"Authorization": f"Bearer {secret}"}
    )
    assert (answer.status_code, "Aucun contrat" in answer.json()["detail"]) == (404, True)


def test_only_offices_make_tokens_for_a_year_at_most(referent: Actor) -> None:
    with pytest.raises(BadInput, match="au plus un an"):
        token(referent, days=400)
    with pytest.raises(BadInput, match="portée"):
        token(referent, "tout")
    with pytest.raises(Forbidden):
        token(make_actor(Role.SCOLARITE))


def test_page_shows_the_secret_once(client: Client, referent: Actor) -> None:
    client.force_login(User.objects.get(id=referent.user_id))
    until = (clock.today() + dt.timedelta(days=30)).isoformat()
    made = client.post(reverse("api_tokens"), {"name": "Paie", "scopes": ["decisions"], "expires_on": until})
    secret = made.context["secret"]
    assert secret in made.text
    page = client.get(reverse("api_tokens")).text
    assert "Paie" in page
    assert secret not in page


def test_description_names_every_path_and_its_lock() -> None:
    schema = Client().get(reverse("api_openapi")).json()
    assert set(schema["paths"]) == {"/api/v1/evenements/", "/api/v1/contrats/{numero}/mois/"}
    assert all(path["get"]["security"] for path in schema["paths"].values())


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [("api_token_has_a_name", {"name": ""}), ("api_token_reads_something", {"scopes": []})],
)
def test_tokens_keep_their_constraints(constraint: str, wrong: dict[str, object]) -> None:
    facts = {
        "name": "Essai",
        "scopes": ["decisions"],
        "secret_sha256": "a" * 64,
        "created_at": clock.instant(),
        "created_by": UserFactory(),
        "expires_on": clock.today(),
    }
    with broken(constraint):
        ApiToken.objects.create(**facts | wrong)
