"""The frame of every page: header with the region, footer, error pages in the same dress, nothing written on GET."""

import datetime as dt
from fractions import Fraction

import pytest
from allauth.core.ratelimit import respond_429
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import path, reverse
from pytest_django import Settings

from cesp_portal import urls
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.read_only import ReadOnlyMethodsMiddleware, WriteOnRead
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
REFUSALS = {
    "taken": Refusal("TAKEN", "La place est prise.", "Attendez la suivante."),
    "bad": BadInput("BAD_DAY", "Ce jour n'existe pas."),
    "forbidden": Forbidden("Seule la direction signe."),
}


def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def refuse(request: HttpRequest, which: str) -> HttpResponse:
    raise REFUSALS[which]


urlpatterns = [
    *urls.urlpatterns,
    path("echec/", fail),
    path("refus/<str:which>/", refuse),
    path("trop/", respond_429),
]


@pytest.fixture
def with_failing_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def test_header_names_the_region_of_the_agent(client: Client) -> None:
    client.force_login(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="76")).user)
    page = client.get(reverse("footer-legal-notice")).text
    assert "ARS Occitanie" in page
    assert "Référent ARS" in page


def test_footer_says_the_state_of_accessibility(client: Client) -> None:
    assert "Accessibilité : non conforme" in client.get("/").text


def test_home_page_tells_each_kind_of_person_where_to_go(client: Client) -> None:
    page = client.get("/").text
    for kind in ("signataire", "scolarité", "référent", "candidat"):
        assert kind in page


def test_unknown_address_gets_a_page_in_french(client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert "fr-header" in response.text


def test_failure_gets_a_page_that_needs_nothing_that_may_fail_twice(with_failing_pages: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    response = client.get("/echec/")
    assert response.status_code == 500
    assert "Erreur inattendue" in response.text


@pytest.mark.parametrize(
    ("which", "status", "sentence"),
    [
        ("taken", 409, "La place est prise."),
        ("bad", 422, "Ce jour n&#x27;existe pas."),
        ("forbidden", 403, "Seule la direction signe."),
    ],
)
def test_refusal_says_what_is_wrong(
    client: Client, with_failing_pages: None, which: str, status: int, sentence: str
) -> None:
    client.force_login(UserFactory())
    response = client.get(f"/refus/{which}/")
    assert response.status_code == status
    assert sentence in response.text


def test_refusal_says_what_can_be_done(client: Client, with_failing_pages: None) -> None:
    client.force_login(UserFactory())
    page = client.get("/refus/taken/").text
    assert "Attendez la suivante." in page
    assert "Rien n'a été modifié" in page


def test_too_many_tries_get_a_page_in_french(client: Client, with_failing_pages: None) -> None:
    client.force_login(UserFactory())
    response = client.get("/trop/")
    assert response.status_code == 429
    assert "Trop d'essais" in response.text


def test_form_sent_from_an_expired_page_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/compte/connexion/", {"email": "alix@example.org"})
    assert response.status_code == 403
    assert "restée ouverte trop longtemps" in response.text


def test_page_that_is_looked_at_cannot_write() -> None:
    def write(request: HttpRequest) -> HttpResponse:
        User.objects.update(first_name="Changé")
        return HttpResponse()

    guarded = ReadOnlyMethodsMiddleware(write)
    with pytest.raises(WriteOnRead), transaction.atomic():
        guarded(RequestFactory().get("/"))
    assert guarded(RequestFactory().post("/")).status_code == 200


@pytest.mark.parametrize(
    "statement", ["DELETE FROM accounts_user", "  insert into accounts_user default values", "TRUNCATE x"]
)
def test_raw_statement_cannot_write_either(statement: str) -> None:
    def write(request: HttpRequest) -> HttpResponse:
        connection.cursor().execute(statement)
        return HttpResponse()

    with pytest.raises(WriteOnRead):
        ReadOnlyMethodsMiddleware(write)(RequestFactory().head("/"))


@pytest.mark.parametrize(
    "address", ["/", "/nulle-part/", "/compte/connexion/", "/trop/", "/echec/", "/refus/taken/"]
)
def test_every_answer_carries_the_security_headers(with_failing_pages: None, address: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    response = client.get(address)
    policy = {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split("; ")}
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[directive] == ["'none'"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_signed_in_person_without_role_reads_where_to_ask(client: Client) -> None:
    client.force_login(UserFactory())
    assert "Aucun rôle ne vous est donné" in client.get("/").text


@pytest.mark.parametrize("role", list(Role))
def test_each_role_signs_in_to_a_page_that_answers(client: Client, role: Role) -> None:
    client.force_login(MembershipFactory(role=role).user)
    assert client.get("/", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("day", "form", "text"),
    [
        (dt.date(2026, 7, 1), "j F Y", "1er juillet 2026"),
        (dt.date(2026, 2, 1), "l j F Y", "dimanche 1er février 2026"),
        (dt.date(2026, 7, 11), "j F Y", "11 juillet 2026"),
        (dt.date(2026, 7, 21), "j F Y", "21 juillet 2026"),
        (dt.date(2026, 7, 1), "d/m/Y", "01/07/2026"),
        (None, "j F Y", ""),
    ],
)
def test_the_first_of_a_month_is_written_as_the_french_do(day: dt.date | None, form: str, text: str) -> None:
    assert Template("{{ day|date:form }}").render(Context({"day": day, "form": form})) == text


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 lieu"),
        (1, "1 lieu"),
        (2, "2 lieux"),
        (Fraction(3, 2), "3/2 lieu"),
        ("2", "2 lieux"),
        ("?", "? lieu"),
    ],
)
def test_plural_begins_at_two(count: object, said: str) -> None:
    template = Template('{{ n }} lieu{{ n|pluralize:"x" }}')
    assert template.render(Context({"n": count})) == said
