"""AtlaSanté files: one row per place, a level and the date of its order for each profession."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cesp_portal.common.enums import Profession
from zonage.rules.codes import department_of
from zonage.rules.files.entries import Entries
from zonage.rules.files.problems import Problems
from zonage.rules.files.sheets import HEADER_SEARCH_LINES, Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.names import fold

LEVEL_COLUMNS: Mapping[str, str] = {
    "zmed niveau": "medecine",
    "zdent niveau": "odontologie",
    "zsf niveau": "maieutique",
}
OTHER_LEVEL_COLUMNS = ("zide niveau", "zmk niveau", "zortho niveau")
_FRENCH_DAY = re.compile(r"^(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})$", re.ASCII)
_ISO_DAY = re.compile(
    r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$", re.ASCII
)
_DAY_IN_WORDS = re.compile(r"^(?P<day>\d{1,2})(?:er)?\s+(?P<month>[^\W\d]+)\s+(?P<year>\d{4})$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
            *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
        ),
        start=1,
    )
}
_NO_ORDER = frozenset({"", "nc", "n/a", "na", "non concerne"})


@dataclass(frozen=True, slots=True)
class Table:
    """The table of an AtlaSanté file: its sheet, the position of its header line, its columns by folded heading."""

    sheet: Sheet
    first: int
    columns: Mapping[str, int]

    def cell(self, row: Sequence[str], name: str) -> str:
        """Return a cell of a row, empty when the file has no such column."""
        at = self.columns.get(name)
        return row[at].strip() if at is not None and at < len(row) else ""


@dataclass(frozen=True, slots=True)
class AtlaSanteRow:
    """One row: its line, place, name, region and kind as written; by profession, its label and the day of its order."""

    line: int
    code: str
    name: str
    region: str
    tvs: str
    kind: str
    levels: tuple[tuple[str, str, dt.date | None], ...]


def atlasante_table(sheet: Sheet) -> Table | None:
    """Return the table of a sheet whose first lines hold the header of an AtlaSanté file."""
    for index in range(min(HEADER_SEARCH_LINES, len(sheet.rows))):
        columns = {fold(cell): position for position, cell in enumerate(sheet.rows[index])}
        if any(name in columns for name in (*LEVEL_COLUMNS, *OTHER_LEVEL_COLUMNS)):
            return Table(sheet, index, columns)
    return None


def atlasante_rows(table: Table, on: dt.date, problems: Problems) -> list[AtlaSanteRow]:
    """Return the rows read on a day; locate impossible dates and short rows, leave the notes under the table."""
    sheet, columns = table.sheet, table.columns
    header_line = sheet.line(table.first)
    place = columns["code"] if "code" in columns else columns.get("com code")
    if place is None:
        problems.error(
            "Z_COLUMN_MISSING",
            "La colonne « code » (ou « com_code ») manque.",
            line=header_line,
            column="code",
        )
        return []
    wanted = [
        (name, columns[name], _order_column(name, columns, header_line, problems))
        for name in LEVEL_COLUMNS
        if name in columns
    ]
    days: dict[str, dt.date | None] = {}
    rows: list[AtlaSanteRow] = []
    for index in range(table.first + 1, _end_of_rows(table, problems)):
        row = sheet.rows[index]
        if not any(cell.strip() for cell in row):
            continue
        line = sheet.line(index)
        if len(row) < len(columns):
            problems.error(
                "Z_ROW_SHORT",
                f"Cette ligne a {len(row)} colonnes au lieu de {len(columns)}.",
                line=line,
                value=row[0].strip(),
            )
            continue
        levels = tuple(
            (
                LEVEL_COLUMNS[name],
                row[at].strip(),
                _day(row[day].strip(), days, line, name, problems) if day is not None else None,
            )
            for name, at, day in wanted
        )
        _check_order_day(levels, table, index, on, problems)
        rows.append(_row(table, index, row[place], levels))
    return rows


def _row(
    table: Table, index: int, code: str, levels: tuple[tuple[str, str, dt.date | None], ...]
) -> AtlaSanteRow:
    row = table.sheet.rows[index]
    return AtlaSanteRow(
        line=table.sheet.line(index),
        code=code.strip(),
        name=table.cell(row, "lib") or table.cell(row, "com lib"),
        region=table.cell(row, "com region"),
        tvs=table.cell(row, "tvs code"),
        kind=table.cell(row, "niveau"),
        levels=levels,
    )


def check_regions(entries: Entries, written: Sequence[str], territory: Territory, problems: Problems) -> None:
    """Locate the first row of each department that the file places in another region than the official code does."""
    seen: set[tuple[str, str]] = set()
    for code, region_name, line in zip(entries.codes, written, entries.lines, strict=True):
        pair = (department_of(code), region_name)
        region = territory.departments.get(pair[0])
        if pair in seen or not (region and region_name):
            continue
        seen.add(pair)
        official = territory.regions.get(region, region)
        if fold(official) != fold(region_name):
            problems.warn(
                "Z_REGION_MISMATCH",
                f"Le fichier place le département {pair[0]} en « {region_name} », le code officiel en « {official} » : "
                "c'est le code qui est suivi.",
                line=line,
                column="com_region",
                value=region_name,
            )


def file_date(table: Table) -> dt.date | None:
    """Return the date of the edition (column ``date_maj``) of the first row."""
    rows = table.sheet.rows
    return parse_day(table.cell(rows[table.first + 1], "date maj")) if len(rows) > table.first + 1 else None


@lru_cache(maxsize=1_000)
def parse_day(text: str) -> dt.date | None:
    """Return the day that a text writes in full (30/10/2025, 2025-10-30, 30 octobre 2025), or None.

    A year of two digits, a bare number and a month before its day are not read: they could mean another day.
    """
    for shape in (_FRENCH_DAY, _ISO_DAY, _DAY_IN_WORDS):
        found = shape.match(text.strip())
        if found is not None:
            month = found["month"] if found["month"].isdigit() else _MONTHS.get(fold(found["month"]), 0)
            try:
                return dt.date(int(found["year"]), int(month), int(found["day"]))
            except ValueError:
                return None
    return None


def _order_column(level: str, columns: Mapping[str, int], line: int, problems: Problems) -> int | None:
    name = level.replace("niveau", "date arrete")
    if name not in columns:
        problems.warn(
            "Z_COLUMN_MISSING",
            f"La colonne « {name.replace(' ', '_')} » manque.",
            line=line,
            column=name.replace(" ", "_"),
        )
    return columns.get(name)


def _end_of_rows(table: Table, problems: Problems) -> int:
    """Return the position after the last row: lines of one cell under the table are notes."""
    rows = table.sheet.rows
    end = len(rows)
    while end > table.first + 1:
        filled = [cell.strip() for cell in rows[end - 1] if cell.strip()]
        if len(filled) > 1:
            break
        if filled:
            problems.warn(
                "Z_NOTE_SKIPPED",
                "Cette ligne, sous les autres, n'a ni code ni niveau : elle est lue comme une note et laissée.",
                line=table.sheet.line(end - 1),
                value=filled[0],
            )
        end -= 1
    return end


def _day(
    text: str, days: dict[str, dt.date | None], line: int, column: str, problems: Problems
) -> dt.date | None:
    if text not in days:
        days[text] = None if fold(text) in _NO_ORDER else parse_day(text)
    if days[text] is None and fold(text) not in _NO_ORDER:
        problems.error(
            "Z_DATE_INVALID",
            f"« {text} » n'est pas une date : écrivez JJ/MM/AAAA.",
            line=line,
            column=column.replace(" ", "_").replace("niveau", "date_arrete"),
            value=text,
        )
    return days[text]


def _check_order_day(
    levels: Sequence[tuple[str, str, dt.date | None]],
    table: Table,
    index: int,
    on: dt.date,
    problems: Problems,
) -> None:
    """Refuse an order that was not signed yet, on the day of the edition or on that of the reading."""
    edited = parse_day(table.cell(table.sheet.rows[index], "date maj"))
    for profession, _, day in levels:
        if day is None or (day <= on and (edited is None or day <= edited)):
            continue
        column = next(name for name, known in LEVEL_COLUMNS.items() if known == profession)
        what = f"L'arrêté ({Profession(profession).label.lower()}) est daté du {day:%d/%m/%Y}"
        where = {
            "line": table.sheet.line(index),
            "column": column.replace(" ", "_").replace("niveau", "date_arrete"),
            "value": f"{day:%d/%m/%Y}",
        }
        if edited is not None and day > edited:
            problems.error(
                "Z_ORDER_AFTER_FILE", f"{what}, après l'édition du fichier ({edited:%d/%m/%Y}).", **where
            )
        else:
            problems.error(
                "Z_ORDER_TO_COME",
                f"{what}, un jour à venir : un arrêté est déjà signé quand son zonage s'importe. Corrigez la date.",
                **where,
            )
