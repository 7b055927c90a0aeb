"""From the rows of a zoning file to its parts: format found, professions and regions told apart, all checked."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zonage.rules.codes import is_district_code
from zonage.rules.files.atlasante import LEVEL_COLUMNS, atlasante_columns, atlasante_rows, file_date
from zonage.rules.files.entries import (
    Entries,
    check_district_codes,
    entries_of,
    kinds_of,
    profession_of_labels,
    repair_codes,
)
from zonage.rules.files.gathering import Gathered, gather
from zonage.rules.files.postal import codes_by_postal_code
from zonage.rules.files.problems import Problems
from zonage.rules.files.sheets import Header, Sheet, find_header, profession_of_heading
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, Part, ZoningFile
from zonage.rules.labels import LevelKind, declared_kind
from zonage.rules.names import fold

DREES_SHEETS = ("zonage communes", "zonage tvs", "zonage qpv")
FORMATS = "AtlaSanté, CartoSanté, classeur DREES, liste de QPV, code et niveau, code postal, nom et niveau"


def read_zoning(sheets: Sequence[Sheet], asked: Asked, territory: Territory) -> ZoningFile:
    """Read a zoning file. Never raises for what the file holds: every problem is in the answer, located."""
    reading = _Reading(
        asked, territory, Problems(), {label: declared_kind(label, yes) for label, yes in asked.declared}
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
    columns = atlasante_columns(filled[0])
    return reading.read_atlasante(filled[0], columns) if columns is not None else reading.read_simple(filled)


@dataclass(slots=True)
class _Reading:
    """One reading: what was asked, what is known, what is found."""

    asked: Asked
    territory: Territory
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
        headings = " ; ".join(cell.strip() for cell in sheets[0].rows[0] if cell.strip())
        self.problems.error(
            "Z_FORMAT",
            f"Ce fichier n'est pas un zonage reconnu. Formats lus : {FORMATS}. Première ligne lue ci-contre.",
            line=sheets[0].line(0),
            value=headings,
        )
        return self.result("")

    def read_drees(self, sheets: Sequence[Sheet]) -> ZoningFile:
        """Read the communes and the QPV of a DREES workbook; its sheet of TVS repeats the communes."""
        for sheet in sheets:
            header = find_header(sheet)
            if header is not None and fold(sheet.name) != "zonage tvs":
                self._read_sheet(sheet, header)
            elif header is None and fold(sheet.name) != "zonage tvs":
                self.problems.error(
                    "Z_COLUMN_MISSING",
                    f"La feuille « {sheet.name} » n'a pas les colonnes attendues (code, qualification).",
                )
        return self.result("drees")

    def read_atlasante(self, sheet: Sheet, columns: Mapping[str, int]) -> ZoningFile:
        """Read each profession's columns as a file of its own, with the day of the order of each row."""
        self.edition = file_date(sheet, columns)
        rows = atlasante_rows(sheet, columns, self.territory, self.problems)
        self.rows = len(rows)
        wanted = [profession for name, profession in LEVEL_COLUMNS.items() if name in columns]
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
            names=[],
            labels=[],
            tvs=[row.tvs for row in rows],
        )
        plain = [index for index, row in enumerate(rows) if not _is_other_unit(row.kind, row.code)]
        communes = Entries([entries.lines[i] for i in plain], [entries.codes[i] for i in plain], [], [], [])
        repair_codes(communes, self.territory, self.problems)
        for position, index in enumerate(plain):
            entries.codes[index] = communes.codes[position]
        for profession in wanted:
            cells = [next(cell for cell in row.levels if cell[0] == profession) for row in rows]
            labels = [label for _, label, _ in cells]
            units = [_unit_of(row.kind, row.code) for row in rows]
            self._gather(profession, entries, labels, units, [day for _, _, day in cells])
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

    def _read_sheet(self, sheet: Sheet, header: Header) -> None:
        for heading in header.duplicated:
            self.problems.error(
                "Z_COLUMN_TWICE",
                f"La colonne « {heading} » est présente deux fois.",
                line=header.index + 1,
                column=heading,
            )
        column = "district" if header.has("district") else "code" if header.has("code") else "postal_code"
        if column == "postal_code" and not header.has("name"):
            self.problems.error(
                "Z_COLUMN_MISSING",
                "Un code postal ne suffit pas : la colonne du nom de la commune manque.",
                line=header.index + 1,
            )
            return
        entries = entries_of(sheet, header, column, self.problems)
        self.rows += len(entries.codes)
        unit = "qpv" if column == "district" else "commune"
        if column == "district":
            check_district_codes(entries, self.problems)
            self._keep_districts(sheet, header)
        elif column == "postal_code":
            codes_by_postal_code(entries, self.territory, self.problems)
        else:
            repair_codes(entries, self.territory, self.problems)
        profession = self._profession(header, set(entries.labels))
        if profession is not None:
            repeats = column in ("district", "postal_code")
            self._gather(
                profession, entries, entries.labels, [unit] * len(entries.codes), [], repeats=repeats
            )

    def _profession(self, header: Header, labels: set[str]) -> str | None:
        named = profession_of_heading(header.level_heading)
        asked = self.asked.profession
        if named == "":
            self.problems.error(
                "Z_PROFESSION_UNSUPPORTED",
                f"« {header.level_heading} » : le contrat ne concerne pas cette profession.",
                line=header.index + 1,
                value=header.level_heading,
            )
            return None
        if named and asked and named != asked:
            self.problems.error(
                "Z_PROFESSION_MISMATCH",
                f"La colonne « {header.level_heading} » n'est pas le zonage de la profession choisie.",
                line=header.index + 1,
                value=header.level_heading,
            )
            return None
        found = named or asked or profession_of_labels(labels)
        if found is None and labels:
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
                repeats=repeats,
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


def _is_other_unit(kind: str, code: str) -> bool:
    return _unit_of(kind, code) != "commune"


def _unit_of(kind: str, code: str) -> str:
    folded = fold(kind)
    if is_district_code(code) or folded.startswith("qp"):
        return "qpv"
    return "grand_quartier" if folded.startswith(("gq", "grand", "quart")) else "commune"


def _in_order(professions: Iterable[str]) -> tuple[str, ...]:
    found = set(professions)
    return tuple(name for name in ("medecine", "odontologie", "maieutique") if name in found)


__all__ = ["Asked", "Part", "ZoningFile", "read_zoning"]
