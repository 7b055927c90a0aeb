"""Steering figures of a region or of the country: how many contracts stand where, each figure with its rows."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.kept_files import Files, kept_by_file, one_value
from cesp_portal.dashboard.enums import After, Standing
from cesp_portal.dashboard.selectors.departments import department_names, named
from cesp_portal.dashboard.selectors.ended import CAUSES, after_by_file, cause_by_file
from cesp_portal.dashboard.selectors.reach import by_file, counted_for, whose
from cesp_portal.dashboard.selectors.tallies import people_by, tally_for
from contracts.enums import Profession, Regime

FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One count: ``people`` is None when it is hidden; ``url`` opens the rows behind it, empty when nobody may."""

    label: str
    people: int | None
    share: int
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A breakdown of the same people: bars and table say the same. ``unit`` names what is counted.

    ``total`` is None when it is hidden, or when the figures do not add up.
    """

    code: str
    title: str
    figures: tuple[Figure, ...]
    total: int | None
    unit: str = "Contrats"
    note: str = ""
    adds_up: bool = True


def charts_for(actor: Actor, on: dt.date) -> list[Chart]:
    """Return the breakdowns of the contracts in reach; national supervision sees no count under five, nor its rows."""
    tally = tally_for(actor, on)
    standings = people_by(tally, "standing")
    names = department_names()
    departments = people_by(tally, "department")
    by_stage = {code: standings[code] for code in Standing.values if code in standings}
    charts = [
        contract_chart(actor, "standing", "Par situation", by_stage, dict(Standing.choices)),
        contract_chart(
            actor, "profession", "Par filière", people_by(tally, "profession"), dict(Profession.choices)
        ),
        contract_chart(
            actor,
            "department",
            "Par département",
            departments,
            {code: named(code, names) for code in departments},
            note="Là où la personne exerce, sinon là où elle projette d'exercer.",
        ),
        contract_chart(actor, "academic_year", "Par cohorte", people_by(tally, "academic_year"), {}),
        contract_chart(actor, "regime", "Par régime", people_by(tally, "regime"), dict(Regime.choices)),
    ]
    if actor.is_a(Role.SUPERVISION):
        charts.insert(0, _by_region(actor))
    return charts


def ended_charts_for(actor: Actor) -> list[Chart]:
    """Return why contracts broke, and where people practise once their commitment is over."""
    causes, afters = (_counted(files) for files in (cause_by_file(actor), after_by_file(actor)))
    return [
        contract_chart(
            actor,
            "cause",
            "Ruptures, par cause",
            {code: causes[code] for code, _ in CAUSES if code in causes},
            dict(CAUSES),
            note="Contrats rompus, toutes cohortes.",
        ),
        contract_chart(
            actor,
            "after",
            "Après la fin de l'engagement",
            {code: afters[code] for code in After.values if code in afters},
            dict(After.choices),
            note="Engagements accomplis, d'après la dernière lecture du RPPS depuis la fin.",
        ),
    ]


def _counted(files: Files[str]) -> dict[str, int]:
    return {value: len(held) for value, held in files.having.items()}


def _by_region(actor: Actor) -> Chart:
    regions = _counted(
        kept_by_file(
            f"regions:{whose(actor)}",
            lambda files: [by_file(counted_for(actor), files).values_list("file", "agency__region_name")],
            one_value,
        )
    )
    return contract_chart(actor, "region", "Par région", dict(sorted(regions.items())), {})


def contract_chart(
    actor: Actor,
    code: str,
    title: str,
    counted: Mapping[str, int],
    labels: Mapping[str, object],
    *,
    note: str = "",
) -> Chart:
    """Return a breakdown whose figures open the list of signatories filtered by ``code``."""
    urls = {value: f"{reverse('signatories')}?{urlencode({code: value})}" for value in counted}
    rows = [(value, str(labels.get(value, value)), people, urls[value]) for value, people in counted.items()]
    return chart_of(actor, code, title, rows, note=note)


def chart_of(
    actor: Actor,
    code: str,
    title: str,
    rows: Sequence[tuple[str, str, int, str]],
    *,
    unit: str = "Contrats",
    note: str = "",
    adds_up: bool = True,
) -> Chart:
    """Return a chart of (code, label, people, address) rows, small counts hidden from those who see no names.

    Rows that count the same people several times do not add up: no total, and each small count is hidden alone.
    """
    hides = actor.is_a(Role.SUPERVISION)
    counted = {value: people for value, _, people, _ in rows}
    hidden = hidden_codes(counted) if hides else set()
    most = max(counted.values(), default=1) or 1
    total = sum(counted.values())
    return Chart(
        code=code,
        title=title,
        figures=tuple(
            Figure(
                label,
                None if value in hidden else people,
                0 if value in hidden else round(100 * people / most),
                "" if hides or not people else url,
            )
            for value, label, people, url in rows
        ),
        total=None if not adds_up or (hides and total < FEWEST_SHOWN) else total,
        unit=unit,
        note=note,
        adds_up=adds_up,
    )


def hidden_codes(counted: Mapping[str, int]) -> set[str]:
    """Return what a reader without names must not see: counts under five, and what would give them away."""
    small = {code for code, people in counted.items() if people < FEWEST_SHOWN}
    others = Counter({code: people for code, people in counted.items() if code not in small})
    least, sum_hidden, most = (
        len(small),
        sum(counted[code] for code in small),
        (FEWEST_SHOWN - 1) * len(small),
    )
    # A sum at its least says that each is one, a sum at its most that each is four.
    if small and others and (sum_hidden < FEWEST_SHOWN or sum_hidden in (least, most)):
        small.add(min(others, key=lambda code: others[code]))
    return small
