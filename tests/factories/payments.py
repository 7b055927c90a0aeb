"""Rows of the exchanges with the paying authority, each valid alone."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from contracts.enums import PaymentGapKind, PaymentLineStatus
from contracts.models import PaymentFile, PaymentGap, PaymentLine
from tests.factories.accounts import UserFactory
from tests.factories.contracts import ContractFactory, StoredDocumentFactory

NOON = dt.datetime(2026, 11, 20, 11, 0, tzinfo=dt.UTC)


class PaymentFileFactory(DjangoModelFactory):
    class Meta:
        model = PaymentFile

    document = factory.SubFactory(StoredDocumentFactory)
    filename = "paiements.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    received_at = NOON
    received_by = factory.SubFactory(UserFactory)


class PaymentLineFactory(DjangoModelFactory):
    """A line attached to its contract; ``waiting=True`` for one in the queue."""

    class Meta:
        model = PaymentLine

    file = factory.SubFactory(PaymentFileFactory)
    line = factory.Sequence(lambda n: n + 2)
    status = PaymentLineStatus.APPLIED
    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    month = "2026-10"
    amount = Decimal("1200.00")
    settled_at = NOON

    class Params:
        waiting = factory.Trait(
            status=PaymentLineStatus.TO_FIX,
            contract=None,
            agency=None,
            number_given="INCONNU",
            problem="Aucun contrat ne porte ce numéro.",
        )


class PaymentGapFactory(DjangoModelFactory):
    class Meta:
        model = PaymentGap

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    month = "2026-10"
    kind = PaymentGapKind.UNPAID
    found_at = NOON
