"""Steering figures of a region or of the country: counts by stage, profession, year and department."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.tallies import people_by, tally_for
from contracts.enums import Profession, Regime

FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One count: ``people`` is None when it is hidden; ``query`` finds the rows behind it, empty when nobody may."""

    label: str
    people: int | None
    share: int
    query: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A breakdown of the same people: bars and table say the same."""

    code: str
    title: str
    figures: tuple[Figure, ...]
    total: int | None


def charts_for(actor: Actor, on: dt.date) -> list[Chart]:
    """Return the breakdowns of the contracts in reach; national supervision sees no count under five, nor its rows."""
    tally = tally_for(actor, on)
    hides = actor.is_a(Role.SUPERVISION)
    standings = people_by(tally, "standing")
    return [
        _chart(
            "standing",
            "Par situation",
            {code: standings[code] for code in Standing.values if code in standings},
            dict(Standing.choices),
            hides=hides,
        ),
        _chart(
            "profession",
            "Par profession",
            people_by(tally, "profession"),
            dict(Profession.choices),
            hides=hides,
        ),
        _chart("regime", "Par régime", people_by(tally, "regime"), dict(Regime.choices), hides=hides),
        _chart("academic_year", "Par année d'entrée", people_by(tally, "academic_year"), {}, hides=hides),
    ]


def _chart(
    code: str, title: str, counted: Mapping[str, int], labels: Mapping[str, object], *, hides: bool
) -> Chart:
    hidden = hidden_codes(counted) if hides else set()
    most = max(counted.values(), default=1)
    return Chart(
        code=code,
        title=title,
        figures=tuple(
            Figure(
                label=str(labels.get(value, value)),
                people=None if value in hidden else people,
                share=0 if value in hidden else round(100 * people / most),
                query="" if hides else urlencode({code: value}),
            )
            for value, people in counted.items()
        ),
        total=None if hides and sum(counted.values()) < FEWEST_SHOWN else sum(counted.values()),
    )


def hidden_codes(counted: Mapping[str, int]) -> set[str]:
    """Return what a reader without names must not see: counts under five, and what would give them away."""
    small = {code for code, people in counted.items() if people < FEWEST_SHOWN}
    others = Counter({code: people for code, people in counted.items() if code not in small})
    if small and others and sum(counted[code] for code in small) < FEWEST_SHOWN:
        small.add(min(others, key=lambda code: others[code]))
    return small
