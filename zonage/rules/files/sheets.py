"""A file as rows of text, and the columns that a zoning file may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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

    ``level_heading`` is the level column's heading as written; ``other_levels`` the positions and headings of the
    level columns of other professions; ``duplicated`` the headings met twice.
    """

    index: int
    columns: Mapping[str, int]
    level_heading: str = ""
    duplicated: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())
    other_levels: tuple[tuple[int, str], ...] = ()

    def by_profession(self) -> list["Header"]:
        """Return one header per level column."""
        return [
            self,
            *(
                replace(self, columns={**self.columns, "level": position}, level_heading=heading)
                for position, heading in self.other_levels
            ),
        ]

    def heading_of(self, column: str) -> str:
        """Return a column's heading, in its comparable form; empty without a header line."""
        return fold(self.names[self.columns[column]]) if self.names else ""

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


def missing_column(sheet: Sheet) -> tuple[int, str] | None:
    """Return the line that has one of the two columns of a zoning, and the words of the one that it lacks."""
    for index in range(min(HEADER_SEARCH_LINES, len(sheet.rows))):
        columns, levels, _ = columns_of(sheet.rows[index])
        has_place = bool({"code", "postal_code", "district"} & columns.keys())
        if has_place and len(sheet.rows[index]) > 1:
            return index, "du niveau (« zonage », « niveau »)"
        if levels and columns:
            return index, "du code de la commune (« code », « code_insee »)"
    return None


def profession_of_heading(heading: str) -> str | None:
    """Return the profession that a level heading names; an empty text when it names one without zoning here."""
    words = fold(heading).split()
    for word in words:
        if word in PROFESSION_WORDS:
            return PROFESSION_WORDS[word]
    return "" if any(word in OTHER_PROFESSIONS for word in words) else None


def _header_at(sheet: Sheet, index: int) -> Header | None:
    columns, levels, duplicated = columns_of(sheet.rows[index])
    if not {"code", "postal_code", "district"} & columns.keys() or not levels:
        return None
    first, heading = levels[0]
    own = profession_of_heading(heading)
    others = tuple(level for level in levels[1:] if profession_of_heading(level[1]) not in (None, own))
    repeated = [heading for level in levels[1:] if level not in others for heading in level[1:]]
    return Header(
        index,
        {**columns, "level": first},
        heading,
        (*duplicated, *repeated),
        tuple(sheet.rows[index]),
        others,
    )


def columns_of(cells: Sequence[str]) -> tuple[dict[str, int], list[tuple[int, str]], list[str]]:
    """Return the known columns of a line, its level columns with their headings, and the headings met twice."""
    columns: dict[str, int] = {}
    levels: list[tuple[int, str]] = []
    duplicated: list[str] = []
    for position, cell in enumerate(cells):
        heading = fold(cell)
        column = _BY_HEADING.get(heading)
        if column is None and _is_level(heading):
            levels.append((position, cell.strip()))
        if column in columns and column in ("code", "district", "postal_code"):
            duplicated.append(cell.strip())
        if column is not None:
            columns.setdefault(column, position)
    return columns, levels, duplicated


def _is_level(heading: str) -> bool:
    if heading in PLAIN_LEVELS:
        return True
    return heading.startswith(("zonage ", "qualification attribuee")) and "tvs" not in heading
