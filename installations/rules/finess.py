"""The published extract of FINESS: establishments and where they are, whatever the edition's encoding."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

SEPARATOR = ";"
HEADER = "finess"
ESTABLISHMENT = "structureet"
OTHER_RECORDS = frozenset({"geolocalisation"})
# Places of the columns, which have no names in the file.
FINESS, SHORT_NAME, LONG_NAME, STREET, LOCALITY = 1, 3, 4, slice(7, 11), 11
COMMUNE, DEPARTMENT, POSTAL_LINE, PHONE, CATEGORY = 12, 13, 15, 16, 19
FEWEST_CELLS = 31
# FINESS writes overseas departments 9A, 9B…; the commune's three figures hold the rest of the code.
PACIFIC = "9J"
POSTAL_CODE_LENGTH = 5


class FinessUnreadable(ValueError):
    """The file is not an extract of the establishments: its message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """One establishment. ``commune_code`` is the INSEE code; ``category`` the label of the file."""

    finess: str
    name: str
    address: str
    commune_code: str
    postal_code: str
    town: str
    category: str
    phone: str


def encoding_of(chunks: Iterable[bytes]) -> str:
    """Return « utf-8-sig », or « latin-1 » for the editions that were written so."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def edition_of(first_line: str) -> date:
    """Return the day of the edition, written on the first line. Raises FinessUnreadable without it."""
    cells = first_line.strip().split(SEPARATOR)
    try:
        if cells[0] != HEADER:
            raise ValueError
        return date.fromisoformat(cells[3])
    except (IndexError, ValueError) as error:
        raise FinessUnreadable(
            "La première ligne n'est pas celle d'une extraction FINESS : « finess;etalab;…;AAAA-MM-JJ » est attendu."
        ) from error


def establishments(lines: Iterable[str]) -> Iterator[Establishment]:
    """Yield the establishments of the lines that follow the first one. Raises FinessUnreadable naming the line."""
    reader = csv.reader(lines, delimiter=SEPARATOR, strict=True)
    number = 1
    try:
        for number, cells in enumerate(reader, start=2):
            if not cells or cells[0] in OTHER_RECORDS:
                continue
            if cells[0] != ESTABLISHMENT or len(cells) < FEWEST_CELLS:
                raise FinessUnreadable(
                    f"Ligne {number} : une ligne « {ESTABLISHMENT} » d'au moins {FEWEST_CELLS} champs est attendue."
                )
            yield _establishment(cells)
    except csv.Error as error:
        raise FinessUnreadable(f"Après la ligne {number} : guillemets mal fermés.") from error


def insee_code(department: str, commune: str) -> str:
    """Return the INSEE code of a commune from the two columns of FINESS: 9A and 105 make 97105."""
    if department == PACIFIC:
        return f"98{commune}"
    if len(department) == 2 and department[0] == "9" and department[1].isalpha():
        return f"97{commune}"
    return f"{department}{commune}"


def _establishment(cells: Sequence[str]) -> Establishment:
    postal_code, _, town = cells[POSTAL_LINE].strip().partition(" ")
    if len(postal_code) != POSTAL_CODE_LENGTH or not postal_code.isdigit():
        postal_code, town = "", cells[POSTAL_LINE].strip()
    street = " ".join(word.strip() for word in cells[STREET] if word.strip())
    return Establishment(
        finess=cells[FINESS].strip(),
        name=" ".join((cells[LONG_NAME].strip() or cells[SHORT_NAME].strip()).split()),
        address=street or cells[LOCALITY].strip(),
        commune_code=insee_code(cells[DEPARTMENT].strip(), cells[COMMUNE].strip()),
        postal_code=postal_code,
        town=town.strip(),
        category=cells[CATEGORY].strip(),
        phone=cells[PHONE].strip(),
    )
