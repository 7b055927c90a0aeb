"""The yearly exchange: due, summoned, held or missed; and what the file remembers of it."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.calendars import Appointment, ics
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import ContactKind, ExchangeStatus, Visibility
from contracts.models import Contract, Exchange
from contracts.rules.exchange_lifecycle import ExchangeFacts, alerts
from contracts.selectors.exchanges import agenda_of, alerts_by_file, contacts_of
from contracts.services.exchanges import hold_exchange, miss_exchange, plan_exchanges, record_contact, summon
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import ContractFactory
from tests.factories.follow_up import ContactRecordFactory, ExchangeFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2027, 1, 4)
DAY = dt.timedelta(days=1)
APPOINTMENT = dt.datetime(2027, 2, 1, 13, 30, tzinfo=dt.UTC)
SWEEP = system_actor("balayage")


@pytest.fixture
def contract() -> Contract:
    made: Contract = ContractFactory(concluded_on=dt.date(2026, 2, 10))
    return made


@pytest.fixture
def referent(contract: Contract) -> Actor:
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=contract.agency, user=UserFactory()))


def plan(on: dt.date = ON, installed: dict[object, dt.date] | None = None) -> int:
    return plan_exchanges(actor=SWEEP, installed=installed or {}, on=on, at=AT)


def summoned(referent: Actor, exchange: Exchange) -> Exchange:
    facts = {"starts_at": APPOINTMENT, "mode": ContactKind.VIDEO, "place": "https://visio.example.org/1"}
    return summon(actor=referent, exchange=exchange, at=AT, **facts)


def test_exchange_enters_the_agenda_two_months_before_the_anniversary_and_once(contract: Contract) -> None:
    assert plan(dt.date(2026, 12, 11)) == 0
    assert plan(dt.date(2026, 12, 12)) == 1
    assert plan(dt.date(2026, 12, 13)) == 0

    assert Exchange.objects.get().due_on == dt.date(2027, 2, 10)


def test_next_exchange_comes_once_the_last_one_is_held(contract: Contract, referent: Actor) -> None:
    plan()
    exchange = summoned(referent, Exchange.objects.get())
    later = APPOINTMENT + DAY
    hold_exchange(
        actor=referent, exchange=exchange, summary="Tout va bien.", visibility=Visibility.SHARED, at=later
    )

    assert plan(dt.date(2027, 6, 1)) == 0
    assert plan(dt.date(2028, 1, 4)) == 1


@pytest.mark.parametrize("installed_on", [dt.date(2026, 12, 1), dt.date(2027, 2, 10)])
def test_installation_ends_the_yearly_exchange(contract: Contract, installed_on: dt.date) -> None:
    assert plan(installed={contract.id: installed_on}) == 0


def test_summons_tells_the_hour_of_paris_and_what_to_do(contract: Contract, referent: Actor) -> None:
    exchange = summoned(referent, ExchangeFactory(contract=contract))

    mail = OutgoingMail.objects.get()
    assert mail.recipient == contract.user.email
    assert "1er février 2027 à 14:30" in mail.body
    assert exchange.status == ExchangeStatus.PLANNED
    assert Entry.objects.get(action="contracts.exchange_summoned").subject_id == contract.candidate_id


def test_summons_may_be_sent_again_and_is_then_another_message(contract: Contract, referent: Actor) -> None:
    exchange = summoned(referent, ExchangeFactory(contract=contract))
    summoned(referent, exchange)

    assert OutgoingMail.objects.count() == 2


def test_summons_in_the_past_is_refused(contract: Contract, referent: Actor) -> None:
    with pytest.raises(BadInput) as refused:
        summon(
            actor=referent,
            exchange=ExchangeFactory(contract=contract),
            starts_at=AT,
            mode=ContactKind.PHONE,
            place="",
            at=AT,
        )

    assert refused.value.code == "SUMMONS_IN_THE_PAST"
    assert not OutgoingMail.objects.exists()


def test_absence_is_kept_and_the_exchange_is_to_summon_again(contract: Contract, referent: Actor) -> None:
    exchange = summoned(referent, ExchangeFactory(contract=contract))
    miss_exchange(actor=referent, exchange=exchange, at=APPOINTMENT + DAY)

    assert agenda_of(referent, AT).to_summon == (str(exchange.id),)
    said = alerts_by_file([contract], ON)
    assert [alert.code for alert in said[contract.id]] == ["SUMMONS_MISSED"]


def test_exchange_is_not_recorded_before_its_hour(contract: Contract, referent: Actor) -> None:
    exchange = summoned(referent, ExchangeFactory(contract=contract))

    with pytest.raises(BadInput) as refused:
        miss_exchange(actor=referent, exchange=exchange, at=AT)

    assert refused.value.code == "EXCHANGE_NOT_STARTED"


def test_exchange_that_nobody_summoned_cannot_be_held(contract: Contract, referent: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        hold_exchange(
            actor=referent,
            exchange=ExchangeFactory(contract=contract),
            summary="…",
            visibility=Visibility.OFFICE,
            at=AT,
        )

    assert refused.value.code == "EXCHANGE_STEP_REFUSED"


def test_referent_of_another_region_does_not_summon(contract: Contract) -> None:
    stranger = actor_of(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(), user=UserFactory()))

    with pytest.raises(Forbidden):
        summoned(stranger, ExchangeFactory(contract=contract))


def test_signatory_reads_shared_notes_only(contract: Contract) -> None:
    ContactRecordFactory(contract=contract, summary="pour l'agence")
    ContactRecordFactory(contract=contract, summary="pour nous deux", visibility="shared")
    person = Actor(contract.user_id, "", Role.SIGNATAIRE)

    assert [note.summary for note in contacts_of(person, contract)] == ["pour nous deux"]


def test_contact_to_come_is_refused(contract: Contract, referent: Actor) -> None:
    with pytest.raises(BadInput) as refused:
        record_contact(
            actor=referent,
            contract=contract,
            kind=ContactKind.PHONE,
            happened_on=ON + DAY,
            summary="…",
            visibility=Visibility.OFFICE,
            at=AT,
        )

    assert refused.value.code == "CONTACT_IN_THE_FUTURE"


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (ExchangeFacts(on=ON, due_on=ON - 30 * DAY), []),
        (ExchangeFacts(on=ON, due_on=ON - 31 * DAY), ["EXCHANGE_LATE"]),
        (
            ExchangeFacts(on=ON, due_on=ON, missed=True, survey_ignored=True),
            ["SUMMONS_MISSED", "SURVEY_IGNORED"],
        ),
        (ExchangeFacts(on=ON), []),
    ],
)
def test_alerts_start_after_a_month_of_grace(facts: ExchangeFacts, codes: list[str]) -> None:
    assert [alert.code for alert in alerts(facts)] == codes


def test_diary_escapes_texts_and_folds_long_lines() -> None:
    appointment = Appointment("1@x", AT, DAY, "Échange; annuel, é" * 10, "Salle\n1", sequence=2)

    text = ics([appointment], at=AT).decode()

    assert "DTSTART:20270104T090000Z" in text
    assert "\\;" in text
    assert "Salle\\n1" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n ", "").count("Échange\\; annuel\\, é") == 10
