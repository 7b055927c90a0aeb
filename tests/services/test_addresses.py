"""Addresses that open an account: confirmed by their holder, changed with the agreement of both sides."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts import addresses, services
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.accounts.enums import AddressPurpose, Role
from cesp_portal.common.accounts.models import AddressChange, User
from cesp_portal.common.accounts.selectors import actor_of, person_at
from cesp_portal.common.accounts.services import Person
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Refusal
from tests.factories.access import AddressChangeFactory
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
STUDENT, LASTING = "alix@etu.example.org", "alix@example.org"


@pytest.fixture
def alix() -> User:
    person: User = MembershipFactory(user=UserFactory(email=STUDENT, first_name="Alix")).user
    return person


def ask(person: User, email: str, purpose: AddressPurpose, at: dt.datetime = AT) -> AddressChange:
    actor = actor_of(person.memberships.get())
    return addresses.ask_address(actor=actor, purpose=purpose, email=email, at=at)


def token_sent_to(email: str, page: str = "adresses/lien") -> str:
    body = OutgoingMail.objects.filter(recipient=email, body__contains=page).order_by("-created_at")[0].body
    found = re.search(rf"{page}/([^/]+)/", body)
    assert found
    return found[1]


def test_second_address_opens_the_account_once_its_holder_has_confirmed(alix: User, client: Client) -> None:
    ask(alix, "Alix@Example.org", AddressPurpose.SECOND)
    assert person_at(LASTING) is None
    addresses.confirm_address(token=token_sent_to(LASTING), at=AT + HOUR)
    assert person_at(LASTING) == alix
    alix.refresh_from_db()
    assert alix.email == STUDENT
    cache.clear()
    client.post("/compte/connexion/", {"email": LASTING})
    sent = OutgoingMail.objects.get(recipient=LASTING, subject__contains="ode")
    client.post("/compte/connexion/code/saisie/", {"code": re.search(r"CESP : (\S+)", sent.body)[1]})
    assert client.session["_auth_user_id"] == str(alix.id)


def test_main_address_changes_when_both_sides_have_confirmed_and_closes_the_visits(
    alix: User, client: Client
) -> None:
    client.force_login(alix)
    ask(alix, LASTING, AddressPurpose.MAIN)
    addresses.confirm_address(token=token_sent_to(LASTING), at=AT)
    alix.refresh_from_db()
    assert alix.email == STUDENT
    addresses.confirm_address(token=token_sent_to(STUDENT), at=AT + HOUR)
    alix.refresh_from_db()
    assert alix.email == LASTING
    assert person_at(STUDENT) is None
    told = OutgoingMail.objects.filter(kind="accounts.address_replaced").values_list("recipient", flat=True)
    assert set(told) == {STUDENT, LASTING}
    assert client.get(reverse("my_addresses")).status_code == 302
    assert Entry.objects.filter(action="accounts.main_address_replaced", actor=alix).exists()


def test_link_serves_once_for_its_own_side_and_not_after_48_hours(alix: User) -> None:
    ask(alix, LASTING, AddressPurpose.MAIN)
    token = token_sent_to(LASTING)
    addresses.confirm_address(token=token, at=AT)
    for bad, at in ((token, AT), (token_sent_to(STUDENT), AT + 48 * HOUR), (token[:-1], AT), ("é" * 43, AT)):
        with pytest.raises(Refusal) as refused:
            addresses.confirm_address(token=bad, at=at)
        assert refused.value.code == "ADDRESS_LINK_UNUSABLE"
    alix.refresh_from_db()
    assert alix.email == STUDENT


def test_new_request_supersedes_the_links_of_the_one_before(alix: User) -> None:
    ask(alix, LASTING, AddressPurpose.SECOND)
    superseded = token_sent_to(LASTING)
    ask(alix, "autre@example.org", AddressPurpose.SECOND, at=AT + HOUR)
    with pytest.raises(Refusal):
        addresses.confirm_address(token=superseded, at=AT + HOUR)


def test_dropped_request_confirms_nothing(alix: User) -> None:
    ask(alix, LASTING, AddressPurpose.SECOND)
    addresses.drop_change(actor=actor_of(alix.memberships.get()), at=AT)
    with pytest.raises(Refusal):
        addresses.confirm_address(token=token_sent_to(LASTING), at=AT)


@pytest.mark.parametrize("held_as", ["main", "second"])
def test_address_of_another_account_is_said_to_its_holder_only(alix: User, held_as: str) -> None:
    other = UserFactory(email=LASTING if held_as == "main" else "autre@example.org")
    if held_as == "second":
        other.emailaddress_set.create(email=LASTING, verified=True)
    ask(alix, LASTING, AddressPurpose.SECOND)
    with pytest.raises(Refusal) as refused:
        addresses.confirm_address(token=token_sent_to(LASTING), at=AT)
    assert refused.value.code == "ADDRESS_OPENS_ANOTHER_ACCOUNT"
    assert person_at(LASTING) == other


def test_own_address_is_not_asked_again(alix: User) -> None:
    with pytest.raises(BadInput) as refused:
        ask(alix, STUDENT.upper(), AddressPurpose.SECOND)
    assert refused.value.code == "ADDRESS_ALREADY_YOURS"


def test_sixth_request_of_a_day_is_refused(alix: User) -> None:
    for number in range(5):
        ask(alix, f"essai{number}@example.org", AddressPurpose.SECOND)
    with pytest.raises(Refusal) as refused:
        ask(alix, LASTING, AddressPurpose.SECOND, at=AT + HOUR)
    assert refused.value.code == "ADDRESS_ASKED_TOO_OFTEN"


def test_removed_second_address_opens_nothing(alix: User) -> None:
    alix.emailaddress_set.create(email=LASTING, verified=True)
    addresses.remove_second_address(actor=actor_of(alix.memberships.get()), email=LASTING, at=AT)
    assert person_at(LASTING) is None


def test_file_opened_at_a_second_address_joins_the_account_that_has_it(alix: User) -> None:
    alix.emailaddress_set.create(email=LASTING, verified=True)
    opened = services.open_accounts([Person(LASTING, "Alix", "X")], role=Role.CANDIDAT, on=AT.date())
    ensured = services.ensure_person(
        actor=system_actor("essai"), email=LASTING, first_name="Alix", last_name="X", at=AT
    )
    assert opened == {LASTING: alix.id}
    assert ensured == alix


def test_looking_at_a_link_confirms_nothing_and_the_button_does(alix: User, client: Client) -> None:
    ask(alix, LASTING, AddressPurpose.SECOND)
    AddressChange.objects.update(expires_at=AT.replace(year=2099))
    page = reverse("address_link", args=[token_sent_to(LASTING)])
    assert client.get(page).status_code == client.get(page).status_code == 200
    assert person_at(LASTING) is None
    assert "ouvre désormais votre compte" in client.post(page).text
    assert client.post(page).status_code == client.get(page).status_code == 404


def again() -> object:
    return AddressChangeFactory(user=AddressChangeFactory().user)


BREAKS: dict[str, Callable[[], object]] = {
    "address_change_one_open_per_person": again,
    "address_change_main_has_two_sides": lambda: AddressChangeFactory(purpose="main"),
    "address_change_done_is_confirmed": lambda: AddressChangeFactory(done_at=AT),
    "address_change_is_in_lower_case": lambda: AddressChangeFactory(email="A@example.org"),
    "address_change_expires_after_asking": lambda: AddressChangeFactory(expires_at=AT.replace(year=2020)),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
