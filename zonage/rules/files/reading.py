"""From the rows of a zoning file to its parts: format found, professions and regions told apart, all checked."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
from zonage.rules.files.entries import (
    Entries,
    entries_of,
    kinds_of,
    labels_of,
    profession_of_labels,
    without_level,
)
from zonage.rules.files.gathering import Gathered, gather
from zonage.rules.files.postal import codes_by_postal_code
from zonage.rules.files.problems import Problems
from zonage.rules.files.repairs import check_district_codes, repair_codes
from zonage.rules.files.sheets import Header, Sheet, find_header, missing_column, profession_of_heading
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, Part, ZoningFile
from zonage.rules.labels import LevelKind, declared_kind
from zonage.rules.names import fold

FORMATS = "AtlaSanté, CartoSanté, classeur DREES, liste de QPV, code et niveau, code postal, nom et niveau"


def read_zoning(sheets: Sequence[Sheet], asked: Asked, territory: Territory, on: dt.date) -> ZoningFile:
    """Read a zoning file on a day. Never raises for what it holds: every problem is in the answer, located."""
    reading = _Reading(
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
        return reading.read_drees(drees)
    table = next(filter(None, map(atlasante_table, filled)), None)
    return reading.read_atlasante(table) if table is not None else reading.read_simple(filled)


@dataclass(slots=True)
class _Reading:
    """One reading: what was asked, what is known, what is found."""

    asked: Asked
    territory: Territory
    on: dt.date
    problems: Problems
    declared: Mapping[str, LevelKind]
    rows: int = 0
    gathered: list[Gathered] = field(default_factory=list)
    districts: list[tuple[str, str, str]] = field(default_factory=list)
    edition: dt.date | None = None

    def read_simple(self, sheets: Sequence[Sheet]) -> ZoningFile:
        """Read the first sheet that has a header of one of the formats with one level column."""
        for sheet in sheets:
            header = find_header(sheet)
            if header is not None:
                file_format = _format_of(sheet, header)
                self._read_sheet(sheet, header)
                return self.result(file_format)
        self._say_not_read(sheets[0])
        return self.result("")

    def read_drees(self, sheets: Sequence[Sheet]) -> ZoningFile:
        """Read the communes and the QPV of a DREES workbook; its sheet of TVS must say the same as the communes."""
        by_name = {fold(sheet.name): sheet for sheet in sheets}
        communes: Entries | None = None
        for name in ("zonage communes", "zonage qpv"):
            sheet = by_name.get(name)
            if sheet is None:
                say_missing_sheet(name, by_name, self.problems)
                continue
            self.problems.sheet = sheet.name
            header = find_header(sheet)
            if header is None:
                self.problems.error(
                    "Z_COLUMN_MISSING",
                    f"La feuille « {sheet.name} » n'a pas les colonnes attendues (code, qualification).",
                )
                continue
            entries = self._read_sheet(sheet, header, no_level=("0",))
            communes = communes or (entries if name == "zonage communes" else None)
        living_areas = by_name.get("zonage tvs")
        if living_areas is not None and communes is not None:
            self.problems.sheet = living_areas.name
            check_living_areas(living_areas, communes, self.problems)
        self.problems.sheet = ""
        return self.result("drees")

    def read_atlasante(self, table: Table) -> ZoningFile:
        """Read each profession's columns as a file of its own, with the day of the order of each row."""
        self.edition = file_date(table)
        rows = atlasante_rows(table, self.on, self.problems)
        self.rows = len(rows)
        wanted = [profession for name, profession in LEVEL_COLUMNS.items() if name in table.columns]
        if self.asked.profession:
            wanted = [profession for profession in wanted if profession == self.asked.profession]
        if not wanted:
            self.problems.error(
                "Z_PROFESSION_UNSUPPORTED",
                "Le fichier ne porte pas le zonage de cette profession.",
                value=self.asked.profession,
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
        repair_codes(entries, self.territory, self.problems, communes)
        check_regions(entries, [row.region for row in rows], self.territory, self.problems)
        for profession in wanted:
            cells = [next(cell for cell in row.levels if cell[0] == profession) for row in rows]
            self._gather(
                profession,
                entries,
                [label for _, label, _ in cells],
                units,
                [day for _, _, day in cells],
                says_twice=profession == wanted[0],
            )
        return self.result("atlasante")

    def result(self, file_format: str) -> ZoningFile:
        """Close the reading: parts, counts, problems."""
        if file_format and not self.rows:
            self.problems.error("Z_NO_ROWS", "Le fichier n'a aucune ligne de zonage sous son en-tête.")
        parts = tuple(part for gathered in self.gathered for part in gathered.parts)
        return ZoningFile(
            file_format=file_format,
            rows=self.rows,
            parts=parts,
            problems=self.problems.listed(),
            levels=Counter(label for part in parts for label in part.labels),
            professions=_in_order(part.profession for part in parts),
            regions=tuple(sorted({part.region for part in parts})),
            districts=tuple(self.districts),
            file_date=self.edition,
            declared=tuple(self.declared.items()),
        )

    def _say_not_read(self, sheet: Sheet) -> None:
        """Say that a file is no zoning: which column it lacks when it has the other, else which formats are read."""
        lacking = missing_column(sheet)
        index = lacking[0] if lacking else 0
        headings = " ; ".join(cell.strip() for cell in sheet.rows[index] if cell.strip())
        if lacking is not None:
            self.problems.error(
                "Z_COLUMN_MISSING",
                f"La colonne {lacking[1]} manque. Colonnes lues ci-contre.",
                line=sheet.line(index),
                value=headings,
            )
            return
        self.problems.error(
            "Z_FORMAT",
            f"Ce fichier n'est pas un zonage reconnu. Formats lus : {FORMATS}. Première ligne lue ci-contre.",
            line=sheet.line(0),
            value=headings,
        )

    def _read_sheet(self, sheet: Sheet, header: Header, *, no_level: Sequence[str] = ()) -> Entries | None:
        """Read the rows under a header; return them, or None when the header cannot be read.

        ``no_level`` are words that stand for the absence of a level.
        """
        line = sheet.line(header.index) if header.index >= 0 else None
        for heading in header.duplicated:
            self.problems.error(
                "Z_COLUMN_TWICE",
                f"La colonne « {heading} » est présente deux fois.",
                line=line,
                column=heading,
                value=heading,
            )
        column = "district" if header.has("district") else "code" if header.has("code") else "postal_code"
        if column == "postal_code" and not header.has("name"):
            self.problems.error(
                "Z_COLUMN_MISSING",
                "Un code postal ne suffit pas : la colonne du nom de la commune manque.",
                line=line,
            )
            return None
        entries = without_level(entries_of(sheet, header, column, self.problems), no_level, self.problems)
        self.rows += len(entries.codes)
        self._check_places(sheet, header, column, entries)
        headers = header.by_profession()
        ours = [found for found in headers if profession_of_heading(found.level_heading) != ""]
        for found in ours or headers[:1]:
            labels = entries.labels if found is header else labels_of(entries, found)
            profession = self._profession(found, labels, line, several=len(ours) > 1)
            if profession is not None:
                self._gather(
                    profession,
                    entries,
                    labels,
                    ["qpv" if column == "district" else "commune"] * len(entries.codes),
                    [],
                    repeats=column in ("district", "postal_code"),
                    says_twice=found is (ours or headers)[0],
                )
        return entries

    def _check_places(self, sheet: Sheet, header: Header, column: str, entries: Entries) -> None:
        if column == "district":
            check_district_codes(entries, self.problems)
            self._keep_districts(sheet, header)
        elif column == "postal_code":
            codes_by_postal_code(entries, self.territory, self.problems)
        else:
            if header.heading_of("code") == "agr":
                self.problems.warn(
                    "Z_AREA_CODES",
                    "La colonne « agr » donne des territoires (TVS, bassins de vie) : chaque code est lu comme celui "
                    "de sa commune, les autres communes du territoire n'ont pas de niveau.",
                    line=sheet.line(header.index),
                    column="agr",
                )
            repair_codes(entries, self.territory, self.problems)

    def _profession(
        self, header: Header, labels: Sequence[str], line: int | None, *, several: bool
    ) -> str | None:
        """Return the profession of a level column; None when it is not wanted or cannot be told."""
        named = profession_of_heading(header.level_heading)
        asked = self.asked.profession
        if several and asked and named != asked:
            return None
        if named == "":
            self.problems.error(
                "Z_PROFESSION_UNSUPPORTED",
                f"« {header.level_heading} » : le contrat ne concerne pas cette profession.",
                line=line,
                value=header.level_heading,
            )
            return None
        if named and asked and named != asked:
            self.problems.error(
                "Z_PROFESSION_MISMATCH",
                f"La colonne « {header.level_heading} » n'est pas le zonage de la profession choisie.",
                line=line,
                value=header.level_heading,
            )
            return None
        found = named or asked or profession_of_labels(labels)
        if found is None and any(labels):
            self.problems.error(
                "Z_PROFESSION_NEEDED",
                "Rien dans le fichier ne dit la profession, et ses niveaux ne suffisent pas à la reconnaître. "
                "Choisissez-la.",
            )
        return found

    def _gather(
        self,
        profession: str,
        entries: Entries,
        labels: Sequence[str],
        units: Sequence[str],
        orders: Sequence[dt.date | None],
        *,
        repeats: bool = False,
        says_twice: bool = True,
    ) -> None:
        kinds = kinds_of(labels, entries.lines, profession, self.declared, self.problems)
        self.gathered.append(
            gather(
                profession=profession,
                entries=entries,
                labels=labels,
                units=units,
                orders=orders,
                kinds=kinds,
                asked=self.asked,
                territory=self.territory,
                problems=self.problems,
                repeats=repeats or not says_twice,
            )
        )

    def _keep_districts(self, sheet: Sheet, header: Header) -> None:
        code, name = header.columns["district"], header.columns.get("district_name")
        commune = header.columns.get("code")
        for row in sheet.rows[header.index + 1 :]:
            if len(row) > code and row[code].strip():
                self.districts.append(
                    (
                        row[code].strip(),
                        row[name].strip() if name is not None and len(row) > name else "",
                        row[commune].strip() if commune is not None and len(row) > commune else "",
                    )
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


def _in_order(professions: Iterable[str]) -> tuple[str, ...]:
    found = set(professions)
    return tuple(name for name in ("medecine", "odontologie", "maieutique") if name in found)


__all__ = ["Asked", "Part", "ZoningFile", "read_zoning"]
