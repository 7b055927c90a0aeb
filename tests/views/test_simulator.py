"""The simulator's page: public, prefilled for a signatory, and it never writes."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from contracts.enums import ContractStatus
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.contracts import CandidateFactory, ContractFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "situation-profession": "medecine",
    "situation-track": "etudiant",
    "situation-region": "76",
    "situation-applied_on": "2023-11-20",
    "situation-concluded_on": "2024-07-12",
    "situation-first_paid_month": "2023-10",
    "situation-cycle_at_application": "2",
    "situation-internship_started_on": "2026-11-02",
    "si-training_ends_on": "2030-10-31",
    "si-third_cycle_requested_on": "2026-11-20",
    "si-ends_on": "2026-03-31",
}


def test_visitor_compares_with_typed_facts(client: Client) -> None:
    page = client.post(reverse("simulator"), TYPED).content.decode()

    assert "<td>85\xa0mois</td>" in page
    assert "<strong>39\xa0mois</strong>" in page
    assert "<strong>38\u202f568,90\xa0€</strong>" in page


def test_form_of_suppositions_says_once_that_nothing_is_required(client: Client) -> None:
    page = client.get(reverse("simulator")).content.decode()

    suppositions = page[page.index("Ce que je suppose") :]
    assert "Rien n'est obligatoire" in suppositions
    assert "Optionnel" not in suppositions


def test_signatory_starts_from_the_file(client: Client) -> None:
    user = UserFactory()
    MembershipFactory(user=user, role=Role.SIGNATAIRE)
    contract = ContractFactory(candidate=CandidateFactory(user=user), user=user)
    client.force_login(user)

    page = client.post(reverse("simulator"), {"si-training_ends_on": "2032-10-31"}).content.decode()

    assert contract.number in page
    assert "Ma situation" not in page
    assert "85\xa0mois" in page


def test_contract_that_is_over_is_not_simulated(client: Client) -> None:
    user = UserFactory()
    MembershipFactory(user=user, role=Role.SIGNATAIRE)
    contract = ContractFactory(
        candidate=CandidateFactory(user=user),
        user=user,
        status=ContractStatus.TERMINATED,
        closed_on=dt.date(2026, 3, 31),
    )
    client.force_login(user)

    page = client.get(reverse("simulator")).text

    assert f"Votre contrat {contract.number} : rompu le 31 mars 2026" in page
    assert "Ma situation" in page
    assert client.post(reverse("simulator"), {"si-ends_on": "2027-01-01"}).status_code == 422


def test_nothing_is_written(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post(reverse("simulator"), TYPED)

    assert not [one for one in queries if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"si-leave_from": "2027-01-01"}, "le dernier jour"),
        ({"si-deferral_from": "2031-01-01", "si-deferral_to": "2030-01-01"}, "précède"),
        ({"si-practice_percent": "0"}, "de 1 à 100"),
        ({"situation-applied_on": "2025-01-01"}, "contredisent"),
        ({"situation-first_paid_month": "octobre"}, "par exemple 2023-10"),
        ({"si-training_ends_on": "30/02/2027"}, "existe pas"),
    ],
)
def test_contradiction_is_said_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, str], said: str
) -> None:
    answer = client.post(reverse("simulator"), TYPED | changes)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="2024-07-12"' in answer.content.decode()


def test_answer_comes_in_less_than_two_tenths_of_a_second(client: Client) -> None:
    client.post(reverse("simulator"), TYPED)
    spent = []
    for _ in range(5):
        started = time.process_time()
        client.post(reverse("simulator"), TYPED)
        spent.append(time.process_time() - started)

    assert min(spent) < dt.timedelta(milliseconds=200).total_seconds()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"si-leave_motive": "maternite", "si-leave_from": "2010-03-01", "si-leave_to": "2010-09-01"},
            "Aucune règle n&#x27;est connue pour une date si ancienne",
        ),
        (
            {"si-leave_motive": "maternite", "si-leave_from": "2027-03-01"},
            "Indiquez le premier et le dernier jour",
        ),
        ({"si-practice_percent": "101"}, "La quotité va de 1 à 100 %."),
        (
            {"si-ends_on": "2024-07-11"},
            "La rupture précède la signature du contrat, le 12\xa0juillet\xa02024.",
        ),
        ({"situation-first_paid_month": "2023-13"}, "Écrivez l&#x27;année puis le mois"),
        ({"situation-concluded_on": "2020-01-01"}, "Ces dates se contredisent"),
        ({"situation-region": "zz"}, "Sélectionnez un choix valide"),
    ],
)
def test_odd_hypothesis_is_said_beside_what_was_typed(
    client: Client, typed: dict[str, str], said: str
) -> None:
    page = client.post(reverse("simulator"), TYPED | typed)
    assert page.status_code == 422
    assert said in page.text
    assert all(f'value="{value}"' in page.text for name, value in typed.items() if "_from" in name)
