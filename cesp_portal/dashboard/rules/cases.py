"""Worked cases: facts and expected answers written by jurists, run against the rules without a database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import two_decimals
from cesp_portal.dashboard.rules.questions import CODES, EXPLANATION, QUESTIONS

_CASE_KEYS = {"id", "question", "status", "why", "facts", "expect"}
_STATUSES = {"stated", "derived", "convention"}


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example and where it was read."""

    id: str
    question: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    file: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case whose answer differs: what was compared, and the facts that decided."""

    case: Case
    differences: tuple[str, ...]
    decided_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.case.id} ({self.case.question}) dans {self.case.file}"]
        lines += [f"  {difference}" for difference in self.differences]
        lines += [f"  décidé par : {line}" for line in self.decided_by]
        return "\n".join(lines)


def case_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The TOML files named, and those found in the folders named, in order."""
    for path in paths:
        found = sorted(one for one in path.rglob("*.toml") if not one.is_dir()) if path.is_dir() else [path]
        yield from found


def read_cases(path: Path) -> list[Case]:
    """The cases of a file; a file without ``[[case]]`` gives none, an unreadable one gives a failing case."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        return [_unreadable(path, "fichier ou dossier introuvable")]
    except OSError as error:
        return [_unreadable(path, f"fichier illisible : {error.strerror}")]
    except UnicodeDecodeError as error:
        return [_unreadable(path, f"fichier illisible : il n'est pas en UTF-8 ({error.reason})")]
    except tomllib.TOMLDecodeError as error:
        return [_unreadable(path, f"fichier illisible, ce n'est pas du TOML : {error}")]
    raw = content.get("case", [])
    if not isinstance(raw, list):
        return [_unreadable(path, "« case » doit être une liste de tables [[case]]")]
    seen: set[str] = set()
    return [_case(number, table, path, seen) for number, table in enumerate(raw, start=1)]


def _unreadable(path: Path, problem: str) -> Case:
    return Case(path.name, "", {}, {}, str(path), problem)


def _case(number: int, table: Any, path: Path, seen: set[str]) -> Case:
    """The case of one table, or a failing one that says what is wrong; ``seen``: the identifiers met before it."""
    if not isinstance(table, Mapping):
        return Case(f"cas {number}", "", {}, {}, str(path), "une table [[case]] est attendue")
    name, question = str(table.get("id", f"cas {number}")), str(table.get("question", ""))
    if problem := _problem(table, name, seen):
        return Case(name, question, {}, {}, str(path), problem)
    seen.add(name)
    return Case(name, question, table.get("facts", {}), table["expect"], str(path))


def _problem(table: Mapping[str, Any], name: str, seen: set[str]) -> str:
    """What makes a table no case, empty when nothing does."""
    facts, expect = table.get("facts", {}), table.get("expect")
    if unknown := [key for key in table if key not in _CASE_KEYS and isinstance(table[key], Mapping | list)]:
        return f"clé inconnue : {', '.join(sorted(unknown))}"
    if not isinstance(facts, Mapping) or not isinstance(expect, Mapping) or not expect:
        return "[case.facts] et [case.expect] sont attendus"
    if table.get("status", "stated") not in _STATUSES:
        return f"statut inconnu : {table['status']} ; connus : {', '.join(sorted(_STATUSES))}"
    if not isinstance(expect.get("findings", []), list):
        return "« findings » est une liste de codes entre crochets"
    return f"l'identifiant « {name} » sert déjà dans ce fichier" if name in seen else ""


def run_case(case: Case) -> Failure | None:
    """None when every expected key is equal in the answer."""
    if case.problem:
        return Failure(case, (case.problem,))
    question = QUESTIONS.get(case.question)
    if question is None:
        return Failure(case, (f"question inconnue : « {case.question} » ; connues : {', '.join(QUESTIONS)}",))
    try:
        answer = question.ask(case.facts)
    except FactError as error:
        return _compare_error(case, error)
    if "error" in case.expect:
        return Failure(
            case,
            (f"erreur attendue sur « {case.expect['error']} », une réponse a été donnée",),
            _decisive(answer),
        )
    differences = tuple(_differences(case.expect, answer))
    return Failure(case, differences, _decisive(answer)) if differences else None


def _compare_error(case: Case, error: FactError) -> Failure | None:
    wanted = case.expect.get("error")
    if wanted is not None and (error.fact == wanted or error.fact.startswith((f"{wanted}[", f"{wanted}."))):
        return None
    return Failure(case, (f"erreur : {error}",), (f"fait « {error.fact} »",))


def _differences(expect: Mapping[str, Any], answer: Any) -> Iterator[str]:
    for key, wanted in expect.items():
        if key == "findings":
            found = {finding.code for finding in answer.findings}
            if missing := [str(code) for code in wanted if code not in found]:
                unknown = [code for code in missing if code not in CODES]
                yield f"findings : attendu {missing}, trouvé {sorted(found)}" + (
                    f" ; inconnus du portail : {unknown}" if unknown else ""
                )
        elif key in EXPLANATION or not hasattr(answer, key):
            yield f"{key} : clé inconnue de la réponse"
        elif (got := shown(getattr(answer, key))) != _plain(wanted):
            yield f"{key} : attendu {_plain(wanted)!r}, trouvé {got!r}"


def _decisive(answer: Any) -> tuple[str, ...]:
    findings: tuple[Finding, ...] = answer.findings
    explain: tuple[Line, ...] = answer.explain
    told = [f"{one.code} {dict(one.facts)} {one.sentence}" for one in findings]
    return (*told, *(str(line) for line in explain))


def _plain(wanted: Any) -> Any:
    """An expected value, lists made tuples so that both sides compare."""
    if isinstance(wanted, list):
        return tuple(_plain(one) for one in wanted)
    return {key: _plain(one) for key, one in wanted.items()} if isinstance(wanted, Mapping) else wanted


def shown(value: Any) -> Any:
    """A value of an answer as case files write it: months and amounts are strings, two decimals half up."""
    if isinstance(value, tuple):
        return tuple(shown(one) for one in value)
    if isinstance(value, Mapping):
        return {key: shown(one) for key, one in value.items()}
    if isinstance(value, Fraction | Decimal):
        return f"{two_decimals(value):.2f}"
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Month) else value
