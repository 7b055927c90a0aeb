"""The regional rules of an agency: which it may set, what holds, and whom a new value would change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.rules.errors import BeforeFirstValue, FactError
from cesp_portal.common.rules.findings import Confidence, Source
from cesp_portal.common.rules.parameters import (
    Dated,
    Parameter,
    Recorded,
    RecordedKey,
    Scalar,
    recorded_values,
    with_recorded_values,
)
from cesp_portal.dashboard.models import RegionalValue
from cesp_portal.dashboard.selectors.reach import files_for
from contracts.enums import ContractStatus, Regime
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus, PracticeKind, SpellKind
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.figures import NO_FIGURE
from installations.rules.parameters import PARAMETERS
from installations.rules.statement import statement
from installations.selectors.contract_facts import day_ranges
from installations.selectors.examinations import examination_of
from installations.selectors.projects import right_of_project
from installations.selectors.requests import requests_to_examine
from installations.selectors.statements import figures_of, statement_facts, with_facts

MOST_SHOWN = 200
ZONE_RULES = "zone_"
UNITS: Final = {"mois": int, "nombre": int, "années": int, "oui/non": bool, "code": str}
SET_BY_AGENCIES: Final[dict[str, Parameter]] = {
    name: parameter
    for name, parameter in PARAMETERS.items()
    if parameter.unit in UNITS and any(value.region for value in parameter)
}


@dataclass(frozen=True, slots=True)
class RegionalRule:
    """One rule of a region: ``values`` in order of their start, ``now`` the one in force, ``words`` in French."""

    parameter: Parameter
    words: tuple[str, ...]
    told: str
    values: tuple[tuple[Dated, RegionalValue | None], ...]
    now: Dated | None

    @property
    def key(self) -> str:
        return "|".join((self.parameter.name, *self.words))


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody for whom a rule would answer otherwise: what it says before and after."""

    contract: Contract
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a value would change; ``later`` counts those still in training, for whom it depends on their last day."""

    changed: tuple[Changed, ...]
    count: int
    later: int


def read_recorded(on: dt.date) -> Recorded:
    """Return every value that agencies recorded, as the rules read them on that day."""
    found: dict[RecordedKey, list[Dated]] = defaultdict(list)
    rows = (
        RegionalValue.objects.filter(withdrawn_at__isnull=True).select_related("agency").order_by("starts_on")
    )
    for row in rows:
        if row.parameter in SET_BY_AGENCIES:
            region = row.agency.region_code
            found[row.parameter, region, tuple(row.words)].append(dated(row, region, on))
    return {key: tuple(values) for key, values in found.items()}


def dated(row: RegionalValue, region: str, on: dt.date) -> Dated:
    """Return a recorded value with all that makes it believable."""
    parameter = SET_BY_AGENCIES[row.parameter]
    spoken = next((value.spoken for value in parameter), {})
    return Dated(
        parameter=parameter.name,
        label=parameter.label,
        unit=parameter.unit,
        value=_scalar(row.value),
        starts_on=row.starts_on,
        source=Source(f"agence-{region}", row.source),
        confidence=Confidence.ADMINISTRATION,
        checked_on=row.recorded_at.date(),
        region=region,
        key=tuple(zip(parameter.dimensions, row.words, strict=True)),
        is_to_come=row.starts_on > on,
        spoken=spoken,
    )


def _scalar(value: object) -> Scalar:
    if isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{value!r} is no value of a regional rule.")


def regional_rows(actor: Actor) -> QuerySet[RegionalValue]:
    """Return the values recorded by the actor's agency, withdrawn ones included."""
    return RegionalValue.objects.filter(agency_id=actor.office_id).select_related("agency", "recorded_by")


def regional_row(actor: Actor, row_id: object) -> RegionalValue:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(regional_rows(actor), id=row_id)


def answers_of(parameter: Parameter) -> dict[str, str]:
    """Return the answers that a rule proposes, in French by code; none when it takes a number or « oui »."""
    return {code: french for value in parameter for code, french in value.spoken.items()}


def rules_of(actor: Actor, on: dt.date) -> list[RegionalRule]:
    """Return the rules that an agency may set, each with its values, the files' and its own."""
    region = Agency.objects.get(pk=actor.office_id).region_code
    rows = {
        (row.parameter, tuple(row.words), row.starts_on): row
        for row in regional_rows(actor).filter(withdrawn_at__isnull=True)
    }
    return [
        _rule(parameter, words, region, rows, on)
        for parameter in SET_BY_AGENCIES.values()
        for words in _words(parameter)
    ]


def _words(parameter: Parameter) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(key for _, key in parameter.series)) if parameter.dimensions else [()]


def _rule(
    parameter: Parameter,
    words: tuple[str, ...],
    region: str,
    rows: dict[tuple[str, tuple[str, ...], dt.date], RegionalValue],
    on: dt.date,
) -> RegionalRule:
    asked = dict(zip(parameter.dimensions, words, strict=True))
    values = parameter.all_values(region=region, **asked)
    told = ", ".join(str(Regime(word).label) if word in Regime.values else word for word in words)
    own = tuple((value, rows.get((parameter.name, words, value.starts_on))) for value in values)
    return RegionalRule(parameter, words, told, own, parameter.find(on, region=region, **asked))


def preview_of(actor: Actor, value: Dated, on: dt.date) -> Preview:
    """Return whom a value would change among the active files of the agency and the requests that wait."""
    day = max(on, value.starts_on)
    words = tuple(word for _, word in value.key)
    now = recorded_values()
    key = (value.parameter, value.region, words)
    then = dict(now) | {key: (*now.get(key, ()), replace(value, is_to_come=False))}
    files = list(with_facts(files_for(actor).filter(status=ContractStatus.ACTIVE)))
    changed = [
        *_requests_changed(actor, now, then, day),
        *_deferrals_changed(files, now, then),
        *_statements_changed(files, now, then, day),
    ]
    if value.parameter.startswith(ZONE_RULES):
        changed += _projects_changed(files, now, then, day)
    later = sum(one.training_completed_on is None for one in files)
    return Preview(tuple(changed[:MOST_SHOWN]), len(changed), later)


def _requests_changed(actor: Actor, now: Recorded, then: Recorded, day: dt.date) -> Iterator[Changed]:
    for request in requests_to_examine(actor).select_related("contract__candidate", "agency"):
        answers = []
        for values in (now, then):
            with with_recorded_values(lambda values=values: values):  # type: ignore[misc]  # bound now
                try:
                    answers.append([str(one.sentence) for one in examination_of(request, day).findings])
                except (FactError, BeforeFirstValue) as error:
                    answers.append([str(error)])
        before, after = answers
        if before != after:
            yield Changed(
                request.contract,
                f"Demande en cours : {request.get_kind_display().lower()}",
                " ".join(one for one in before if one not in after) or "rien de plus",
                " ".join(one for one in after if one not in before) or "rien de plus",
            )


def _deferrals_changed(files: list[Contract], now: Recorded, then: Recorded) -> Iterator[Changed]:
    """The deferral that each graduate could still have."""
    for contract in files:
        if contract.training_completed_on is None:
            continue
        facts = DeferralFacts(
            region=contract.agency.region_code,
            regime=Regime(contract.regime),
            training_completed_on=contract.training_completed_on,
            requested_months=1,
            granted=tuple(day_ranges(contract, SpellKind.DEFERRAL)),
            replacement_months_counted=Fraction(_replaced(contract)),
        )
        said = []
        for values in (now, then):
            with with_recorded_values(lambda values=values: values):  # type: ignore[misc]  # bound now
                longest = deferral(facts).max_months
            said.append("non dit" if longest is None else f"{longest} mois")
        if said[0] != said[1]:
            yield Changed(contract, "Report encore possible", said[0], said[1])


def _statements_changed(
    files: list[Contract], now: Recorded, then: Recorded, day: dt.date
) -> Iterator[Changed]:
    """The figures of each statement."""
    for contract in files:
        said = []
        for values in (now, then):
            with with_recorded_values(lambda values=values: values):  # type: ignore[misc]  # bound now
                try:
                    said.append(figures_of(statement(statement_facts(contract, day))))
                except FactError as error:
                    said.append({"Décompte": error.message})
        before, after = said
        labels = [label for label in before | after if before.get(label) != after.get(label)]
        if labels:
            yield Changed(
                contract,
                "Décompte",
                *("; ".join(f"{label} : {one.get(label, NO_FIGURE)}" for label in labels) for one in said),
            )


def _projects_changed(
    files: list[Contract], now: Recorded, then: Recorded, day: dt.date
) -> Iterator[Changed]:
    """What the project of those who practise nowhere yet gives a right to."""
    for contract in files:
        placed = any(period.status in DECLARED_STATUSES for period in contract.practice_periods.all())
        right = None if placed else right_of_project(contract, day)
        if right is None:
            continue
        said = []
        for values in (now, then):
            with with_recorded_values(lambda values=values: values):  # type: ignore[misc]  # bound now
                said.append(str(right().label))
        if said[0] != said[1]:
            yield Changed(contract, "Droit du projet sur sa zone", said[0], said[1])


def _replaced(contract: Contract) -> bool:
    """Tell whether replacements already count: for a deferral, only that matters."""
    return any(
        period.kind == PracticeKind.REMPLACEMENT
        and period.status == PeriodStatus.VERIFIED
        and period.is_eligible
        for period in contract.practice_periods.all()
    )
