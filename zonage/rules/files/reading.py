"""From the rows of a zoning file to its parts: format found, professions and regions told apart, all checked."""

import datetime as dt
from collections.abc import Sequence

from zonage.rules.codes import is_district_code
from zonage.rules.files.atlasante import (
    LEVEL_COLUMNS,
    Table,
    atlasante_rows,
    atlasante_table,
    check_regions,
    file_date,
)
from zonage.rules.files.drees import DREES_SHEETS, check_living_areas, say_missing_sheet
from zonage.rules.files.entries import Entries
from zonage.rules.files.headed import read_sheet
from zonage.rules.files.problems import Problems
from zonage.rules.files.reader import Reading
from zonage.rules.files.repairs import repair_codes
from zonage.rules.files.sheets import Header, Sheet, find_header, missing_column
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, ZoningFile
from zonage.rules.labels import declared_kind
from zonage.rules.names import fold

FORMATS = "AtlaSanté, CartoSanté, classeur DREES, liste de QPV, code et niveau, code postal, nom et niveau"


def read_zoning(sheets: Sequence[Sheet], asked: Asked, territory: Territory, on: dt.date) -> ZoningFile:
    """Read a zoning file on a day. Never raises for what it holds: every problem is in the answer, located."""
    reading = Reading(
        asked, territory, on, Problems(), {label: declared_kind(label, yes) for label, yes in asked.declared}
    )
    if asked.profession == "pharmacie":
        reading.problems.error(
            "Z_PROFESSION_UNSUPPORTED",
            "Aucun zonage n'existe à ce jour pour les pharmaciens.",
            value=asked.profession,
        )
        return reading.result("")
    filled = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not filled:
        reading.problems.error("F_EMPTY", "Le fichier est vide.")
        return reading.result("")
    drees = [sheet for sheet in filled if fold(sheet.name) in DREES_SHEETS]
    if drees:
        return _read_drees(reading, drees)
    table = next(filter(None, map(atlasante_table, filled)), None)
    return _read_atlasante(reading, table) if table is not None else _read_simple(reading, filled)


def _read_simple(reading: Reading, sheets: Sequence[Sheet]) -> ZoningFile:
    """Read the first sheet that has a header of one of the formats with one level column."""
    for sheet in sheets:
        header = find_header(sheet)
        if header is not None:
            file_format = _format_of(sheet, header)
            read_sheet(reading, sheet, header)
            return reading.result(file_format)
    _say_not_read(reading, sheets[0])
    return reading.result("")


def _read_drees(reading: Reading, sheets: Sequence[Sheet]) -> ZoningFile:
    """Read the communes and the QPV of a DREES workbook; its sheet of TVS must say the same as the communes."""
    by_name = {fold(sheet.name): sheet for sheet in sheets}
    communes: Entries | None = None
    for name in ("zonage communes", "zonage qpv"):
        sheet = by_name.get(name)
        if sheet is None:
            say_missing_sheet(name, by_name, reading.problems)
            continue
        reading.problems.sheet = sheet.name
        header = find_header(sheet)
        if header is None:
            reading.problems.error(
                "Z_COLUMN_MISSING",
                f"La feuille « {sheet.name} » n'a pas les colonnes attendues (code, qualification).",
            )
            continue
        entries = read_sheet(reading, sheet, header, no_level=("0",))
        communes = communes or (entries if name == "zonage communes" else None)
    living_areas = by_name.get("zonage tvs")
    if living_areas is not None and communes is not None:
        reading.problems.sheet = living_areas.name
        check_living_areas(living_areas, communes, reading.problems)
    reading.problems.sheet = ""
    return reading.result("drees")


def _read_atlasante(reading: Reading, table: Table) -> ZoningFile:
    """Read each profession's columns as a file of its own, with the day of the order of each row."""
    reading.edition = file_date(table)
    rows = atlasante_rows(table, reading.on, reading.problems)
    reading.rows = len(rows)
    wanted = [profession for name, profession in LEVEL_COLUMNS.items() if name in table.columns]
    if reading.asked.profession:
        wanted = [profession for profession in wanted if profession == reading.asked.profession]
    if not wanted:
        reading.problems.error(
            "Z_PROFESSION_UNSUPPORTED",
            "Le fichier ne porte pas le zonage de cette profession.",
            value=reading.asked.profession,
        )
    entries = Entries(
        lines=[row.line for row in rows],
        codes=[row.code for row in rows],
        names=[row.name for row in rows],
        labels=[],
        tvs=[row.tvs for row in rows],
    )
    units = [_unit_of(row.kind, row.code) for row in rows]
    communes = [index for index, unit in enumerate(units) if unit == "commune"]
    repair_codes(entries, reading.territory, reading.problems, communes)
    check_regions(entries, [row.region for row in rows], reading.territory, reading.problems)
    for profession in wanted:
        cells = [next(cell for cell in row.levels if cell[0] == profession) for row in rows]
        reading.gather(
            profession,
            entries,
            [label for _, label, _ in cells],
            units,
            [day for _, _, day in cells],
            says_twice=profession == wanted[0],
        )
    return reading.result("atlasante")


def _say_not_read(reading: Reading, sheet: Sheet) -> None:
    """Say that a file is no zoning: which column it lacks when it has the other, else which formats are read."""
    lacking = missing_column(sheet)
    index = lacking[0] if lacking else 0
    headings = " ; ".join(cell.strip() for cell in sheet.rows[index] if cell.strip())
    if lacking is not None:
        reading.problems.error(
            "Z_COLUMN_MISSING",
            f"La colonne {lacking[1]} manque. Colonnes lues ci-contre.",
            line=sheet.line(index),
            value=headings,
        )
        return
    reading.problems.error(
        "Z_FORMAT",
        f"Ce fichier n'est pas un zonage reconnu. Formats lus : {FORMATS}. Première ligne lue ci-contre.",
        line=sheet.line(0),
        value=headings,
    )


def _format_of(sheet: Sheet, header: Header) -> str:
    if header.has("district"):
        return "qpv"
    if not header.has("code"):
        return "postal"
    preamble = any("cartosante" in fold(cell) for row in sheet.rows[: max(header.index, 0)] for cell in row)
    return "cartosante" if preamble or fold(sheet.name) == "data" else "plain"


def _unit_of(kind: str, code: str) -> str:
    folded = fold(kind)
    if is_district_code(code) or folded.startswith("qp"):
        return "qpv"
    return "grand_quartier" if folded.startswith(("gq", "grand", "quart")) else "commune"
