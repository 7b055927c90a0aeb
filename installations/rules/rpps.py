"""The published extract of the RPPS: its columns found by name, its lines read one by one, memory flat."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from installations.enums import RppsOutcome

SEPARATOR = "|"
# The published file never quotes its cells; tools that save it again do, with a semicolon or a comma.
BARE_SEPARATORS = (SEPARATOR, "\t")
QUOTED_SEPARATORS = (";", ",")
PERSON = "Identification nationale PP"
LAST_NAME = "Nom d'exercice"
FIRST_NAME = "Prénom d'exercice"
PROFESSION = "Code profession"
COMMUNE = "Code commune (coord. structure)"
NEEDED = (PERSON, LAST_NAME, FIRST_NAME, PROFESSION, COMMUNE)
PROFESSIONS = {"10": "medecine", "40": "odontologie", "50": "maieutique", "21": "pharmacie"}


class RppsUnreadable(ValueError):
    """The file is not an extract of the RPPS: its message names what is missing."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of one professional; ``commune`` may be empty, or an arrondissement."""

    person: str
    commune: str
    profession: str


def name_key(last_name: str, first_name: str) -> str:
    """Return a name as it is compared: no accent, no case, letters only."""
    text = unicodedata.normalize("NFKD", f"{last_name} {first_name}").casefold()
    return "".join(letter for letter in text if letter.isalpha() and letter.isascii())


def matching_activities(lines: Iterable[str], wanted: frozenset[str]) -> Iterator[tuple[str, Activity]]:
    """Yield the activities of the people whose ``name_key`` is wanted, with that key.

    Lines that are too short are passed over. Raises RppsUnreadable when a column is missing, or when no line is long
    enough to hold an activity.
    """
    source = iter(lines)
    separator, columns = _columns(next(source, ""))
    person, last, first, profession, commune = (columns[name] for name in NEEDED)
    most = max(columns[name] for name in NEEDED)
    keys: dict[tuple[str, str], str] = {}
    is_readable = False
    for cells in _rows(source, separator, most):
        if len(cells) <= most:
            continue
        is_readable = True
        if cells[profession] not in PROFESSIONS:
            continue
        pair = (cells[last], cells[first])
        key = keys.get(pair)
        if key is None:
            key = name_key(*pair)
            if len(keys) < 50_000:
                keys[pair] = key
        if key in wanted:
            yield key, Activity(cells[person], _code(cells[commune]), PROFESSIONS[cells[profession]])
    if not is_readable:
        raise RppsUnreadable("Ce fichier ne contient aucune ligne lisible : il est vide ou coupé.")


def _rows(source: Iterator[str], separator: str, most: int) -> Iterator[list[str]]:
    """The cells of each line, up to the last one needed."""
    if separator in BARE_SEPARATORS:
        for line in source:
            yield line.rstrip("\r\n").split(separator, most + 1)
        return
    reader = csv.reader(source, delimiter=separator, strict=True)
    begins = 2  # the first line named the columns
    try:
        for cells in reader:
            begins = reader.line_num + 2
            yield cells
    except csv.Error as error:
        raise RppsUnreadable(
            f"La ligne {begins} ne se lit pas : un guillemet y est sans doute ouvert et jamais fermé."
        ) from error


def _code(text: str) -> str:
    """A commune code, with the zero that a spreadsheet takes off."""
    code = text.strip().upper()
    return f"0{code}" if len(code) == 4 and code.isdecimal() else code


def outcome_of(
    activities: Sequence[Activity], profession: str, communes: frozenset[str]
) -> tuple[RppsOutcome, tuple[str, ...]]:
    """Tell whether the register confirms one of these commune codes, and which communes it names."""
    own = [activity for activity in activities if activity.profession == profession]
    found = tuple(sorted({activity.commune for activity in own if activity.commune}))
    if not own:
        return RppsOutcome.ABSENT, ()
    if len({activity.person for activity in own}) > 1:
        return RppsOutcome.HOMONYMS, found
    if communes & set(found):
        return RppsOutcome.CONFIRMED, found
    return (RppsOutcome.CONTRADICTED, found) if found else (RppsOutcome.ABSENT, ())


def _columns(header: str) -> tuple[str, dict[str, int]]:
    """The separator under which most of the columns are found, and the place of each column."""
    found = {separator: _places(header, separator) for separator in (*BARE_SEPARATORS, *QUOTED_SEPARATORS)}
    separator = max(found, key=lambda one: sum(name in found[one] for name in NEEDED))
    missing = [name for name in NEEDED if name not in found[separator]]
    if missing:
        raise RppsUnreadable(
            f"Ce fichier n'est pas une extraction du RPPS : colonnes absentes : {', '.join(missing)}."
        )
    return separator, found[separator]


def _places(header: str, separator: str) -> dict[str, int]:
    known = {_folded(name): name for name in NEEDED}
    cells = header.rstrip("\r\n").split(separator)
    names = [known.get(_folded(cell.strip().strip('\ufeff"'))) for cell in cells]
    return {name: place for place, name in reversed(list(enumerate(names))) if name}


def _folded(name: str) -> str:
    """A heading as it is compared: no accent, no case, letters and digits only."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in text if character.isalnum() and character.isascii())
