"""The timeline: every spell and step is in the picture and in the table, inside the frame."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cesp_portal.dashboard.selectors.timelines import LANES, MARK_WIDTH, NARROW, WIDE, Lane, Spell, Step, draw

TODAY = dt.date(2026, 11, 21)
FIRST, LAST = dt.date(2010, 1, 1), dt.date(2045, 12, 31)
# A number of days is one draw, where a date is three.
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + dt.timedelta(days=days))


def spell(lane: Lane, place: str, start: dt.date, length: int) -> Spell:
    """A spell of that many days; 0: it goes on."""
    return Spell(lane, place, start, start + dt.timedelta(days=length) if length else None)


SPELLS = st.builds(
    spell, st.sampled_from(LANES), st.sampled_from(["", "Figeac"]), DAYS, st.just(0) | st.integers(0, 4000)
)


def test_nothing_to_draw_gives_no_picture() -> None:
    assert draw([], [], TODAY) is None


def test_spell_runs_from_its_first_day_to_its_last() -> None:
    year = Spell(Lane.ALLOWANCE, "", dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    picture = draw([year], [], TODAY)
    assert picture is not None
    (bar,) = picture.wide.bars
    assert bar.x == WIDE.gutter
    assert bar.title == "Allocation, du 01/01/2026 au 31/12/2026"
    assert picture.rows[0].last_day == dt.date(2026, 12, 31)


def test_planned_declared_and_verified_practice_are_drawn_apart() -> None:
    same_days = (dt.date(2026, 1, 1), dt.date(2026, 6, 1))
    picture = draw(
        [Spell(lane, "", *same_days) for lane in (Lane.PLANNED, Lane.DECLARED, Lane.VERIFIED)], [], TODAY
    )
    assert picture is not None
    assert len({bar.y for bar in picture.wide.bars}) == 3
    assert {bar.style for bar in picture.wide.bars} == {"planned", "declared", "verified"}


def test_spell_that_goes_on_stops_at_today_and_has_no_last_day() -> None:
    picture = draw([Spell(Lane.VERIFIED, "Figeac", dt.date(2026, 1, 1), None)], [], TODAY)
    assert picture is not None
    bar = picture.wide.bars[0]
    assert bar.goes_on
    assert bar.x + bar.width == pytest.approx(picture.wide.today_x)
    assert picture.rows[0].last_day is None
    assert "depuis le 01/01/2026" in bar.title


def test_planned_practice_that_goes_on_reaches_the_edge() -> None:
    picture = draw([Spell(Lane.PLANNED, "Figeac", dt.date(2026, 1, 1), None)], [], TODAY)
    assert picture is not None
    bar = picture.wide.bars[0]
    assert bar.x + bar.width == pytest.approx(WIDE.width - WIDE.margin)


def test_steps_are_numbered_in_order_of_days() -> None:
    steps = [
        Step("Fin prévue", dt.date(2029, 3, 31), is_expected=True),
        Step("Signature", dt.date(2024, 2, 1)),
    ]
    picture = draw([], steps, TODAY)
    assert picture is not None
    assert [(mark.number, mark.title) for mark in picture.wide.marks] == [
        (1, "Signature, 01/02/2024"),
        (2, "Fin prévue, 31/03/2029"),
    ]
    assert [row.what for row in picture.rows] == ["Signature", "Fin prévue (prévu)"]


@given(st.lists(SPELLS, min_size=1, max_size=5), st.lists(DAYS, max_size=3))
def test_everything_stays_in_the_frame_and_in_the_table(many: list[Spell], days: list[dt.date]) -> None:
    picture = draw(many, [Step("Étape", day) for day in days], TODAY)
    assert picture is not None
    assert len(picture.rows) == len(many) + len(days)
    for frame, drawn in ((WIDE, picture.wide), (NARROW, picture.narrow)):
        assert frame.gutter <= drawn.today_x <= frame.width
        for bar in drawn.bars:
            assert bar.x >= frame.gutter
            assert bar.x + bar.width <= frame.width
            assert 0 < bar.y < drawn.height
        for mark in drawn.marks:
            assert 0 < mark.x < frame.width
            assert 0 < mark.y < drawn.height


@given(st.lists(DAYS, min_size=2, max_size=7))
@example([dt.date(2010, 9, 1), dt.date(2011, 11, 13)])  # 23 px apart
def test_no_step_hides_another(days: list[dt.date]) -> None:
    picture = draw([], [Step("Étape", day) for day in days], TODAY)
    assert picture is not None
    for drawn in (picture.wide, picture.narrow):
        # Marks are placed to a tenth of a pixel, of which floats do not give the exact differences.
        places = [(round(mark.x * 10), mark.y) for mark in drawn.marks]
        assert all(
            one[1] != other[1] or abs(one[0] - other[0]) >= MARK_WIDTH * 10
            for number, one in enumerate(places)
            for other in places[:number]
        )
