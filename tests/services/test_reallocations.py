"""Free places change hands in their windows only, and never while their own list waits."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from contracts.enums import ReallocationKind
from contracts.models import PlaceTransfer
from contracts.selectors.places import free_places
from contracts.services import offers
from contracts.services.reallocations import open_window, transfer_places
from tests.factories.accounts import FacultyFactory, make_actor
from tests.factories.contracts import ReallocationWindowFactory
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer() -> Actor:
    return make_actor(Role.PAYEUR)


@pytest.fixture
def exhausted() -> Selection:
    """A campaign with two free places and nobody left to call."""
    return make_selection(places=2, principal=0, complementary=0)


def sister(selection: Selection, **changes: object) -> Selection:
    facts = {"faculty": selection.campaign.faculty, "stream": "odontologie", **changes}
    return make_selection(places=0, **facts)


def move(payer: Actor, origin: Selection, target: Selection, count: int = 1) -> None:
    transfer_places(
        actor=payer,
        origin_id=origin.campaign.id,
        target_id=target.campaign.id,
        count=count,
        **moment(SENT_ON),
    )


def test_a_place_left_by_a_stream_serves_another_of_the_university(
    payer: Actor, exhausted: Selection
) -> None:
    ReallocationWindowFactory()
    target = sister(exhausted)

    move(payer, exhausted, target, 2)
    sent = offers.call_all(actor=payer, campaign_id=target.campaign.id, **moment(SENT_ON))

    assert [offer.candidate for offer in sent] == target.people[:2]
    assert not free_places(exhausted.campaign).exists()
    assert PlaceTransfer.objects.count() == 2


def test_a_place_goes_to_another_faculty_of_the_region(payer: Actor, exhausted: Selection) -> None:
    ReallocationWindowFactory(kind="redistribution")
    target = sister(
        exhausted, faculty=FacultyFactory(agency=exhausted.campaign.agency), stream=exhausted.campaign.stream
    )

    move(payer, exhausted, target)

    assert free_places(target.campaign).count() == 1


@pytest.mark.parametrize(
    ("window", "day"),
    [
        ({"kind": "redistribution"}, SENT_ON),
        ({"opens_on": SENT_ON + dt.timedelta(days=1)}, SENT_ON),
        ({"academic_year": "2024-2025"}, SENT_ON),
    ],
)
def test_no_place_moves_outside_its_window(
    payer: Actor, exhausted: Selection, window: dict[str, object], day: dt.date
) -> None:
    ReallocationWindowFactory(**window)

    with pytest.raises(Refusal) as refused:
        move(payer, exhausted, sister(exhausted))

    assert refused.value.code == "TRANSFER_IMPOSSIBLE"
    assert not PlaceTransfer.objects.exists()


def test_no_place_leaves_a_list_that_still_waits(payer: Actor) -> None:
    ReallocationWindowFactory()
    origin = make_selection(places=1)

    with pytest.raises(Refusal) as refused:
        move(payer, origin, sister(origin))

    assert "attendent encore" in refused.value.message


def test_a_held_place_never_moves(payer: Actor) -> None:
    ReallocationWindowFactory()
    origin = make_selection(places=1, principal=1, complementary=0)
    offers.call_next(actor=payer, campaign_id=origin.campaign.id, **moment(SENT_ON))

    with pytest.raises(Refusal) as refused:
        move(payer, origin, sister(origin))

    assert refused.value.code == "TRANSFER_IMPOSSIBLE"


def test_a_window_that_ends_before_it_starts_is_refused(payer: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        open_window(
            actor=payer,
            academic_year="2025-2026",
            kind=ReallocationKind.FUNGIBILITY,
            opens_on=SENT_ON,
            closes_on=SENT_ON - dt.timedelta(days=1),
            source="Décision inventée",
            at=moment(SENT_ON)["at"],
        )

    assert refused.value.code == "WINDOW_CROSSED"
