"""The pages that move free places: where the link stands, and what a refusal says."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.enums import ReallocationKind
from contracts.rules.reallocations import Pool, kind_of
from tests.factories.accounts import FacultyFactory, make_actor
from tests.factories.contracts import ReallocationWindowFactory
from tests.factories.selection import make_selection

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "closes_in", "moved"), [("redistribution", 0, 1), ("redistribution", -1, 0)]
)
def test_free_places_leave_a_list_that_waits_while_a_window_is_open(
    kind: str, closes_in: int, moved: int
) -> None:
    origin = make_selection(places=1, principal=2)
    target = make_selection(places=0, faculty=FacultyFactory(agency=origin.campaign.agency))
    today = clock.today()
    ReallocationWindowFactory(
        kind=kind,
        academic_year=origin.campaign.academic_year,
        opens_on=today - 9 * DAY,
        closes_on=today + closes_in * DAY,
    )
    client = Client()
    referent = make_actor(Role.REFERENT, agency=origin.campaign.agency)
    client.force_login(User.objects.get(id=referent.user_id))
    address = reverse("campaign_transfer", args=[origin.campaign.id])
    page = client.get(reverse("campaign_detail", args=[origin.campaign.id])).text
    assert (f'<a href="{address}">transférer des places libres</a>' in page) == bool(moved)
    refused = client.post(address, {"target": target.campaign.pk, "count": 2})
    assert refused.status_code == 409
    if moved:
        assert "1\xa0place est libre dans la campagne d&#x27;origine" in refused.text
    answer = client.post(address, {"target": target.campaign.pk, "count": 1}, follow=True)
    assert ("1\xa0place transférée." in answer.text) == bool(moved)
    assert target.campaign.places.count() == moved


def test_two_faculties_without_university_are_not_of_the_same_one() -> None:
    one = Pool("2026-2027", "", "toulouse", "76", "odontologie", 1, 0)
    other = Pool("2026-2027", "", "montpellier", "76", "medecine", 0, 1)
    assert kind_of(one, other) is None
    same = Pool("2026-2027", "Université", "toulouse", "76", "odontologie", 1, 0)
    sister = Pool("2026-2027", "Université", "toulouse", "76", "medecine", 0, 1)
    assert kind_of(same, sister) is ReallocationKind.FUNGIBILITY
