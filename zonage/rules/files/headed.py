"""A sheet with one header: its places and its level columns, for the formats that have no more than that."""

from collections.abc import Sequence

from zonage.rules.files.entries import Entries, entries_of, labels_of, profession_of_labels, without_level
from zonage.rules.files.postal import codes_by_postal_code
from zonage.rules.files.reader import Reading
from zonage.rules.files.repairs import check_district_codes, repair_codes
from zonage.rules.files.sheets import Header, Sheet, profession_of_heading
from zonage.rules.names import fold

_NO_PHARMACY = "aucun zonage n'existe à ce jour pour les pharmaciens."
_NOT_OURS = "le contrat ne concerne pas cette profession."


def read_sheet(
    reading: Reading, sheet: Sheet, header: Header, *, no_level: Sequence[str] = ()
) -> Entries | None:
    """Read the rows under a header; return them, or None when the header cannot be read.

    ``no_level`` are words that stand for the absence of a level.
    """
    line = sheet.line(header.index) if header.index >= 0 else None
    for heading in header.duplicated:
        reading.problems.error(
            "Z_COLUMN_TWICE",
            f"La colonne « {heading} » est présente deux fois.",
            line=line,
            column=heading,
            value=heading,
        )
    column = "district" if header.has("district") else "code" if header.has("code") else "postal_code"
    if column == "postal_code" and not header.has("name"):
        reading.problems.error(
            "Z_COLUMN_MISSING",
            "Un code postal ne suffit pas : la colonne du nom de la commune manque.",
            line=line,
        )
        return None
    entries = without_level(entries_of(sheet, header, column, reading.problems), no_level, reading.problems)
    reading.rows += len(entries.codes)
    _check_places(reading, sheet, header, column, entries)
    headers = header.by_profession()
    ours = [found for found in headers if profession_of_heading(found.level_heading) != ""]
    for found in ours or headers[:1]:
        labels = entries.labels if found is header else labels_of(entries, found)
        profession = _profession(reading, found, labels, line, several=len(ours) > 1)
        if profession is not None:
            reading.gather(
                profession,
                entries,
                labels,
                ["qpv" if column == "district" else "commune"] * len(entries.codes),
                [],
                repeats=column in ("district", "postal_code"),
                says_twice=found is (ours or headers)[0],
            )
    return entries


def _check_places(reading: Reading, sheet: Sheet, header: Header, column: str, entries: Entries) -> None:
    if column == "district":
        check_district_codes(entries, reading.problems)
        _keep_districts(reading, sheet, header)
    elif column == "postal_code":
        codes_by_postal_code(entries, reading.territory, reading.problems)
    else:
        if header.heading_of("code") == "agr":
            reading.problems.warn(
                "Z_AREA_CODES",
                "La colonne « agr » donne des territoires (TVS, bassins de vie) : chaque code est lu comme celui "
                "de sa commune, les autres communes du territoire n'ont pas de niveau.",
                line=sheet.line(header.index),
                column="agr",
            )
        repair_codes(entries, reading.territory, reading.problems)


def _profession(
    reading: Reading, header: Header, labels: Sequence[str], line: int | None, *, several: bool
) -> str | None:
    """Return the profession of a level column; None when it is not wanted or cannot be told."""
    named = profession_of_heading(header.level_heading)
    asked = reading.asked.profession
    if several and asked and named != asked:
        return None
    if named == "":
        reason = _NO_PHARMACY if "pharmac" in fold(header.level_heading) else _NOT_OURS
        reading.problems.error(
            "Z_PROFESSION_UNSUPPORTED",
            f"« {header.level_heading} » : {reason}",
            line=line,
            value=header.level_heading,
        )
        return None
    if named and asked and named != asked:
        reading.problems.error(
            "Z_PROFESSION_MISMATCH",
            f"La colonne « {header.level_heading} » n'est pas le zonage de la profession choisie.",
            line=line,
            value=header.level_heading,
        )
        return None
    found = named or asked or profession_of_labels(labels)
    if found is None and any(labels):
        reading.problems.error(
            "Z_PROFESSION_NEEDED",
            "Rien dans le fichier ne dit la profession, et ses niveaux ne suffisent pas à la reconnaître. "
            "Choisissez-la.",
        )
    return found


def _keep_districts(reading: Reading, sheet: Sheet, header: Header) -> None:
    code, name = header.columns["district"], header.columns.get("district_name")
    commune = header.columns.get("code")
    for row in sheet.rows[header.index + 1 :]:
        if len(row) > code and row[code].strip():
            reading.districts.append(
                (
                    row[code].strip(),
                    row[name].strip() if name is not None and len(row) > name else "",
                    row[commune].strip() if commune is not None and len(row) > commune else "",
                )
            )
