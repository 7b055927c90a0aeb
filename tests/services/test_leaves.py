"""Suspension requests: examined before they leave, decided elsewhere, written in the contract when granted."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import LeaveMotive, LeaveRequestStatus
from contracts.models import Contract, LeaveRequest, ThirdCycleSuspension, TrainingSuspension
from contracts.services.leaves import (
    ask_early_return,
    ask_leave,
    ask_third_cycle,
    record_leave_decision,
    return_of,
    withdraw_leave_request,
)
from installations.selectors.contract_facts import commitment_of
from tests.factories.accounts import UserFactory
from tests.factories.contracts import ContractFactory, StoredDocumentFactory, TrainingSuspensionFactory
from tests.factories.follow_up import LeaveRequestFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 11, 20)


@pytest.fixture
def contract() -> Contract:
    made: Contract = ContractFactory(internship_started_on=dt.date(2026, 11, 2))
    return made


@pytest.fixture
def person(contract: Contract) -> Actor:
    return Actor(contract.user_id, "la personne", Role.SIGNATAIRE)


@pytest.fixture
def referent(contract: Contract) -> Actor:
    return Actor(UserFactory().id, "le référent", Role.REFERENT, agency_id=contract.agency_id)


def asked(person: Actor, contract: Contract, **facts: object) -> LeaveRequest:
    plain = {
        "motive": LeaveMotive.MATERNITE,
        "starts_on": dt.date(2027, 3, 1),
        "last_day": dt.date(2027, 6, 30),
        "phd": False,
        "evidence": StoredDocumentFactory(),
    }
    return ask_leave(actor=person, contract=contract, on=ON, at=AT, **plain | facts)


def decide(referent: Actor, request: LeaveRequest, *, granted: bool = True, reason: str = "") -> LeaveRequest:
    return record_leave_decision(
        actor=referent, request=request, granted=granted, decided_on=ON, reason=reason, on=ON, at=AT
    )


def test_granted_leave_suspends_the_contract(contract: Contract, person: Actor, referent: Actor) -> None:
    decide(referent, asked(person, contract))

    suspension = TrainingSuspension.objects.get()
    assert (suspension.starts_on, suspension.ends_until) == (dt.date(2027, 3, 1), dt.date(2027, 7, 1))
    assert suspension.requested_on == ON


def test_message_of_the_decision_says_nothing_of_the_motive(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    decide(referent, asked(person, contract))

    mail = OutgoingMail.objects.get()
    assert mail.recipient == contract.user.email
    assert "matern" not in (mail.subject + mail.body).lower()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"evidence": None}, "justificatif"),
        ({"last_day": dt.date(2027, 3, 20)}, "mois"),
        ({"motive": LeaveMotive.DISPONIBILITE_CONVENANCES}, "an"),
        ({"last_day": dt.date(2027, 2, 1)}, "contredisent"),
    ],
)
def test_leave_that_the_rules_refuse_is_not_sent(
    contract: Contract, person: Actor, facts: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        asked(person, contract, **facts)

    assert said in refused.value.message.lower()
    assert not LeaveRequest.objects.exists()


def test_two_leaves_never_overlap_asked_or_granted(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    first = asked(person, contract)
    with pytest.raises(BadInput) as while_asked:
        asked(person, contract, starts_on=dt.date(2027, 6, 30), last_day=dt.date(2027, 8, 31))
    decide(referent, first)
    with pytest.raises(BadInput) as once_granted:
        asked(person, contract, starts_on=dt.date(2027, 6, 30), last_day=dt.date(2027, 8, 31))

    assert while_asked.value.code == once_granted.value.code == "LEAVES_OVERLAP"


def test_refusal_says_why_and_changes_nothing(contract: Contract, person: Actor, referent: Actor) -> None:
    request = asked(person, contract)

    with pytest.raises(BadInput):
        decide(referent, request, granted=False)
    decide(referent, request, granted=False, reason="Pièce illisible.")

    request.refresh_from_db()
    assert request.status == LeaveRequestStatus.REFUSED
    assert not TrainingSuspension.objects.exists()


def test_decision_is_recorded_once(contract: Contract, person: Actor, referent: Actor) -> None:
    request = asked(person, contract)
    decide(referent, request)

    with pytest.raises(Refusal) as refused:
        decide(referent, request)

    assert refused.value.code == "LEAVE_STEP_REFUSED"
    assert TrainingSuspension.objects.count() == 1


def test_early_return_shortens_the_suspension_once_granted(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    suspension = TrainingSuspensionFactory(
        contract=contract, starts_on=dt.date(2026, 11, 10), ends_until=dt.date(2027, 6, 1)
    )
    request = ask_early_return(
        actor=person, suspension=suspension, last_day=dt.date(2027, 2, 28), on=ON, at=AT
    )
    suspension.refresh_from_db()
    assert suspension.ends_until == dt.date(2027, 6, 1)

    decide(referent, request)
    suspension.refresh_from_db()

    assert suspension.ends_until == dt.date(2027, 3, 1)


def test_early_return_after_the_planned_end_is_refused(contract: Contract, person: Actor) -> None:
    suspension = TrainingSuspensionFactory(
        contract=contract, starts_on=dt.date(2026, 11, 10), ends_until=dt.date(2027, 6, 1)
    )

    with pytest.raises(BadInput) as refused:
        ask_early_return(actor=person, suspension=suspension, last_day=suspension.ends_until, on=ON, at=AT)

    assert refused.value.code == "EARLY_RETURN_DAY"


def test_return_that_would_lengthen_a_shorter_suspension_is_not_written(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    suspension = TrainingSuspensionFactory(
        contract=contract, starts_on=dt.date(2026, 11, 10), ends_until=dt.date(2027, 6, 1)
    )
    request = ask_early_return(
        actor=person, suspension=suspension, last_day=dt.date(2027, 2, 28), on=ON, at=AT
    )
    with pytest.raises(Refusal) as twice:
        ask_early_return(actor=person, suspension=suspension, last_day=dt.date(2027, 3, 31), on=ON, at=AT)
    assert twice.value.code == "EARLY_RETURN_ASKED"
    TrainingSuspension.objects.update(ends_until=dt.date(2027, 2, 1))
    with pytest.raises(Refusal) as refused:
        decide(referent, request)
    assert refused.value.code == "EARLY_RETURN_NOT_EARLIER"


def test_late_return_from_a_disponibilite_goes_to_an_agent(contract: Contract, person: Actor) -> None:
    suspension = TrainingSuspensionFactory(
        contract=contract,
        motive=LeaveMotive.DISPONIBILITE_ETUDES,
        starts_on=dt.date(2026, 6, 1),
        ends_until=dt.date(2027, 1, 21),
    )
    for planned_end, codes in ((dt.date(2027, 1, 20), []), (dt.date(2027, 1, 19), ["EARLY_RETURN_NOTICE"])):
        suspension.ends_until = planned_end + dt.timedelta(days=1)
        examination = return_of(suspension, dt.date(2026, 12, 31), ON)
        assert [finding.code for finding in examination.findings] == codes
    with pytest.raises(BadInput) as past:
        ask_early_return(actor=person, suspension=suspension, last_day=dt.date(2026, 11, 19), on=ON, at=AT)
    assert past.value.code == "EARLY_RETURN_PAST"


def test_days_of_a_request_are_those_of_paris(contract: Contract, person: Actor, referent: Actor) -> None:
    # 23:30 UTC on the 2nd is half past midnight in Paris on the 3rd: the day after the window.
    late = dt.datetime(2026, 12, 2, 23, 30, tzinfo=dt.UTC)
    request = ask_third_cycle(actor=person, contract=contract, on=dt.date(2026, 12, 3), at=late)
    assert [finding["code"] for finding in request.findings] == ["LATE_REQUEST"]
    record_leave_decision(
        actor=referent,
        request=request,
        granted=True,
        decided_on=late.date(),
        reason="",
        on=late.date(),
        at=late,
    )
    assert ThirdCycleSuspension.objects.get().requested_on == dt.date(2026, 12, 3)


def test_late_request_of_the_third_cycle_that_the_authority_grants_stops_the_allowance(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    on, at = dt.date(2027, 1, 10), dt.datetime(2027, 1, 10, 9, tzinfo=dt.UTC)
    before = commitment_of(contract, dt.date(2027, 6, 30))
    request = ask_third_cycle(actor=person, contract=contract, on=on, at=at)
    record_leave_decision(
        actor=referent, request=request, granted=True, decided_on=on, reason="", on=on, at=at
    )
    granted = Contract.objects.get(id=contract.id)
    assert granted.third_cycle_suspension.effective_on == dt.date(2027, 1, 1)
    after = commitment_of(granted, dt.date(2027, 6, 30))
    assert str(after.last_paid_month) == "2026-12"
    assert before.months_paid is not None
    assert after.months_paid == before.months_paid - 6


def test_third_cycle_suspension_takes_effect_on_the_first_of_january(
    contract: Contract, person: Actor, referent: Actor
) -> None:
    decide(referent, ask_third_cycle(actor=person, contract=contract, on=ON, at=AT))

    assert ThirdCycleSuspension.objects.get().effective_on == dt.date(2027, 1, 1)


def test_third_cycle_suspension_is_asked_once_and_in_its_window(contract: Contract, person: Actor) -> None:
    with pytest.raises(BadInput):
        ask_third_cycle(actor=person, contract=contract, on=dt.date(2027, 6, 1), at=AT)
    ask_third_cycle(actor=person, contract=contract, on=ON, at=AT)

    with pytest.raises(Refusal) as refused:
        ask_third_cycle(actor=person, contract=contract, on=ON, at=AT)

    assert refused.value.code == "THIRD_CYCLE_ASKED"


def test_request_is_taken_back_by_its_author_only(contract: Contract, person: Actor, referent: Actor) -> None:
    request = LeaveRequestFactory(contract=contract)

    with pytest.raises(Forbidden):
        withdraw_leave_request(actor=referent, request=request, at=AT)
    withdraw_leave_request(actor=person, request=request, at=AT)

    request.refresh_from_db()
    assert request.status == LeaveRequestStatus.WITHDRAWN


def test_referent_of_another_region_decides_nothing(contract: Contract, person: Actor) -> None:
    stranger = Actor(UserFactory().id, "", Role.REFERENT, agency_id=UserFactory().id)

    with pytest.raises(Forbidden):
        decide(stranger, asked(person, contract))


def test_third_cycle_suspension_waits_for_the_start_of_the_internship() -> None:
    contract = ContractFactory(internship_started_on=None)
    person = Actor(contract.user_id, "la personne", Role.SIGNATAIRE)
    with pytest.raises(BadInput) as refused:
        ask_third_cycle(actor=person, contract=contract, on=ON, at=AT)
    assert refused.value.code == "INTERNSHIP_UNKNOWN"
