"""AtlaSanté files: one row per place, a level and the date of its order for each profession."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zonage.rules.codes import department_of
from zonage.rules.files.problems import Problems
from zonage.rules.files.sheets import Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.names import fold

LEVEL_COLUMNS: Mapping[str, str] = {
    "zmed niveau": "medecine",
    "zdent niveau": "odontologie",
    "zsf niveau": "maieutique",
}
OTHER_LEVEL_COLUMNS = ("zide niveau", "zmk niveau", "zortho niveau")
_DAY = re.compile(r"^(\d{2})/(\d{2})/(\d{4})$")
_NO_ORDER = frozenset({"", "nc", "n/a", "na", "non concerne"})


@dataclass(frozen=True, slots=True)
class AtlaSanteRow:
    """One row: its line, place, kind as written and, for each profession, label and day of the order."""

    line: int
    code: str
    tvs: str
    kind: str
    levels: tuple[tuple[str, str, dt.date | None], ...]


def atlasante_columns(sheet: Sheet) -> Mapping[str, int] | None:
    """Return the columns of the first line by folded heading when it is that of an AtlaSanté file."""
    if not sheet.rows:
        return None
    columns = {fold(cell): position for position, cell in enumerate(sheet.rows[0])}
    return columns if any(name in columns for name in (*LEVEL_COLUMNS, *OTHER_LEVEL_COLUMNS)) else None


def atlasante_rows(
    sheet: Sheet, columns: Mapping[str, int], territory: Territory, problems: Problems
) -> list[AtlaSanteRow]:
    """Return the rows; locate dates that do not exist, rows that are too short, regions that do not fit the code."""
    place = columns["code"] if "code" in columns else columns.get("com code")
    if place is None:
        problems.error(
            "Z_COLUMN_MISSING", "La colonne « code » (ou « com_code ») manque.", line=1, column="code"
        )
        return []
    wanted = [
        (name, columns[name], _order_column(name, columns, problems))
        for name in LEVEL_COLUMNS
        if name in columns
    ]
    days: dict[str, dt.date | None] = {}
    rows: list[AtlaSanteRow] = []
    pairs: dict[tuple[str, str], int] = {}
    for index in range(1, len(sheet.rows)):
        row = sheet.rows[index]
        if not any(row):
            continue
        line = sheet.line(index)
        if len(row) < len(columns):
            problems.error(
                "Z_ROW_SHORT",
                f"Cette ligne a {len(row)} colonnes au lieu de {len(columns)}.",
                line=line,
                column="",
            )
            continue
        code = row[place].strip()
        levels = tuple(
            (
                LEVEL_COLUMNS[name],
                row[at].strip(),
                _day(row[on].strip(), days, line, name, problems) if on is not None else None,
            )
            for name, at, on in wanted
        )
        _check_order_day(levels, sheet, columns, index, problems)
        rows.append(
            AtlaSanteRow(line, code, _cell(row, columns, "tvs code"), _cell(row, columns, "niveau"), levels)
        )
        pairs.setdefault((department_of(code), _cell(row, columns, "com region")), line)
    _check_regions(pairs, territory, problems)
    return rows


def file_date(sheet: Sheet, columns: Mapping[str, int]) -> dt.date | None:
    """Return the date of the edition (column ``date_maj``) of the first row."""
    at = columns.get("date maj")
    if at is None or len(sheet.rows) < 2 or len(sheet.rows[1]) <= at:
        return None
    return parse_day(sheet.rows[1][at].strip())


def parse_day(text: str) -> dt.date | None:
    """Return the day written DD/MM/YYYY, or None when it is not a day of the calendar."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _order_column(level: str, columns: Mapping[str, int], problems: Problems) -> int | None:
    name = level.replace("niveau", "date arrete")
    if name not in columns:
        problems.warn(
            "Z_COLUMN_MISSING",
            f"La colonne « {name.replace(' ', '_')} » manque.",
            line=1,
            column=name.replace(" ", "_"),
        )
    return columns.get(name)


def _day(
    text: str, days: dict[str, dt.date | None], line: int, column: str, problems: Problems
) -> dt.date | None:
    if text not in days:
        days[text] = None if fold(text) in _NO_ORDER else parse_day(text)
    if days[text] is None and fold(text) not in _NO_ORDER:
        problems.error(
            "Z_DATE_INVALID",
            f"« {text} » n'est pas une date (JJ/MM/AAAA).",
            line=line,
            column=column.replace(" ", "_").replace("niveau", "date_arrete"),
            value=text,
        )
    return days[text]


def _check_order_day(
    levels: Sequence[tuple[str, str, dt.date | None]],
    sheet: Sheet,
    columns: Mapping[str, int],
    index: int,
    problems: Problems,
) -> None:
    edition = columns.get("date maj")
    if edition is None:
        return
    written = sheet.rows[index][edition]
    edited = parse_day(written.strip())
    for profession, _, day in levels:
        if edited is not None and day is not None and day > edited:
            problems.error(
                "Z_ORDER_AFTER_FILE",
                f"L'arrêté ({profession}) est daté du {day:%d/%m/%Y}, après l'édition du fichier ({edited:%d/%m/%Y}).",
                line=sheet.line(index),
                column=f"date_arrete ({profession})",
                value=f"{day:%d/%m/%Y}",
            )


def _check_regions(pairs: Mapping[tuple[str, str], int], territory: Territory, problems: Problems) -> None:
    for (department, written), line in pairs.items():
        region = territory.departments.get(department)
        if region and written and fold(territory.regions.get(region, "")) != fold(written):
            problems.warn(
                "Z_REGION_MISMATCH",
                f"Le fichier place le département {department} en « {written} », le code officiel en "
                f"« {territory.regions.get(region, region)} » : c'est le code qui est suivi.",
                line=line,
                column="com_region",
                value=written,
            )


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    at = columns.get(name)
    return row[at].strip() if at is not None else ""
