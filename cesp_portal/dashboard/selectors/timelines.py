"""The timeline picture: spells and steps of a contract laid out for an SVG, with the rows of its table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 960
GUTTER = 170
MARGIN = 14
AXIS_HEIGHT = 30
STEPS_HEIGHT = 34
LANE_HEIGHT = 36
BAR_HEIGHT = 20
NARROWEST_BAR = 3
YEARS_WITHOUT_CROWDING = 12


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
    """A spell as drawn; ``goes_on`` when its end is unknown and the bar stops at the edge."""

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
class Timeline:
    """Everything that the picture and its table need, in pixels of the picture's own frame."""

    width: int
    height: int
    years: tuple[tuple[float, int], ...]
    lanes: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    today_x: float
    rows: tuple[Row, ...]
    summary: str


def draw(spells: Sequence[Spell], steps: Sequence[Step], today: dt.date) -> Timeline | None:
    """Lay out the picture, or return None when there is nothing to draw."""
    if not spells and not steps:
        return None
    first, last = _span(spells, steps, today)
    scale = (WIDTH - GUTTER - MARGIN) / (last - first).days

    def x(day: dt.date) -> float:
        return round(GUTTER + (min(max(day, first), last) - first).days * scale, 1)

    steps = sorted(steps, key=lambda step: step.on)
    used = [lane for lane in LANES if any(spell.lane is lane for spell in spells)]
    tops = {lane: AXIS_HEIGHT + STEPS_HEIGHT + LANE_HEIGHT * number for number, lane in enumerate(used)}
    bars = []
    for spell in spells:
        start, stop = x(spell.starts_on), x(spell.until or last)
        bars.append(
            Bar(
                x=start,
                y=tops[spell.lane] + (LANE_HEIGHT - BAR_HEIGHT) / 2,
                width=round(max(stop - start, NARROWEST_BAR), 1),
                style=spell.lane.name.lower(),
                title=_sentence(spell),
                goes_on=spell.until is None,
            )
        )
    height = AXIS_HEIGHT + STEPS_HEIGHT + LANE_HEIGHT * len(used) + MARGIN
    every = 1 if last.year - first.year <= YEARS_WITHOUT_CROWDING else 2
    return Timeline(
        width=WIDTH,
        height=height,
        years=tuple((x(dt.date(year, 1, 1)), year) for year in range(first.year, last.year, every)),
        lanes=tuple((tops[lane] + LANE_HEIGHT / 2, lane.value) for lane in used),
        bars=tuple(bars),
        marks=tuple(
            Mark(x(step.on), number, f"{step.label}, {step.on:%d/%m/%Y}", step.is_expected)
            for number, step in enumerate(steps, 1)
        ),
        today_x=x(today),
        rows=_rows(spells, steps),
        summary=_summary(spells, steps, first, last),
    )


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
