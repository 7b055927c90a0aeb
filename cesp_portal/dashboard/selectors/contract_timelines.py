"""A contract told as spells and steps: what its timeline draws."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from cesp_portal.common.rules.calendar import Month
from cesp_portal.dashboard.selectors.timelines import Lane, Spell, Step, Timeline, draw
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus, SpellKind
from installations.models import ProjectVersion
from installations.rules.statement import Statement
from zonage.selectors.histories import place_history

DAY = dt.timedelta(days=1)


def timeline_of(contract: Contract, statement: Statement | None, on: dt.date) -> Timeline | None:
    """Return the timeline of a contract as known on that day; practice planned, declared, verified apart.

    Without a statement, the milestones contradict each other: the allowance and the end are left out.
    """
    spells = [
        *(_allowance(statement) if statement else ()),
        *_suspensions(contract),
        *_granted(contract),
        *_practice(contract, on),
        *_zoning(contract),
    ]
    return draw(spells, list(_steps(contract, statement)), on)


def _allowance(statement: Statement) -> Iterator[Spell]:
    """One spell for each run of months paid: a suspension leaves a gap."""
    run: list[Month] = []
    for one in statement.ledger:
        if one.paid and one.month <= Month.of(statement.as_of):
            run.append(one.month)
        elif run:
            yield Spell(Lane.ALLOWANCE, "", run[0].first_day, run[-1].last_day + DAY)
            run = []
    if run:
        yield Spell(Lane.ALLOWANCE, "", run[0].first_day, run[-1].last_day + DAY)


def _suspensions(contract: Contract) -> Iterator[Spell]:
    for leave in contract.training_suspensions.all():
        yield Spell(Lane.SUSPENSION, "pendant la formation", leave.starts_on, leave.ends_until)


def _granted(contract: Contract) -> Iterator[Spell]:
    for spell in contract.granted_spells.all():
        if spell.is_revoked:
            continue
        lane = Lane.DEFERRAL if spell.kind == SpellKind.DEFERRAL else Lane.SUSPENSION
        yield Spell(lane, spell.get_kind_display().lower(), spell.days.lower, spell.days.upper)


def _practice(contract: Contract, on: dt.date) -> Iterator[Spell]:
    """Tell the practice; what a declaration says of the days to come is still planned."""
    tomorrow = on + DAY
    closed_until = contract.closed_on + DAY if contract.closed_on else None
    for period in contract.practice_periods.all():
        first, until = period.days.lower, period.days.upper
        if closed_until is not None:
            until = max(first + DAY, min(until or closed_until, closed_until))
        if period.status == PeriodStatus.PLANNED:
            yield Spell(Lane.PLANNED, period.commune_name, first, until)
        if period.status in DECLARED_STATUSES:
            if first <= on:
                past_until = None if until is None else min(until, tomorrow)
                yield Spell(Lane.DECLARED, period.commune_name, first, past_until)
            if until is None or until > tomorrow:
                yield Spell(Lane.PLANNED, period.commune_name, max(first, tomorrow), until)
        if period.status == PeriodStatus.VERIFIED:
            yield Spell(Lane.VERIFIED, period.commune_name, first, period.verified_until)


def _zoning(contract: Contract) -> Iterator[Spell]:
    """Tell how the zonings have classed the places of the project, each while it was the project."""
    versions = list(ProjectVersion.objects.filter(project__contract=contract).order_by("number"))
    for version, following in pairwise([*versions, None]):
        if version is None or not version.commune_code:
            continue
        replaced_on = following.filed_on if following else None
        history = place_history(code=version.commune_code, profession=contract.profession)
        ends = [*(spell.from_on for spell in history[1:]), None]
        for spell, changed_on in zip(history, ends, strict=False):
            first = max(spell.from_on, version.filed_on)
            closed_until = contract.closed_on + DAY if contract.closed_on else None
            until = min(
                (day for day in (changed_on, replaced_on, closed_until) if day is not None), default=None
            )
            if spell.eligible is not None and (until is None or first < until):
                lane = Lane.ZONING if spell.eligible else Lane.OUT_OF_ZONE
                yield Spell(lane, f"{version.commune_name} ({spell.level or 'sans niveau'})", first, until)


def _steps(contract: Contract, statement: Statement | None) -> Iterator[Step]:
    known = (
        ("Candidature", contract.applied_on),
        ("Contrat conclu", contract.concluded_on),
        ("Début de l'internat", contract.internship_started_on),
        ("DES", contract.des_on),
        ("Diplôme d'État", contract.de_on),
        ("Contrat terminé", contract.closed_on),
    )
    for label, day in known:
        if day is not None:
            yield Step(label, day)
    if statement is not None and statement.ends_on is not None and contract.closed_on is None:
        yield Step("Fin de l'engagement", statement.ends_on, is_expected=True)
