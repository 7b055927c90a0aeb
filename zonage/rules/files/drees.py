"""The DREES workbook: communes, territoires de vie-santé, QPV, one sheet each."""

from collections import defaultdict
from collections.abc import Mapping

from zonage.rules.codes import tvs_code
from zonage.rules.files.entries import Entries
from zonage.rules.files.problems import Problems
from zonage.rules.files.sheets import HEADER_SEARCH_LINES, Sheet, columns_of
from zonage.rules.labels import level_of_label

DREES_SHEETS = ("zonage communes", "zonage tvs", "zonage qpv")
# The workbook is that of the doctors.
PROFESSION = "medecine"


def say_missing_sheet(name: str, found: Mapping[str, Sheet], problems: Problems) -> None:
    """Say what a workbook without one of its two sheets cannot give; without any of them it gives nothing."""
    if name == "zonage communes":
        only = "ses quartiers prioritaires" if "zonage qpv" in found else "rien"
        add = problems.warn if "zonage qpv" in found else problems.error
        add(
            "Z_SHEET_MISSING",
            f"La feuille « Zonage_communes » manque : {only} ne peut être lu, les niveaux sont gardés par commune."
            if only == "rien"
            else f"La feuille « Zonage_communes » manque : seuls {only} sont lus.",
            value="Zonage_communes",
        )
    else:
        problems.warn(
            "Z_SHEET_MISSING",
            "La feuille « Zonage_QPV » manque : les quartiers prioritaires n'auront pas de niveau propre.",
            value="Zonage_QPV",
        )


def check_living_areas(sheet: Sheet, communes: Entries, problems: Problems) -> None:
    """Locate the territoires de vie-santé whose level is that of none of their communes: the communes are followed."""
    levels: dict[str, set[str]] = defaultdict(set)
    for written, label in zip(communes.tvs, communes.labels, strict=False):
        levels[tvs_code(written)].add(_level(label))
    for index in range(min(HEADER_SEARCH_LINES, len(sheet.rows))):
        columns, level_columns, _ = columns_of(sheet.rows[index])
        if "tvs" in columns and level_columns:
            _compare(sheet, index, columns["tvs"], level_columns[0][0], levels=levels, problems=problems)
            return


def _compare(
    sheet: Sheet, first: int, place: int, level: int, *, levels: Mapping[str, set[str]], problems: Problems
) -> None:
    for index in range(first + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if len(row) <= max(place, level):
            continue
        code, label = tvs_code(row[place]), row[level].strip()
        known = levels.get(code) if code else None
        if known and label and _level(label) not in known:
            problems.warn(
                "Z_TVS_MISMATCH",
                f"Le territoire de vie-santé {code} est « {label} » ici, mais aucune de ses communes ne l'est : "
                "ce sont les communes qui sont suivies.",
                line=sheet.line(index),
                column="niveau",
                value=label,
            )


def _level(label: str) -> str:
    kind = level_of_label(label, PROFESSION)
    return kind.code if kind else label
