"""The whole rulebook as one read model: what is to confirm first, then every parameter by theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.findings import Confidence, Finding
from cesp_portal.common.rules.parameters import Dated, Parameter
from contracts.enums import Population, Regime, Track
from contracts.rules import parameters as contract_parameters
from installations.rules import parameters as practice_parameters
from zonage.rules import parameters as zoning_parameters

# The least sure first: that is what a jurist has to look for.
_DOUBTS = (Confidence.UNKNOWN, Confidence.DERIVED, Confidence.SECONDARY, Confidence.ADMINISTRATION)


_WORDS = {
    "regime": "régime",
    "profession": "profession",
    "track": "parcours",
    "population": "situation",
    "cycle": "cycle",
    "ground": "motif",
    "zoning": "zonage",
    "kind": "demande",
}
_ZONINGS = {"medecins": "des médecins", "dentistes": "des chirurgiens-dentistes"}
# What a reader sees of a code; a regime keeps its own, explained at the top of the report.
_SPOKEN: Mapping[str, Callable[[str], str]] = {
    "regime": lambda code: "à confirmer" if code == Regime.TO_CONFIRM else code,
    "profession": lambda code: str(Profession(code).label),
    "track": lambda code: str(Track(code).label),
    "population": lambda code: str(Population(code).label),
    "zoning": lambda code: _ZONINGS.get(code, code),
    "kind": lambda code: code.replace("_", " "),
}


def _spoken(word: str, code: str) -> str:
    """The French of a code inside a sentence: an acronym keeps its capitals."""
    text = _SPOKEN[word](code) if word in _SPOKEN else code
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


@dataclass(frozen=True, slots=True)
class Row:
    """One value and all that it applies to: a value written for several regimes is one row."""

    value: Dated
    keys: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def scope(self) -> str:
        """« national, régime R2, R3 ; cycle 2 »."""
        words: dict[str, dict[str, None]] = {}
        for key in self.keys:
            for word, code in key:
                words.setdefault(word, {})[_spoken(word, code)] = None
        told = [f"{_WORDS.get(word, word)} {', '.join(codes)}" for word, codes in words.items()]
        return " ; ".join([self.value.scope, *told])


@dataclass(frozen=True, slots=True)
class Entry:
    """One parameter and its rows, oldest first."""

    parameter: Parameter
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Parameters that are read together."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``to_confirm`` by confidence, least sure first; ``checked_on``: the oldest check; ``regimes``: code and label."""

    to_confirm: Mapping[Confidence, tuple[Row, ...]]
    themes: tuple[Theme, ...]
    findings: tuple[Finding, ...]
    values: int
    checked_on: date
    regimes: tuple[tuple[str, str], ...]


def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter of the three apps, in the order of their files."""
    books = (contract_parameters.PARAMETERS, zoning_parameters.PARAMETERS, practice_parameters.PARAMETERS)
    return tuple(parameter for book in books for parameter in book.values())


def rows_of(parameter: Parameter) -> tuple[Row, ...]:
    """The values of a parameter, those that differ only by their words made one row."""
    rows: dict[Dated, list[tuple[tuple[str, str], ...]]] = {}
    for value in parameter:
        rows.setdefault(replace(value, key=()), []).append(value.key)
    ordered = sorted(rows.items(), key=lambda item: (item[0].region or "", item[0].starts_on))
    return tuple(Row(value, tuple(keys)) for value, keys in ordered)


def rules_report() -> Report:
    """The rulebook as it is loaded now."""
    entries = [Entry(parameter, rows_of(parameter)) for parameter in all_parameters()]
    rows = [row for entry in entries for row in entry.rows]
    doubts = {level: tuple(row for row in rows if row.value.confidence is level) for level in _DOUBTS}
    names = dict.fromkeys(entry.parameter.theme for entry in entries)
    themes = tuple(
        Theme(name, tuple(one for one in entries if one.parameter.theme == name)) for name in names
    )
    findings = tuple(practice_parameters.FINDINGS.entries.values())
    regimes = tuple((one.value, str(one.label)) for one in Regime if one is not Regime.TO_CONFIRM)
    return Report(doubts, themes, findings, len(rows), min(row.value.checked_on for row in rows), regimes)
