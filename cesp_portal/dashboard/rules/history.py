"""A referent's own spreadsheet, read row by row: what is written becomes facts, what is not clear becomes a doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cesp_portal.common.enums import Profession
from cesp_portal.common.tabular.cells import Cell, ErrorValue, Formula
from cesp_portal.common.tabular.text import clean, match_key
from contracts.enums import Stream
from contracts.rules.streams import filiere_of

NEEDED: Final = {
    "last_name": ("Nom", "nom de famille", "nom d'usage"),
    "first_name": ("Prénom", "prenoms"),
    "born_on": ("Date de naissance", "né le", "née le", "naissance"),
    "email": ("Courriel", "email", "e-mail", "mail", "adresse électronique"),
    "faculty": ("Faculté", "ufr", "université", "composante"),
    "stream": ("Filière", "profession", "formation"),
    "applied_on": ("Date de candidature", "candidature", "dossier reçu le"),
    "concluded_on": ("Date du contrat", "conclu le", "signature", "date de signature", "signé le"),
}
USEFUL: Final = {
    "academic_year": ("Année universitaire", "promotion"),
    "cycle": ("Cycle à la candidature", "cycle"),
    "specialty": ("Spécialité",),
    "number": ("Numéro de contrat", "numéro", "n° contrat"),
    "first_paid_month": ("Premier mois d'allocation", "premier versement"),
    "internship_started_on": ("Début de l'internat", "internat"),
    "des_on": ("Obtention du DES", "des"),
    "de_on": ("Diplôme d'État", "thèse", "date de thèse"),
}
FIELDS: Final = {**NEEDED, **USEFUL}
LABELS: Final = {name: spellings[0] for name, spellings in FIELDS.items()}
DAYS: Final = ("born_on", "applied_on", "concluded_on", "internship_started_on", "des_on", "de_on")
FIRST_MONTH: Final = 9
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"(20[0-9]{2})\s*[-/]\s*(20[0-9]{2})", re.ASCII)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SPELLINGS = {match_key(text) for spellings in FIELDS.values() for text in spellings}
_STREAMS = {match_key(text): stream for stream in Stream for text in (stream.value, str(stream.label))}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One person of the spreadsheet. ``facts`` holds what was read; ``missing`` the needed facts that were not."""

    line: int
    facts: Mapping[str, str | int | date]
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return " ".join(str(self.facts[key]) for key in ("first_name", "last_name") if key in self.facts)


def known_titles(titles: Sequence[str]) -> int:
    """Return how many of these titles name a field."""
    return sum(match_key(title) in _SPELLINGS for title in titles if title)


def suggested_mapping(headers: Sequence[str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return for each field the column to read: the one chosen last time, else one that bears its name."""
    by_key = {match_key(header): header for header in headers if header}
    found = {}
    for name, spellings in FIELDS.items():
        wanted = (kept.get(name, ""), *spellings)
        header = next((by_key[match_key(text)] for text in wanted if text and match_key(text) in by_key), "")
        if header:
            found[name] = header
    return found


def unmapped(mapping: Mapping[str, str]) -> list[str]:
    """Return the labels of the needed fields that no column gives."""
    return [LABELS[name] for name in NEEDED if not mapping.get(name)]


def read_row(line: int, cells: Mapping[str, Cell], faculties: Mapping[str, str]) -> HistoryRow:
    """Read one row; ``cells`` by field, ``faculties`` the code of each faculty by the match key of its name or code."""
    facts: dict[str, str | int | date] = {}
    doubts: list[str] = []
    for name in FIELDS:
        cell = cells.get(name)
        if isinstance(cell, (Formula, ErrorValue)):
            doubts.append(f"{LABELS[name]} : la case contient une formule ou une erreur.")
            continue
        text = "" if cell is None else clean(str(cell))
        if not text:
            continue
        value = _value(name, cell, text, faculties)
        if value is None:
            wrong = "n'est pas une faculté de l'agence" if name == "faculty" else "ne se lit pas"
            doubts.append(f"{LABELS[name]} : « {text[:60]} » {wrong}.")
        else:
            facts[name] = value
    doubts += _contradictions(facts)
    missing = tuple(LABELS[name] for name in NEEDED if name not in facts)
    if facts.get("stream") == Stream.PADHUE:
        missing = (*missing, "Profession (la filière PADHUE ne la dit pas)")
    return HistoryRow(line, facts, missing, tuple(doubts))


def profession_of(stream: str) -> Profession:
    """Return the profession of a stream of students."""
    return Profession(filiere_of(Stream(stream)).value)


def academic_year_of(facts: Mapping[str, str | int | date]) -> str:
    """Return the academic year written, else the one in which the application falls."""
    written, applied_on = facts.get("academic_year"), facts["applied_on"]
    if isinstance(written, str):
        return written
    if not isinstance(applied_on, date):
        raise TypeError("applied_on is a day")
    start = applied_on.year - (applied_on.month < FIRST_MONTH)
    return f"{start}-{start + 1}"


def _value(name: str, cell: Cell, text: str, faculties: Mapping[str, str]) -> str | int | date | None:
    if name in DAYS:
        return cell if isinstance(cell, date) else _day(text)
    if name == "faculty":
        return faculties.get(match_key(text))
    reader = _READERS.get(name)
    return reader(text) if reader else text[:100]


def _email(text: str) -> str | None:
    return text.lower() if _EMAIL.fullmatch(text) else None


def _cycle(text: str) -> int | None:
    return int(text) if text in ("1", "2", "3") else None


def _academic_year(text: str) -> str | None:
    found = _YEAR.fullmatch(text)
    return f"{found[1]}-{found[2]}" if found and int(found[2]) == int(found[1]) + 1 else None


def _month(text: str) -> str | None:
    return text if _MONTH.fullmatch(text) else None


def _stream(text: str) -> str | None:
    return _STREAMS.get(match_key(text))


_READERS: Final[Mapping[str, Callable[[str], str | int | None]]] = {
    "email": _email,
    "cycle": _cycle,
    "academic_year": _academic_year,
    "first_paid_month": _month,
    "stream": _stream,
}


def _day(text: str) -> date | None:
    if found := _FRENCH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _contradictions(facts: Mapping[str, str | int | date]) -> list[str]:
    """Dates that cannot follow one another; none is corrected."""
    pairs = (
        ("born_on", "applied_on"),
        ("applied_on", "concluded_on"),
        ("applied_on", "de_on"),
        ("internship_started_on", "des_on"),
    )
    found = []
    for first, second in pairs:
        before, after = facts.get(first), facts.get(second)
        if isinstance(before, date) and isinstance(after, date) and before > after:
            found.append(f"{LABELS[second]} précède {LABELS[first].lower()}.")
    return found
