"""Exchanges, notes and messages, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from contracts.models import (
    Absence,
    ContactRecord,
    Exchange,
    FileMessage,
    LeaveRequest,
    MessageAttachment,
    NoticeChoice,
)
from tests.factories.accounts import UserFactory
from tests.factories.contracts import NOON, ContractFactory, StoredDocumentFactory


class ExchangeFactory(DjangoModelFactory):
    class Meta:
        model = Exchange

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    due_on = dt.date(2027, 2, 10)

    class Params:
        planned = factory.Trait(
            status="planned",
            summoned_at=NOON,
            starts_at=NOON + dt.timedelta(days=14),
            mode="video",
            summons=1,
        )


class ContactRecordFactory(DjangoModelFactory):
    class Meta:
        model = ContactRecord

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    kind = "phone"
    happened_on = dt.date(2026, 1, 12)
    summary = "Point sur l'internat."
    author = factory.SubFactory(UserFactory)
    recorded_at = NOON


class FileMessageFactory(DjangoModelFactory):
    class Meta:
        model = FileMessage

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    author = factory.SelfAttribute("contract.user")
    from_agency = False
    body = "Bonjour."
    sent_at = NOON


class MessageAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = MessageAttachment

    message = factory.SubFactory(FileMessageFactory)
    document = factory.SubFactory(StoredDocumentFactory)


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    user = factory.SubFactory(UserFactory)
    starts_on = dt.date(2026, 1, 12)
    ends_until = dt.date(2026, 1, 19)


class NoticeChoiceFactory(DjangoModelFactory):
    class Meta:
        model = NoticeChoice

    user = factory.SubFactory(UserFactory)
    kind = "message"
    wanted = False


class LeaveRequestFactory(DjangoModelFactory):
    class Meta:
        model = LeaveRequest

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    kind = "leave"
    motive = "maternite"
    starts_on = dt.date(2026, 9, 1)
    ends_until = dt.date(2027, 1, 1)
    evidence = factory.SubFactory(StoredDocumentFactory)
    submitted_at = NOON
