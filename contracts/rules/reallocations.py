"""May a free place change hands: same university or not, list exhausted, dated windows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cesp_portal.common.rules.french import count_text
from contracts.enums import ReallocationKind


@dataclass(frozen=True, slots=True)
class Pool:
    """One campaign as this rule sees it; ``waiting`` counts people still to call, ``free`` its free places."""

    academic_year: str
    university: str
    faculty: str
    region: str
    stream: str
    free: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both included, during which transfers of a kind are open."""

    kind: ReallocationKind
    opens_on: dt.date
    closes_on: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.opens_on <= day <= self.closes_on


def kind_of(origin: Pool, target: Pool) -> ReallocationKind | None:
    """Return what a transfer would be: between streams of one university, or between faculties; None if neither."""
    if origin.academic_year != target.academic_year or origin.region != target.region:
        return None
    if origin.university and origin.university == target.university and origin.stream != target.stream:
        return ReallocationKind.FUNGIBILITY
    if origin.faculty != target.faculty and origin.stream == target.stream:
        return ReallocationKind.REDISTRIBUTION
    return None


def what_prevents_transfer(
    origin: Pool, target: Pool, count: int, windows: Sequence[Window], on: dt.date
) -> str:
    """Return why ``count`` places may not go from a campaign to another that day, or an empty text."""
    kind = kind_of(origin, target)
    if kind is None:
        return "ces campagnes ne sont ni deux filières d'une université, ni deux facultés d'une région pour une filière"
    if not any(window.kind == kind and window.holds(on) for window in windows):
        return f"aucune période ouverte ce jour-là pour : {kind.label.lower()}"
    if kind == ReallocationKind.FUNGIBILITY and origin.waiting:
        called = count_text(
            origin.waiting,
            "personne attend encore d'être appelée",
            "personnes attendent encore d'être appelées",
        )
        return f"{called} dans la filière d'origine"
    if count < 1 or count > origin.free:
        free = count_text(origin.free, "place est libre", "places sont libres")
        return f"{free} dans la campagne d'origine"
    if target.waiting < count:
        people = count_text(target.waiting, "personne seulement attend", "personnes seulement attendent")
        return f"{people} dans la campagne d'arrivée"
    return ""
