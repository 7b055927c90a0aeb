"""The suite's own strictness catches what it says."""

import datetime as dt

import pytest

from cesp_portal.common import clock
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.models import DossierVisit
from contracts.models import Invitation, Survey
from tests.strictness import WorksByLuck

pytestmark = pytest.mark.django_db


def test_lock_that_spreads_over_a_join_is_caught() -> None:
    joined = Invitation.objects.select_related("survey")
    with pytest.raises(WorksByLuck, match="contracts_survey"):
        list(joined.select_for_update())
    with pytest.raises(WorksByLuck, match="contracts_survey"):
        list(Invitation.objects.select_for_update().filter(survey__title="Enquête"))
    assert list(joined.select_for_update(of=("self",))) == []


def test_instant_put_where_a_day_is_kept_is_caught() -> None:
    with pytest.raises(WorksByLuck, match="closes_on"):
        Survey.objects.filter(closes_on=clock.instant()).exists()
    assert not Survey.objects.filter(closes_on=dt.date(2026, 1, 1), opened_at=clock.instant()).exists()


def test_answer_kept_although_its_table_leaves_no_mark_is_caught() -> None:
    with pytest.raises(WorksByLuck, match="dashboard_dossiervisit"):
        kept("number of visits", DossierVisit.objects.count)
    assert kept("number of surveys", Survey.objects.count) == 0
