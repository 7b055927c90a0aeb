"""One cell of the list: the value it states, or what is wrong with it and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from cesp_portal.common.tabular.cells import Cell, ErrorValue, Formula, Number, is_error_text
from cesp_portal.common.tabular.issues import Code
from cesp_portal.common.tabular.text import clean, match_key
from contracts.rules.selection_files.columns import COLUMNS, Column

AGE_MIN, AGE_MAX = 16, 80

_ASCII_NAME = re.compile(r"'?[A-Za-z]+(?:(?:\.(?: ?-)? ?| ?--? ?| ?' ?| )[A-Za-z]+)*\.?", re.ASCII)
_APOSTROPHES_AND_HYPHENS = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"}
)
_INE = re.compile(r"[0-9]{9}[0-9A-Z][A-Z]", re.ASCII)
_LOCAL_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+'-]*(?:\.[A-Za-z0-9_+'-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", re.ASCII)
_LOCAL_PART_MAX = 64
_FRENCH_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_SIGN = re.compile(r"^\W|[+<>=≤≥±~*]")
_RANK = re.compile(r"[0-9]{1,4}", re.ASCII)
_LATIN_BLOCKS = ((0xC0, 0x24F), (0x1E00, 0x1EFF), (0xFB00, 0xFB06))


class WrongValue(Exception):
    """A cell does not state what its column asks for: a code and the sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a cell depends on: the day at which ages are counted, and the meaning of bare serial numbers."""

    ages_on: date
    day_of: Callable[[Number], date | None]


class _Remembered(dict[Cell, Any]):
    """The values of the cells of one column met so far: a list says `medecine` a thousand times."""

    def __init__(self, column: Column, reading: Reading) -> None:
        super().__init__()
        self._column = column
        self._reading = reading

    def __missing__(self, cell: Cell) -> Any:
        value = self[cell] = _read_value(self._column, cell, self._reading)
        return value


def reader_of(column: Column, reading: Reading) -> Callable[[Cell], Any]:
    """A function from a cell of the column to its value, of the type of the column. It raises WrongValue."""
    return _Remembered(column, reading).__getitem__


def _read_value(column: Column, cell: Cell, reading: Reading) -> Any:
    if type(cell) is str:
        if len(cell) > column.max_length:
            raise WrongValue(
                Code.TOO_LONG,
                f"le texte compte {len(cell)} caractères, le maximum est de {column.max_length}. Raccourcissez-le.",
            )
        if cell[:1] == "#" and is_error_text(cell):
            raise _error_value()
    elif isinstance(cell, Formula):
        raise WrongValue(
            Code.FORMULA,
            "la cellule contient une formule, dont le résultat n'est pas repris. Remplacez-la par sa valeur "
            "(« Collage spécial, valeurs »).",
        )
    elif isinstance(cell, ErrorValue):
        raise _error_value()
    return _READERS[column.name](column, cell, reading)


def _error_value() -> WrongValue:
    return WrongValue(
        Code.ERROR_VALUE, "la cellule contient une erreur de calcul. Saisissez la valeur elle-même."
    )


def _name(column: Column, cell: Cell, _reading: Reading) -> str:
    text = clean(cell) if isinstance(cell, str) else ""
    if text and is_person_name(text):
        return text
    if cell is None or not str(cell).strip():
        raise WrongValue("R_NAME", "la case est vide. Indiquez le nom, comme à l'état civil.")
    raise WrongValue(
        "R_NAME",
        "ce n'est pas un nom lisible. Seuls sont acceptés les lettres latines, les espaces, les apostrophes et les "
        "traits d'union.",
    )


def is_person_name(text: str) -> bool:
    """Whether the text is made of Latin letters joined by single spaces, apostrophes, hyphens or initials' points."""
    if not text.isascii():
        text = _as_ascii_shape(text.translate(_APOSTROPHES_AND_HYPHENS))
    return _ASCII_NAME.fullmatch(text) is not None


def _as_ascii_shape(text: str) -> str:
    marks = 0
    shape = []
    for character in text:
        if character.isascii():
            shape.append(character)
        elif _is_latin_letter(character):
            shape.append("a")
        elif unicodedata.category(character) == "Mn" and shape and marks < 2:
            marks += 1
            continue
        else:
            return ""
        marks = 0
    return "".join(shape)


@lru_cache(maxsize=1_024)
def _is_latin_letter(character: str) -> bool:
    code = ord(character)
    if not any(first <= code <= last for first, last in _LATIN_BLOCKS):
        return False
    return unicodedata.category(character) in ("Lu", "Ll", "Lt") and unicodedata.name(character).startswith(
        "LATIN"
    )


def _birth_date(_column: Column, cell: Cell, reading: Reading) -> date:
    born = _day(cell, reading)
    if born is None:
        raise WrongValue(
            "R_DATE", "la date n'est pas lisible. Écrivez-la jour/mois/année, par exemple 02/02/2000."
        )
    age = (
        reading.ages_on.year
        - born.year
        - ((reading.ages_on.month, reading.ages_on.day) < (born.month, born.day))
    )
    if not AGE_MIN <= age <= AGE_MAX:
        raise WrongValue(
            "R_DATE",
            f"cette date de naissance donne un âge hors de {AGE_MIN} à {AGE_MAX} ans. Vérifiez l'année.",
        )
    return born


def _day(cell: Cell, reading: Reading) -> date | None:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Number):
        return reading.day_of(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if match := _FRENCH_DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _email(_column: Column, cell: Cell, _reading: Reading) -> str:
    text = cell.strip() if isinstance(cell, str) else ""
    local, at_sign, domain = text.partition("@")
    if not (
        at_sign
        and len(local) <= _LOCAL_PART_MAX
        and _LOCAL_PART.fullmatch(local) is not None
        and _is_domain(domain)
    ):
        raise WrongValue(
            "R_EMAIL",
            "l'adresse électronique n'est pas valable. Écrivez une seule adresse, sans accent ni espace, "
            "comme nom@domaine.fr.",
        )
    return text.lower()


@lru_cache(maxsize=1_024)
def _is_domain(text: str) -> bool:
    return _DOMAIN.fullmatch(text) is not None


def _ine(_column: Column, cell: Cell, _reading: Reading) -> str:
    if isinstance(cell, (Number, date, bool)):
        raise WrongValue(
            "R_INE",
            "l'INE a été transformé en nombre ou en date par le tableur : des zéros ou des lettres ont pu se perdre. "
            "Mettez la colonne au format Texte et recopiez l'INE depuis son origine.",
        )
    text = cell.strip() if isinstance(cell, str) else ""
    ine = text.upper() if text.isascii() else text
    if _INE.fullmatch(ine) is None or not ine.strip("0ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        raise WrongValue(
            "R_INE",
            "l'INE compte 11 caractères : neuf chiffres et deux lettres, ou dix chiffres et une lettre. "
            "Recopiez-le depuis la carte d'étudiant.",
        )
    return ine


def _rank(_column: Column, cell: Cell, _reading: Reading) -> int:
    text = ""
    if isinstance(cell, Number):
        text = cell.as_integer_text()
    elif isinstance(cell, str):
        text = cell.strip()
    if _RANK.fullmatch(text) is None or int(text) == 0:
        raise WrongValue("R_RANK", "le rang doit être un nombre entier, de 1 à 9999, sans autre signe.")
    return int(text)


def _choice(column: Column, cell: Cell, _reading: Reading) -> str:
    text = "" if cell is None or isinstance(cell, (bool, date)) else clean(str(cell))
    found = _VALUES[column.name].get(text)
    if found is None and unicodedata.is_normalized("NFKC", text):
        found = _VALUES[column.name].get(match_key(text))
    if found is None:
        allowed = ", ".join(column.choices)
        what = "la case est vide" if not text.strip() else "cette valeur n'est pas connue"
        raise WrongValue("R_ENUM", f"{what}. Valeurs acceptées : {allowed}.")
    return found


def _number_choice(column: Column, cell: Cell, reading: Reading) -> int:
    """A year or a cycle; a sign changes the number, so it is never passed over as mere punctuation."""
    if cell is not None and _SIGN.search(str(cell).strip()):
        allowed = ", ".join(column.choices)
        raise WrongValue("R_ENUM", f"cette valeur n'est pas connue. Valeurs acceptées : {allowed}.")
    return int(_choice(column, cell, reading))


def _free_text(_column: Column, cell: Cell, _reading: Reading) -> str:
    text = clean(str(cell)) if cell is not None else ""
    if not text.isprintable():
        raise WrongValue(
            Code.CONTROL_CHARS,
            "le texte contient un caractère invisible interdit. Effacez la case et saisissez-la de nouveau.",
        )
    return text


_VALUES: Mapping[str, Mapping[str, str]] = {
    column.name: column.values for column in COLUMNS if column.choices
}
_READERS: Mapping[str, Callable[[Column, Cell, Reading], Any]] = {
    "nom": _name,
    "prenom": _name,
    "date_naissance": _birth_date,
    "email": _email,
    "ine": _ine,
    "filiere": _choice,
    "cycle": _number_choice,
    "annee": _number_choice,
    "specialite": _free_text,
    "liste": _choice,
    "rang": _rank,
    "avis": _choice,
}
