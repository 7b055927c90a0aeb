"""The thread of a file: told without content, received by whoever is there, read with a receipt."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden
from contracts.enums import NoticeKind
from contracts.models import Contract, FileMessage
from contracts.selectors.messages import THREADS_PER_PAGE, inbox_of, thread_of, threads_of, wanted_notices
from contracts.services.messages import announce_absence, choose_notices, read_messages, send_message
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import ContractFactory, StoredDocumentFactory
from tests.factories.follow_up import AbsenceFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 1, 14, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 1, 14)
SECRET = "mon adresse a changé"


@pytest.fixture
def contract() -> Contract:
    made: Contract = ContractFactory()
    agents = MembershipFactory.create_batch(2, role=Role.REFERENT, agency=made.agency)
    made.referent, made.backup = (agent.user for agent in agents)
    made.save(update_fields=["referent", "backup"])
    return made


@pytest.fixture
def person(contract: Contract) -> Actor:
    return Actor(contract.user_id, "la personne", Role.SIGNATAIRE)


@pytest.fixture
def referent(contract: Contract) -> Actor:
    return Actor(contract.referent_id, "le référent", Role.REFERENT, agency_id=contract.agency_id)


def told() -> list[str]:
    return [mail.recipient for mail in OutgoingMail.objects.order_by("created_at")]


def test_notice_says_that_a_message_waits_and_nothing_of_it(contract: Contract, person: Actor) -> None:
    send_message(actor=person, contract=contract, body=SECRET, at=AT)

    mail = OutgoingMail.objects.get()
    assert mail.recipient == contract.referent.email
    assert SECRET not in mail.subject + mail.body
    assert contract.user.last_name not in mail.subject + mail.body


@pytest.mark.parametrize(("ends_until", "reached"), [(ON, "referent"), (ON + dt.timedelta(days=1), "backup")])
def test_backup_is_told_while_the_referent_is_away(
    contract: Contract, person: Actor, ends_until: dt.date, reached: str
) -> None:
    AbsenceFactory(user=contract.referent, ends_until=ends_until)

    send_message(actor=person, contract=contract, body=SECRET, at=AT)

    assert told() == [getattr(contract, reached).email]


def test_agency_is_told_when_nobody_is_named(person: Actor, contract: Contract) -> None:
    Contract.objects.update(referent=None, backup=None)
    contract.refresh_from_db()
    contract.agency.email = "ars@example.org"
    contract.agency.save(update_fields=["email"])

    send_message(actor=person, contract=contract, body=SECRET, at=AT)

    assert told() == ["ars@example.org"]


def test_who_left_the_agency_is_told_nothing(person: Actor, contract: Contract) -> None:
    contract.agency.email = "ars@example.org"
    contract.agency.save(update_fields=["email"])
    Membership.objects.filter(user_id=contract.referent_id).update(ends_until=ON)
    send_message(actor=person, contract=contract, body=SECRET, at=AT)
    Membership.objects.filter(user_id=contract.backup_id).update(ends_until=ON)
    send_message(actor=person, contract=contract, body=SECRET, at=AT)

    assert told() == [contract.backup.email, "ars@example.org"]


def test_reading_gives_a_receipt_to_the_messages_of_the_other_side_only(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    send_message(actor=person, contract=contract, body=SECRET, at=AT)
    send_message(actor=referent, contract=contract, body="Merci.", at=AT)

    assert read_messages(actor=referent, contract=contract, at=AT) == 1
    assert read_messages(actor=referent, contract=contract, at=AT) == 0

    assert list(FileMessage.objects.filter(read_at__isnull=False).values_list("body", flat=True)) == [SECRET]


def test_message_stays_sealed_until_it_is_opened(contract: Contract, person: Actor, referent: Actor) -> None:
    send_message(actor=referent, contract=contract, body=SECRET, at=AT)

    assert [line.sealed for line in thread_of(person, contract)] == [True]
    assert [line.sealed for line in thread_of(referent, contract)] == [False]
    read_messages(actor=person, contract=contract, at=AT)
    assert [line.sealed for line in thread_of(person, contract)] == [False]


def test_notices_follow_the_choice_of_each_person(contract: Contract, person: Actor, referent: Actor) -> None:
    assert wanted_notices(person) == {NoticeKind.MESSAGE}
    choose_notices(actor=person, wanted={NoticeKind.READ}, at=AT)

    send_message(actor=referent, contract=contract, body="Bonjour", at=AT)
    assert told() == []
    send_message(actor=person, contract=contract, body="Bonjour", at=AT)
    read_messages(actor=referent, contract=contract, at=AT)

    assert sorted(told()) == sorted([contract.referent.email, contract.user.email])


def test_files_of_the_absent_are_mine_as_their_backup(contract: Contract, person: Actor) -> None:
    send_message(actor=person, contract=contract, body=SECRET, at=AT)
    backup = Actor(contract.backup_id, "suppléant", Role.REFERENT, agency_id=contract.agency_id)

    assert inbox_of(backup, ON, only_mine=True).files == ()
    AbsenceFactory(user=contract.referent)
    assert inbox_of(backup, ON, only_mine=True).files == (contract.pk,)


def test_inbox_gives_unread_threads_first_then_the_latest_page_by_page(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    others = ContractFactory.create_batch(
        THREADS_PER_PAGE + 2, candidate__campaign=contract.candidate.campaign
    )
    ContractFactory(candidate__campaign=contract.candidate.campaign)  # nobody wrote: no thread for the agency
    for hours, one in enumerate(others):
        for again in range(5):  # a talkative file hides nobody
            at = AT + dt.timedelta(hours=hours, minutes=again)
            send_message(actor=referent, contract=one, body=f"Message {again}", at=at)
    send_message(actor=person, contract=contract, body="Ancien, jamais ouvert", at=AT - dt.timedelta(days=9))
    send_message(actor=person, contract=contract, body="De même", at=AT - dt.timedelta(days=8))

    first, second = (inbox_of(referent, ON, page=page) for page in (1, 2))

    expected = [contract, *reversed(others)]
    assert [*first.files, *second.files] == [one.pk for one in expected]
    assert (len(first.files), first.has_next, second.has_next) == (THREADS_PER_PAGE, True, False)
    threads = threads_of(referent, first.files[:2])
    assert [one.unread for one in threads] == [2, 0]
    assert threads[1].last_at == AT + dt.timedelta(hours=len(others) - 1, minutes=4)
    assert inbox_of(referent, ON, page=3).files == ()
    assert inbox_of(person, ON).files == (contract.pk,)


@pytest.mark.parametrize(
    "stranger",
    [
        lambda: Actor(UserFactory().id, "", Role.SIGNATAIRE),
        lambda: Actor(UserFactory().id, "", Role.REFERENT, agency_id=AgencyFactory().id),
        lambda: Actor(UserFactory().id, "", Role.SCOLARITE),
    ],
)
def test_stranger_neither_writes_nor_reads(contract: Contract, stranger: object) -> None:
    actor = stranger()  # type: ignore[operator]  # a builder

    with pytest.raises(Forbidden):
        send_message(actor=actor, contract=contract, body=SECRET, at=AT)
    with pytest.raises(Forbidden):
        read_messages(actor=actor, contract=contract, at=AT)
    assert inbox_of(actor, ON).files == ()


@pytest.mark.parametrize(
    ("body", "documents", "code"),
    [(" \n", 0, "MESSAGE_EMPTY"), ("x" * 5001, 0, "MESSAGE_TOO_LONG"), ("x", 6, "TOO_MANY_ATTACHMENTS")],
)
def test_message_that_cannot_be_kept_is_refused(
    contract: Contract, person: Actor, body: str, documents: int, code: str
) -> None:
    joined = StoredDocumentFactory.create_batch(documents)

    with pytest.raises(BadInput) as refused:
        send_message(actor=person, contract=contract, body=body, documents=joined, at=AT)

    assert refused.value.code == code
    assert not FileMessage.objects.exists()


@pytest.mark.parametrize(
    ("last_day", "code"), [(ON, "ABSENCE_OVERLAPS"), (dt.date(2026, 1, 1), "ABSENCE_REVERSED")]
)
def test_absence_that_cannot_be_is_refused(referent: Actor, last_day: dt.date, code: str) -> None:
    announce_absence(actor=referent, starts_on=ON, last_day=ON, at=AT)

    with pytest.raises(BadInput) as refused:
        announce_absence(actor=referent, starts_on=ON, last_day=last_day, at=AT)

    assert refused.value.code == code
