"""One personal link pressed twenty times at once opens once; without the condition of the update, it opens more."""

import datetime as dt
import time

import pytest

from cesp_portal.common.refusals import Refusal
from contracts.models import SurveyLink
from contracts.services.survey_links import live_link, token_hash, use_link
from tests.callers import all_at_once
from tests.factories.contracts import NOON
from tests.factories.surveys import InvitationFactory, SurveyFactory, SurveyLinkFactory

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 20
TOKEN = "T" * 43


def issue() -> None:
    survey = SurveyFactory(opened=True, closes_on=dt.date(2099, 12, 31))
    SurveyLinkFactory(
        invitation=InvitationFactory(survey=survey),
        token_hash=token_hash(TOKEN),
        issued_at=NOON,
        expires_at=NOON.replace(year=2099),
    )


def test_link_pressed_twenty_times_at_once_opens_once() -> None:
    issue()

    def press(_: int) -> str:
        try:
            use_link(token=TOKEN, at=NOON)
        except Refusal as refused:
            return refused.code
        return "opened"

    outcomes = all_at_once(press, CALLERS)
    assert outcomes.count("opened") == 1
    assert outcomes.count("SURVEY_LINK_UNUSABLE") == CALLERS - 1


def test_control_looking_then_writing_opens_more_than_once() -> None:
    issue()

    def press(_: int) -> bool:
        link = live_link(TOKEN, NOON)
        if link is None:
            return False
        time.sleep(0.3)  # all have looked before the first one writes
        SurveyLink.objects.filter(id=link.id).update(used_at=NOON)
        return True

    assert sum(all_at_once(press, CALLERS)) > 1, "The race did not show: the test above proves nothing."
