"""A file whose address is dead: claimed by anybody, linked by the referent alone, nothing revealed."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import IdentityCheck
from contracts.models import Contract, FileClaim
from contracts.selectors.claims import possible_files
from contracts.services import claims
from contracts.services.candidates import search_name
from tests.factories.access import FileClaimFactory
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.contracts import CandidateFactory, ContractFactory
from tests.services.test_addresses import token_sent_to
from tests.violations import broken

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
NEW = "alix@example.org"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def contract() -> Contract:
    candidate = CandidateFactory(
        last_name="ÉLOÏSE-MARTEL", first_name="Alix", search_name=search_name("ÉLOÏSE-MARTEL", "Alix")
    )
    made: Contract = ContractFactory(
        candidate=candidate, user=UserFactory(email="dead@etu.example.org"), number="76-2026-00042"
    )
    return made


@pytest.fixture
def referent(contract: Contract) -> Actor:
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=contract.agency))


def claimed(contract: Contract, at: dt.datetime = AT, **said: object) -> bool:
    facts = {
        "last_name": "Eloïse-Martel",
        "first_name": "ALIX",
        "born_on": contract.candidate.born_on,
        "email": NEW,
        "contract_number": "",
        "explanation": "",
    }
    return claims.ask_file(agency_id=contract.agency_id, at=at, **facts | said)


def waiting(contract: Contract) -> FileClaim:
    claimed(contract)
    return claims.confirm_claim(token=token_sent_to(NEW, "acces/reprise/lien"), at=AT)


def test_referent_links_the_file_once_identity_is_checked(contract: Contract, referent: Actor) -> None:
    claim = waiting(contract)
    [found] = possible_files(claim)
    assert (found.contract, found.same_name, found.same_birth) == (contract, True, True)
    claims.link_file(actor=referent, claim=claim, contract_id=contract.id, check=IdentityCheck.VIDEO, at=AT)
    contract.user.refresh_from_db()
    assert contract.user.email == NEW
    told = OutgoingMail.objects.filter(kind="accounts.address_replaced").values_list("recipient", flat=True)
    assert set(told) == {"dead@etu.example.org", NEW}
    line = Entry.objects.get(action="contracts.claim_linked")
    assert (line.subject_id, line.facts) == (contract.candidate_id, {"check": "video"})


def test_claim_is_shown_to_nobody_before_its_address_is_confirmed(
    contract: Contract, referent: Actor
) -> None:
    claimed(contract)
    claim = FileClaim.objects.get()
    with pytest.raises(Refusal):
        claims.link_file(
            actor=referent, claim=claim, contract_id=contract.id, check=IdentityCheck.VIDEO, at=AT
        )


def test_one_claim_at_a_time_per_address(contract: Contract) -> None:
    assert claimed(contract)
    assert not claimed(contract, at=AT + 9 * MINUTE)
    assert claimed(contract, at=AT + 11 * MINUTE)
    claims.confirm_claim(token=token_sent_to(NEW, "acces/reprise/lien"), at=AT + 12 * MINUTE)
    assert not claimed(contract, at=AT + 60 * MINUTE)
    assert FileClaim.objects.count() == 1


def test_public_form_says_the_same_to_everybody_and_reveals_nothing(
    contract: Contract, client: Client
) -> None:
    cache.clear()
    typed = {
        "last_name": "Eloise-Martel",
        "first_name": "Alix",
        "born_on": contract.candidate.born_on.isoformat(),
        "agency": str(contract.agency_id),
        "email": NEW,
    }
    known = client.post(reverse("claim_new"), typed)
    unknown = client.post(reverse("claim_new"), typed | {"last_name": "Personne", "email": "p@example.org"})
    existing = client.post(reverse("claim_new"), typed | {"email": contract.user.email})
    assert known.status_code == 200
    assert known.text == unknown.text == existing.text
    mails = OutgoingMail.objects.filter(kind="contracts.claim_confirm")
    assert not [mail for mail in mails if contract.number in mail.body or "artel" in mail.body.lower()]


def test_claim_of_somebody_elses_file_changes_nothing(contract: Contract, referent: Actor) -> None:
    claim = waiting(contract)
    claims.refuse_claim(actor=referent, claim=claim, reason="Identité non prouvée", at=AT)
    contract.user.refresh_from_db()
    assert contract.user.email == "dead@etu.example.org"
    said = OutgoingMail.objects.get(kind="contracts.claim_refused").body
    assert "Identité non prouvée" not in said
    assert contract.number not in said
    with pytest.raises(Refusal) as refused:
        claims.link_file(
            actor=referent, claim=claim, contract_id=contract.id, check=IdentityCheck.VIDEO, at=AT
        )
    assert refused.value.code == "CLAIM_ALREADY_EXAMINED"


def test_file_of_another_agency_is_neither_found_nor_linked(contract: Contract, referent: Actor) -> None:
    claim = waiting(contract)
    foreign = ContractFactory()
    assert foreign not in [one.contract for one in possible_files(claim)]
    with pytest.raises(BadInput):
        claims.link_file(
            actor=referent, claim=claim, contract_id=foreign.id, check=IdentityCheck.VIDEO, at=AT
        )


def test_referent_of_another_agency_examines_nothing(contract: Contract) -> None:
    stranger = actor_of(MembershipFactory(role=Role.REFERENT))
    with pytest.raises(Forbidden):
        claims.refuse_claim(actor=stranger, claim=waiting(contract), reason="Non", at=AT)


def test_address_of_another_account_is_not_linked(contract: Contract, referent: Actor) -> None:
    User.objects.create_user(NEW)
    with pytest.raises(Refusal) as refused:
        claims.link_file(
            actor=referent,
            claim=waiting(contract),
            contract_id=contract.id,
            check=IdentityCheck.VIDEO,
            at=AT,
        )
    assert refused.value.code == "ADDRESS_OPENS_ANOTHER_ACCOUNT"


def test_referent_links_and_refuses_from_the_page(
    contract: Contract, referent: Actor, client: Client
) -> None:
    claim = waiting(contract)
    client.force_login(User.objects.get(id=referent.user_id))
    page = reverse("claim", args=[claim.id])
    assert "76-2026-00042" in client.get(page).text
    assert "l&#x27;identité a été vérifiée" in client.post(page, {"contract": str(contract.id)}).text
    answer = client.post(page, {"contract": str(contract.id), "check_made": "in_person"}, follow=True)
    assert "rattaché à la nouvelle adresse" in answer.text
    assert client.post(page, {"refuse": "1", "reason": "Trop tard"}).status_code == 422


BREAKS: dict[str, Callable[[], object]] = {
    "claim_one_open_per_address": lambda: FileClaimFactory(email=FileClaimFactory().email),
    "claim_address_is_in_lower_case": lambda: FileClaimFactory(email="A@example.org"),
    "claim_link_expires_after_asking": lambda: FileClaimFactory(expires_at=AT.replace(year=2020)),
    "claim_examined_once_its_address_is_confirmed": lambda: FileClaimFactory(status="waiting"),
    "claim_linked_says_to_what_and_how": lambda: FileClaimFactory(
        status="linked", confirmed_at=AT, decided_at=AT, decided_by=UserFactory()
    ),
    "claim_decided_has_its_instant": lambda: FileClaimFactory(status="refused", confirmed_at=AT),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
