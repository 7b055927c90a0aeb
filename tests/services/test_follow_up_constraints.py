"""Each named constraint of the exchanges and messages, broken by name."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.factories import follow_up as make
from tests.factories.contracts import NOON, TrainingSuspensionFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def again(factory: type, *same: str, **fields: object) -> Callable[[], object]:
    def build() -> object:
        first = factory(**fields)
        return factory(**fields, **{name: getattr(first, name) for name in same})

    return build


def overlapping_absences() -> object:
    first = make.AbsenceFactory()
    return make.AbsenceFactory(
        user=first.user, starts_on=first.ends_until - DAY, ends_until=first.ends_until + DAY
    )


def two_open_returns() -> object:
    suspension = TrainingSuspensionFactory()
    returning = {
        "contract": suspension.contract,
        "suspension": suspension,
        "kind": "early_return",
        "motive": "",
        "starts_on": None,
        "evidence": None,
    }
    make.LeaveRequestFactory(**returning)
    return make.LeaveRequestFactory(**returning)


BREAKS: dict[str, Callable[[], object]] = {
    "exchange_once_per_anniversary": again(make.ExchangeFactory, "contract"),
    "exchange_summoned_has_its_hour": lambda: make.ExchangeFactory(status="planned"),
    "exchange_closed_has_its_instant": lambda: make.ExchangeFactory(planned=True, status="held"),
    "contact_says_something": lambda: make.ContactRecordFactory(summary=""),
    "message_says_something": lambda: make.FileMessageFactory(body=""),
    "message_read_has_its_reader": lambda: make.FileMessageFactory(read_at=NOON),
    "attachment_once": again(make.MessageAttachmentFactory, "message", "document"),
    "absence_ends_after_start": lambda: make.AbsenceFactory(ends_until=dt.date(2026, 1, 12)),
    "absences_never_overlap": overlapping_absences,
    "leave_request_has_what_its_kind_needs": lambda: make.LeaveRequestFactory(evidence=None),
    "leave_request_decided_has_its_days": lambda: make.LeaveRequestFactory(status="granted"),
    "leave_request_refused_says_why": lambda: make.LeaveRequestFactory(
        status="refused", decided_on=NOON.date(), decided_at=NOON
    ),
    "leave_request_one_open_for_the_third_cycle": again(
        make.LeaveRequestFactory, "contract", kind="third_cycle", motive="", starts_on=None, ends_until=None
    ),
    "leave_request_one_open_return": two_open_returns,
    "leave_requests_never_overlap": again(make.LeaveRequestFactory, "contract"),
    "notice_choice_once": again(make.NoticeChoiceFactory, "user"),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
