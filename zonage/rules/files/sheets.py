"""A file as rows of text, and the columns that a zoning file may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zonage.rules.codes import is_commune_code, restored_code
from zonage.rules.names import fold

HEADER_SEARCH_LINES = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a text file or of one sheet. ``lines`` numbers them when it is not simply 1, 2, 3…"""

    name: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int] = ()

    def line(self, index: int) -> int:
        """Return the line number of a row, as people count."""
        return self.lines[index] if self.lines else index + 1


# Column -> folded headings under which it was met.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "code",
        "code insee",
        "codeinsee",
        "insee",
        "code commune",
        "code de la commune",
        "depcom",
        "codgeo",
        "insee com",
        "com code",
        "agr",
        "code geographique",
        "nom / code de la commune",
    ),
    "name": (
        "libelle",
        "lib com",
        "com lib",
        "nom",
        "nom commune",
        "nom de la commune",
        "libelle de la commune",
        "commune",
        "libelle commune",
    ),
    "postal_code": ("code postal", "cp", "codepostal"),
    "district": (
        "code qp",
        "code qpv",
        "code du qpv",
        "qpv",
        "code quartier",
        "code du quartier prioritaire",
        "code qn",
    ),
    "district_name": (
        "lib qp",
        "nom du qpv",
        "libelle du quartier prioritaire",
        "nom du quartier prioritaire",
        "lib qpv",
    ),
    "tvs": ("tvs code", "code du territoire de vie sante", "code tvs", "tv"),
    "in_region": ("dansmaregion", "dans ma region"),
    "population": ("pop", "population", "population totale"),
}
# Headings of the level column that do not name a profession.
PLAIN_LEVELS = (
    "zonage",
    "niveau",
    "zone",
    "picked zonage",
    "zonage qpv",
    "qualification attribuee par l arrete regional",
    "qualification attribuee au qpv par l arrete regional",
    "qualification",
)
# Words of a heading that name the profession of the level column.
PROFESSION_WORDS: Mapping[str, str] = {
    "medecin": "medecine",
    "medecins": "medecine",
    "medecine": "medecine",
    "med": "medecine",
    "dentiste": "odontologie",
    "dentistes": "odontologie",
    "dent": "odontologie",
    "odontologie": "odontologie",
    "sage": "maieutique",
    "sages": "maieutique",
    "sf": "maieutique",
    "maieutique": "maieutique",
}
OTHER_PROFESSIONS = (
    "infirmier",
    "infirmiers",
    "kine",
    "kinesitherapeute",
    "masseur",
    "orthophoniste",
    "orthophonistes",
    "pharmacien",
    "pharmaciens",
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header line is (-1 without one) and what each known column's position is.

    ``level_heading`` is the level column's heading as written; ``duplicated`` the headings met twice.
    """

    index: int
    columns: Mapping[str, int]
    level_heading: str = ""
    duplicated: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())

    def has(self, *columns: str) -> bool:
        """Tell whether all these columns exist."""
        return all(column in self.columns for column in columns)


_BY_HEADING = {heading: column for column, headings in HEADINGS.items() for heading in headings}


def find_header(sheet: Sheet) -> Header | None:
    """Return the header of a file: the first line that names a place column and a level column, or its absence."""
    for index in range(min(HEADER_SEARCH_LINES, len(sheet.rows))):
        header = _header_at(sheet, index)
        if header is not None:
            return header
    first = next((row for row in sheet.rows if any(cell.strip() for cell in row)), ())
    cells = [cell.strip() for cell in first]
    if len(cells) == 2 and (is_commune_code(cells[0]) or restored_code(cells[0])):
        return Header(-1, {"code": 0, "level": 1})
    return None


def profession_of_heading(heading: str) -> str | None:
    """Return the profession that a level heading names; an empty text when it names one without zoning here."""
    words = fold(heading).split()
    for word in words:
        if word in PROFESSION_WORDS:
            return PROFESSION_WORDS[word]
    return "" if any(word in OTHER_PROFESSIONS for word in words) else None


def _header_at(sheet: Sheet, index: int) -> Header | None:
    columns: dict[str, int] = {}
    duplicated: list[str] = []
    level_heading = ""
    for position, cell in enumerate(sheet.rows[index]):
        heading = fold(cell)
        column = _BY_HEADING.get(heading)
        if column is None and _is_level(heading):
            column, level_heading = "level", level_heading or cell.strip()
        if column is None:
            continue
        if column in columns and column in ("code", "level", "district", "postal_code"):
            duplicated.append(cell.strip())
        columns.setdefault(column, position)
    places = {"code", "postal_code", "district"} & columns.keys()
    if not places or "level" not in columns:
        return None
    return Header(index, columns, level_heading, tuple(duplicated), tuple(sheet.rows[index]))


def _is_level(heading: str) -> bool:
    if heading in PLAIN_LEVELS:
        return True
    return heading.startswith(("zonage ", "qualification attribuee")) and "tvs" not in heading
