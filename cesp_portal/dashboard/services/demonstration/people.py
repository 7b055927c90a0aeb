"""The invented people of the demonstration: the same ones at every load, each name and address used once."""

import datetime as dt
import itertools
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_NAMES = (
    "Alix",
    "Basile",
    "Céleste",
    "Dimitri",
    "Elsa",
    "Faustine",
    "Gaspard",
    "Héloïse",
    "Ismaël",
    "Jade",
    "Karim",
    "Lison",
    "Malo",
    "Naïs",
    "Oscar",
    "Perrine",
    "Quentin",
    "Romane",
    "Salomé",
    "Tiago",
    "Ugo",
    "Violette",
    "Wassim",
    "Xavière",
    "Youna",
    "Zacharie",
    "Aubin",
    "Brune",
    "Clovis",
    "Daphné",
)
LAST_NAMES = (
    "Abriange",
    "Bellorge",
    "Cassandrier",
    "Delvaucourt",
    "Estribeaux",
    "Fauvelange",
    "Garrigouste",
    "Hautecloque-Vire",
    "Iribarnezou",
    "Jolibreuil",
    "Kermadeuc",
    "Lestrangeon",
    "Mirambeau-Sol",
    "Nogarède",
    "Orsonval",
    "Pontcarrel",
    "Quillévéré-Lann",
    "Roquebillard",
    "Sauvagnargue",
    "Trémolat",
    "Urbigain",
    "Valsergue",
    "Wendelière",
    "Ysambourg",
    "Zellidja-Morin",
    "Ambrelieu",
    "Brévandes",
    "Clairmontel",
    "Dourgnac",
    "Escandolière",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    last_name: str
    email: str
    ine: str
    born_on: dt.date


def people() -> Iterator[Person]:
    """Give people for ever, in an order that never changes."""
    names = ((first, last) for shift in itertools.count() for first, last in _pairs(shift))
    for number, (first, last) in enumerate(names):
        again = number // (len(FIRST_NAMES) * len(LAST_NAMES))
        email = f"{_ascii(first)}.{_ascii(last)}{again or ''}@example.org"
        yield Person(
            first, last, email, _ine(number), dt.date(1990, 1, 1) + dt.timedelta(days=number * 37 % 4000)
        )


def _pairs(shift: int) -> Iterator[tuple[str, str]]:
    """Pair each first name with another last name at every turn, so that neighbours share neither."""
    for turn in range(len(LAST_NAMES)):
        for place, first in enumerate(FIRST_NAMES):
            yield first, LAST_NAMES[(place * 7 + turn + shift) % len(LAST_NAMES)]


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")


def _ine(number: int) -> str:
    letters = string.ascii_uppercase
    return f"{990_000_000 + number:09d}{letters[number % 26]}{letters[number // 26 % 26]}"
