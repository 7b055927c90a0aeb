"""The timeline picture: spells and steps of a contract laid out for an SVG, with the rows of its table."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

NARROWEST_BAR = 3
BAR_HEIGHT = 20
MARK_WIDTH = 23  # two marks nearer than that are put one under the other


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a picture, in its own pixels.

    ``gutter`` is the room of the lanes' names, 0 when they stand above their bars.
    """

    width: int
    gutter: int
    lane_height: int
    most_years: int
    margin: int = 14
    axis_height: int = 30
    step_height: int = 26

    @property
    def bar_top(self) -> float:
        """Distance from the top of a lane to its bars."""
        return (self.lane_height - BAR_HEIGHT) / 2 if self.gutter else self.lane_height - BAR_HEIGHT - 4

    @property
    def name_top(self) -> float:
        """Distance from the top of a lane to the middle of its name."""
        return self.lane_height / 2 if self.gutter else 12


WIDE = Frame(width=960, gutter=170, lane_height=36, most_years=12)
NARROW = Frame(width=340, gutter=0, lane_height=48, most_years=6)


class Lane(StrEnum):
    """The rows of the picture, from top to bottom; planned, declared and verified practice never share one."""

    ALLOWANCE = "Allocation"
    SUSPENSION = "Suspensions"
    DEFERRAL = "Reports"
    PLANNED = "Exercice prévu"
    DECLARED = "Exercice déclaré"
    VERIFIED = "Exercice vérifié"
    ZONING = "Projet en zone éligible"
    OUT_OF_ZONE = "Projet hors zone"


LANES = tuple(Lane)
# What goes on is drawn until today; only what is planned is drawn beyond.
AHEAD = frozenset({Lane.PLANNED})


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that lasts: ``until`` is exclusive, None while it goes on."""

    lane: Lane
    label: str
    starts_on: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A day that matters; ``is_expected`` when it is a forecast."""

    label: str
    on: dt.date
    is_expected: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A spell as drawn; ``goes_on`` when its end is unknown.

    Such a bar stops at today, or at the edge for what is planned.
    """

    x: float
    y: float
    width: float
    style: str
    title: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A step as drawn: its number is that of the table."""

    x: float
    y: float
    number: int
    title: str
    is_expected: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table behind the picture."""

    number: int | None
    what: str
    first_day: dt.date
    last_day: dt.date | None
    is_step: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that one drawing needs, in pixels of its own frame."""

    width: int
    height: float
    years: tuple[tuple[float, int], ...]
    lanes: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    today_x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The same drawing for a wide screen and for a phone, and the table that says the same."""

    wide: Picture
    narrow: Picture
    rows: tuple[Row, ...]
    summary: str


def draw(spells: Sequence[Spell], steps: Sequence[Step], today: dt.date) -> Timeline | None:
    """Lay out the pictures, or return None when there is nothing to draw."""
    if not spells and not steps:
        return None
    steps = sorted(steps, key=lambda step: step.on)
    first, last = _span(spells, steps, today)
    return Timeline(
        wide=_picture(WIDE, spells, steps, today, (first, last)),
        narrow=_picture(NARROW, spells, steps, today, (first, last)),
        rows=_rows(spells, steps),
        summary=_summary(spells, steps, first, last),
    )


def _picture(
    frame: Frame,
    spells: Sequence[Spell],
    steps: Sequence[Step],
    today: dt.date,
    span: tuple[dt.date, dt.date],
) -> Picture:
    first, last = span
    scale = (frame.width - frame.gutter - frame.margin) / (last - first).days

    def x(day: dt.date) -> float:
        return round(frame.gutter + (min(max(day, first), last) - first).days * scale, 1)

    marks = _marks(frame, steps, [x(step.on) for step in steps])
    top = max((mark.y for mark in marks), default=frame.axis_height) + frame.step_height / 2 + 4
    used = [lane for lane in LANES if any(spell.lane is lane for spell in spells)]
    tops = {lane: top + frame.lane_height * number for number, lane in enumerate(used)}
    every = -(-(last.year - first.year) // frame.most_years)
    return Picture(
        width=frame.width,
        height=top + frame.lane_height * len(used) + frame.margin,
        years=tuple((x(dt.date(year, 1, 1)), year) for year in range(first.year, last.year, every)),
        lanes=tuple((tops[lane] + frame.name_top, lane.value) for lane in used),
        bars=tuple(
            _bar(spell, x(spell.starts_on), x(_drawn_until(spell, today, last)), tops, frame)
            for spell in spells
        ),
        marks=marks,
        today_x=x(today),
    )


def _drawn_until(spell: Spell, today: dt.date, last: dt.date) -> dt.date:
    if spell.until is not None:
        return spell.until
    return last if spell.lane in AHEAD else max(spell.starts_on, today)


def _bar(spell: Spell, start: float, stop: float, tops: Mapping[Lane, float], frame: Frame) -> Bar:
    return Bar(
        x=start,
        y=tops[spell.lane] + frame.bar_top,
        width=round(max(stop - start, NARROWEST_BAR), 1),
        style=spell.lane.name.lower(),
        title=_sentence(spell),
        goes_on=spell.until is None,
    )


def _marks(frame: Frame, steps: Sequence[Step], places: Sequence[float]) -> tuple[Mark, ...]:
    """Put each mark at its day, one level lower when the one before is in its way."""
    levels: list[float] = []
    marks = []
    for number, (step, day) in enumerate(zip(steps, places, strict=True), 1):
        place = min(max(day, frame.gutter + 11), frame.width - 11)
        level = next((n for n, taken in enumerate(levels) if taken + MARK_WIDTH <= place), len(levels))
        levels[level : level + 1] = [place]
        y = frame.axis_height + 16 + level * frame.step_height
        marks.append(Mark(place, y, number, f"{step.label}, {step.on:%d/%m/%Y}", step.is_expected))
    return tuple(marks)


def _span(spells: Sequence[Spell], steps: Sequence[Step], today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first of January before the first day and the first of January after the last."""
    days = [today, *(step.on for step in steps)]
    for spell in spells:
        days += [spell.starts_on, *([spell.until] if spell.until else [])]
    return dt.date(min(days).year, 1, 1), dt.date(max(days).year + 1, 1, 1)


def _rows(spells: Sequence[Spell], steps: Sequence[Step]) -> tuple[Row, ...]:
    rows = [
        Row(number, step.label + (" (prévu)" if step.is_expected else ""), step.on, step.on, is_step=True)
        for number, step in enumerate(steps, 1)
    ]
    for spell in spells:
        last_day = spell.until - dt.timedelta(days=1) if spell.until else None
        label = f"{spell.lane} : {spell.label}" if spell.label else str(spell.lane)
        rows.append(Row(None, label, spell.starts_on, last_day, is_step=False))
    return tuple(sorted(rows, key=lambda row: (row.first_day, not row.is_step, row.what)))


def _sentence(spell: Spell) -> str:
    what = f"{spell.lane} : {spell.label}" if spell.label else str(spell.lane)
    if spell.until is None:
        return f"{what}, depuis le {spell.starts_on:%d/%m/%Y}"
    last_day = spell.until - dt.timedelta(days=1)
    return f"{what}, du {spell.starts_on:%d/%m/%Y} au {last_day:%d/%m/%Y}"


def _summary(spells: Sequence[Spell], steps: Sequence[Step], first: dt.date, last: dt.date) -> str:
    count = len(spells) + len(steps)
    return (
        f"Frise du contrat de {first.year} à {last.year - 1} : {len(steps)} étapes et {len(spells)} périodes. "
        f"Le tableau qui suit dit la même chose en {count} lignes."
    )
