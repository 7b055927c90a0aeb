"""What the paying authority paid: attached once, kept when it cannot be, compared with the statement."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.selectors.work import pile_for
from contracts.enums import PaymentGapKind, PaymentLineStatus
from contracts.models import Contract, PaymentFile, PaymentLine
from contracts.selectors.payments import gap_of, open_gaps, reading_of
from contracts.services.payments import (
    correct_payment_line,
    dismiss_payment_line,
    explain_payment_gap,
    replay_payment_lines,
    take_payments,
)
from installations.selectors.payer_events import payer_events
from installations.services.payments import Comparison, compare_payments
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import ContractFactory, TrainingSuspensionFactory
from tests.factories.payments import PaymentFileFactory, PaymentGapFactory, PaymentLineFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
MONTHS = ("2025-10", "2025-11", "2025-12")


@pytest.fixture
def payer() -> Actor:
    return make_actor(Role.PAYEUR)


@pytest.fixture
def contract() -> Contract:
    agency = AgencyFactory(region_code="76")
    return ContractFactory(candidate__campaign__faculty__agency=agency, first_paid_month="2025-10")


def take(payer: Actor, *lines: str, title: str = "contrat;mois;montant") -> PaymentFile:
    content = "\n".join([title, *lines]).encode()
    reading = reading_of(content, "paiements.csv")
    return take_payments(actor=payer, content=content, filename="paiements.csv", reading=reading, at=AT)


def compare(payer: Actor) -> Comparison:
    return compare_payments(actor=payer, on=TODAY, at=AT)


def test_lines_are_attached_and_the_others_wait_with_their_problem(payer: Actor, contract: Contract) -> None:
    file = take(
        payer,
        f"{contract.number};2025-10;1 200,00",
        f"{contract.number};2025-10;1200",
        f"{contract.agency.region_code}-2025-9999;2025-10;1200",
        "99-2025-0001;2025-10;1200",
        f"{contract.number};treize;1200",
    )
    found = {line.line: (line.status, line.problem) for line in file.lines.all()}
    assert found[2] == (PaymentLineStatus.APPLIED, "")
    assert [status for status, _ in found.values()].count(PaymentLineStatus.TO_FIX) == 4
    assert found[3][1] == "Ce mois est déjà payé pour ce contrat."
    assert found[4][1] == "Aucun contrat ne porte ce numéro."
    assert "Aucune agence du portail n'a le code « 99 »" in found[5][1]
    assert file.lines.get(line=2).amount == Decimal("1200.00")


def test_file_without_its_columns_takes_nothing(payer: Actor) -> None:
    with pytest.raises(BadInput, match="aucune ligne lisible"):
        take(payer, "a;b", title="nom;prenom")
    assert not PaymentFile.objects.exists()


def test_same_file_is_taken_once_and_only_by_the_payer(payer: Actor, contract: Contract) -> None:
    take(payer, f"{contract.number};2025-10;1200")
    with pytest.raises(Refusal) as refused:
        take(payer, f"{contract.number};2025-10;1200")
    assert refused.value.code == "FILE_TAKEN"
    with pytest.raises(Forbidden):
        take(make_actor(Role.REFERENT), f"{contract.number};2025-11;1200")
    assert PaymentLine.objects.count() == 1


def test_line_is_corrected_or_dismissed_or_tried_again(payer: Actor, contract: Contract) -> None:
    late = "76-2026-9999"
    file = take(payer, f"{late};2025-10;1200", "X;2025-10;1200", "Y;2025-10;1200")
    waiting = list(file.lines.order_by("line"))
    with pytest.raises(BadInput, match="Aucun contrat"):
        correct_payment_line(
            actor=payer, line_id=waiting[1].id, number="Z", month="2025-10", amount="1", at=AT
        )
    done = correct_payment_line(
        actor=payer, line_id=waiting[1].id, number=contract.number, month="10/2025", amount="1200", at=AT
    )
    assert (done.contract, done.month) == (contract, "2025-10")
    with pytest.raises(BadInput, match="raison"):
        dismiss_payment_line(actor=payer, line_id=waiting[2].id, reason=" ", at=AT)
    dismiss_payment_line(actor=payer, line_id=waiting[2].id, reason="Ligne de total", at=AT)
    ContractFactory(number=late)
    assert replay_payment_lines(actor=payer, at=AT) == 1
    assert not PaymentLine.objects.filter(status=PaymentLineStatus.TO_FIX).exists()
    with pytest.raises(Refusal, match="n'attend plus"):
        dismiss_payment_line(actor=payer, line_id=waiting[2].id, reason="encore", at=AT)


def test_difference_becomes_work_and_goes_with_its_cause(payer: Actor, contract: Contract) -> None:
    # Paid before the first month due, and not paid in November.
    take(payer, *(f"{contract.number};{month};1200" for month in ("2025-09", "2025-10", "2025-12")))
    assert compare(payer).found == 2
    referent = make.make_person(Role.REFERENT, contract.agency, "Maud", "Castelnau")
    assert {(gap.month, gap.kind) for gap in open_gaps(referent)} == {
        ("2025-09", PaymentGapKind.OVERPAID),
        ("2025-11", PaymentGapKind.UNPAID),
    }
    pile = pile_for(referent, "paiements", TODAY)
    assert pile is not None
    assert pile.count == 2
    take(payer, f"{contract.number};2025-11;1200")
    assert (compare(payer).gone, open_gaps(referent).count()) == (1, 1)
    assert compare(payer) == Comparison(contracts=1, found=0, gone=0, remaining=1)


def test_explained_difference_stays_closed(payer: Actor, contract: Contract) -> None:
    take(payer, *(f"{contract.number};{month};1200" for month in ("2025-09", *MONTHS)))
    compare(payer)
    referent = make.make_person(Role.REFERENT, contract.agency, "Maud", "Castelnau")
    gap = open_gaps(referent).get()
    with pytest.raises(BadInput, match="explication"):
        explain_payment_gap(actor=referent, gap=gap, reason="", at=AT)
    explain_payment_gap(actor=referent, gap=gap, reason="Avance remboursée en janvier", at=AT)
    with pytest.raises(Refusal, match="déjà clos"):
        explain_payment_gap(actor=referent, gap=gap, reason="encore", at=AT)
    assert compare(payer) == Comparison(contracts=1, found=0, gone=0, remaining=0)


def test_difference_of_another_region_does_not_exist(contract: Contract) -> None:
    gap = PaymentGapFactory(contract=contract)
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="11"), "Alix", "Lointain")
    assert not open_gaps(stranger).exists()
    with pytest.raises(Exception, match="PaymentGap"):
        gap_of(stranger, gap.id)


def test_payer_reads_what_was_decided_and_never_why_somebody_is_away(
    payer: Actor, contract: Contract
) -> None:
    TrainingSuspensionFactory(contract=contract)
    told = payer_events(payer, dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert [(event.code, event.contract) for event in told] == [
        ("contract", contract),
        ("training_suspension", contract),
    ]
    assert "maternit" not in str([event.row() for event in told]).lower()
    assert payer_events(payer, dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == []
    assert payer_events(make_actor(Role.SIGNATAIRE), dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == []


def test_pages_take_a_file_show_its_queue_and_hand_over_decisions(
    client: Client, payer: Actor, contract: Contract
) -> None:
    client.force_login(User.objects.get(id=payer.user_id))
    content = f"contrat;mois;montant\n{contract.number};2025-10;1200\nINCONNU;2025-10;1200".encode()
    answer = client.post(
        reverse("payments"), {"file": SimpleUploadedFile("paiements.csv", content)}, follow=True
    )
    assert "Lignes lues : 2" in answer.text
    assert "INCONNU" in client.get(reverse("payment_lines")).text
    wrong = client.post(reverse("payments"), {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2")})
    assert wrong.status_code == 422
    assert "La colonne" in wrong.text
    days = {"depuis": "2026-02-01", "jusqu": "2026-02-28"}
    told = client.get(reverse("payment_events", args=["csv"]), days)
    assert contract.number in told.content.decode("utf-8-sig")
    assert client.get(reverse("payment_events", args=["xlsx"]), days)["Content-Type"].endswith("sheet")


BREAKS: dict[str, Callable[[], object]] = {
    "payment_file_taken_once": lambda: PaymentFileFactory.create_batch(2, sha256="a" * 64),
    "payment_line_once_per_file": lambda: PaymentLineFactory.create_batch(
        2, file=PaymentFileFactory(), line=2
    ),
    "payment_month_paid_once": lambda: PaymentLineFactory.create_batch(2, contract=ContractFactory()),
    "payment_applied_is_complete": lambda: PaymentLineFactory(month=""),
    "payment_not_applied_says_why": lambda: PaymentLineFactory(waiting=True, problem=""),
    "payment_amount_is_positive": lambda: PaymentLineFactory(amount=Decimal(-1)),
    "payment_gap_once": lambda: PaymentGapFactory.create_batch(2, contract=ContractFactory()),
    "payment_gap_is_about_a_month": lambda: PaymentGapFactory(month="octobre"),
    "payment_gap_explained_is_closed": lambda: PaymentGapFactory(reason="Avance"),
}


@pytest.mark.parametrize("constraint", sorted(BREAKS))
def test_payments_keep_their_constraints(constraint: str) -> None:
    with broken(constraint):
        BREAKS[constraint]()
