"""The published extract of the RPPS: its columns found by name, its lines read one by one, memory flat."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from installations.enums import RppsOutcome

SEPARATOR = "|"
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

    Raises RppsUnreadable when a column is missing.
    """
    source = iter(lines)
    columns = _columns(next(source, ""))
    person, last, first, profession, commune = (columns[name] for name in NEEDED)
    most = max(columns[name] for name in NEEDED)
    keys: dict[tuple[str, str], str] = {}
    for line in source:
        cells = line.split(SEPARATOR, most + 1)
        if len(cells) <= most or cells[profession] not in PROFESSIONS:
            continue
        pair = (cells[last], cells[first])
        key = keys.get(pair)
        if key is None:
            key = name_key(*pair)
            if len(keys) < 50_000:
                keys[pair] = key
        if key in wanted:
            yield key, Activity(cells[person], cells[commune].strip(), PROFESSIONS[cells[profession]])


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


def _columns(header: str) -> dict[str, int]:
    names = [
        name.strip().strip("\ufeff").replace("’", "'") for name in header.rstrip("\r\n").split(SEPARATOR)
    ]
    places = {name: place for place, name in enumerate(names) if name}
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise RppsUnreadable(
            f"Ce fichier n'est pas une extraction du RPPS : colonnes absentes : {', '.join(missing)}."
        )
    return places
