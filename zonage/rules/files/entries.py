"""Rows of places with a level: codes put right when that is certain, levels recognised, both problems located."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zonage.rules.codes import is_commune_code, is_district_code, restored_code
from zonage.rules.files.problems import Problems
from zonage.rules.files.sheets import Header, Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.labels import LevelKind, level_of_label, professions_of_label
from zonage.rules.names import place_key


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of one sheet, column by column: line numbers, codes, names, labels, TVS codes."""

    lines: Sequence[int]
    codes: list[str]
    names: Sequence[str]
    labels: list[str]
    tvs: Sequence[str]


def entries_of(sheet: Sheet, header: Header, column: str, problems: Problems) -> Entries:
    """Return the rows under the header that hold something; ``column`` is the column of the place."""
    name = "name" if column != "district" else "district_name"
    return _whole_columns(sheet, header, column, name) or _row_by_row(sheet, header, column, name, problems)


def _whole_columns(sheet: Sheet, header: Header, column: str, name: str) -> Entries | None:
    """Return the rows taken column by column, when all have the width of the header and a place and a level."""
    body = sheet.rows[header.index + 1 :]
    width = len(header.names)
    if not body or header.has("in_region") or not all(len(row) == width for row in body):
        return None
    columns = list(zip(*body, strict=True))
    codes = [cell.strip() for cell in columns[header.columns[column]]]
    labels = [cell.strip() for cell in columns[header.columns["level"]]]
    if not (all(codes) and all(labels)):
        return None
    first = header.index + 1
    return Entries(
        lines=sheet.lines[first:] if sheet.lines else range(first + 1, first + len(body) + 1),
        codes=codes,
        names=columns[header.columns[name]] if header.has(name) else [],
        labels=labels,
        tvs=columns[header.columns["tvs"]] if header.has("tvs") else [],
    )


def _row_by_row(sheet: Sheet, header: Header, column: str, name: str, problems: Problems) -> Entries:
    place, level = header.columns[column], header.columns["level"]
    width = max(place, level) + 1
    kept: list[tuple[int, Sequence[str]]] = []
    for index in range(header.index + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if any(cell.strip() for cell in row):
            kept.append((index, row if len(row) >= width else [*row, *[""] * (width - len(row))]))
    _skip_other_regions(header, kept, problems)
    return Entries(
        lines=[sheet.line(index) for index, _ in kept],
        codes=[row[place].strip() for _, row in kept],
        names=_texts(kept, header, name),
        labels=[row[level].strip() for _, row in kept],
        tvs=_texts(kept, header, "tvs"),
    )


def repair_codes(entries: Entries, territory: Territory, problems: Problems) -> None:
    """Put right the codes that a spreadsheet has cut, only where one place alone can be meant; locate the others."""
    strange = [index for index, code in enumerate(entries.codes) if code not in territory.current]
    for index in strange:
        code = entries.codes[index]
        name = entries.names[index] if entries.names else ""
        entries.codes[index] = _checked_code(code, name, entries.lines[index], territory, problems)


def check_district_codes(entries: Entries, problems: Problems) -> None:
    """Locate the codes that are not those of a QPV."""
    for index, code in enumerate(entries.codes):
        if not is_district_code(code):
            problems.error(
                "Z_CODE_INVALID",
                f"« {code} » n'est pas un code de quartier prioritaire (par exemple QN03106I).",
                line=entries.lines[index],
                column="code du quartier",
                value=code,
            )


def profession_of_labels(labels: set[str]) -> str | None:
    """Return the only profession whose zonings use all these labels, or None (several, or none)."""
    found: frozenset[str] | None = None
    for label in labels:
        professions = professions_of_label(label)
        if professions:
            found = professions if found is None else found & professions
    return next(iter(found)) if found is not None and len(found) == 1 else None


def kinds_of(
    labels: Sequence[str],
    lines: Sequence[int],
    profession: str,
    declared: Mapping[str, LevelKind],
    problems: Problems,
) -> dict[str, LevelKind]:
    """Return the level that each label means; locate the rows whose label is empty or unknown."""
    kinds: dict[str, LevelKind] = {}
    unknown: set[str] = set()
    for label in set(labels):
        kind = declared.get(label) or level_of_label(label, profession)
        if kind is None:
            unknown.add(label)
        else:
            kinds[label] = kind
    if unknown:
        _locate_unknown(labels, lines, unknown, problems)
    return kinds


def _locate_unknown(
    labels: Sequence[str], lines: Sequence[int], unknown: set[str], problems: Problems
) -> None:
    for line, label in zip(lines, labels, strict=True):
        if label not in unknown:
            continue
        if label:
            message = (
                f"« {label} » n'est pas un niveau connu de ce zonage. Corrigez-le, ou déclarez ce libellé en disant "
                "s'il est éligible."
            )
            problems.error("Z_LABEL_UNKNOWN", message, line=line, column="niveau", value=label)
        else:
            problems.error("Z_LABEL_EMPTY", "Le niveau de cette ligne manque.", line=line, column="niveau")


def _checked_code(code: str, name: str, line: int, territory: Territory, problems: Problems) -> str:
    where = {"line": line, "column": "code", "value": code}
    upper = code.upper()
    if upper != code and (upper in territory.current or upper in territory.former):
        problems.warn("Z_CODE_REPAIRED", f"Le code « {code} » est lu « {upper} ».", proposal=upper, **where)
        return upper
    if code in territory.former:
        _say_vanished(code, territory, problems, where)
        return code
    restored = restored_code(code)
    if restored is not None:
        return _restored(code, restored, name, territory=territory, problems=problems, where=where)
    if not is_commune_code(code):
        message = (
            "Le code de la commune manque."
            if not code
            else f"« {code} » n'est pas un code de commune : cinq caractères, zéro de tête compris (par exemple 01004)."
        )
        problems.error("Z_CODE_INVALID", message, **where)
    elif territory.region_of(code) is None:
        problems.error(
            "Z_CODE_INVALID", f"« {code} » : aucun département français ne porte ce numéro.", **where
        )
    else:
        _say_unknown(code, name, territory, problems, where)
    return code


def _restored(
    code: str, restored: str, name: str, *, territory: Territory, problems: Problems, where: dict[str, object]
) -> str:
    official = territory.name_of(restored)
    if official and (not name or place_key(name) == place_key(official)):
        problems.warn(
            "Z_CODE_REPAIRED",
            f"Le code « {code} » a perdu son zéro de tête : il est lu « {restored} » ({official}), "
            "seule commune possible.",
            proposal=restored,
            **where,
        )
        return restored
    problems.error(
        "Z_CODE_CUT",
        f"Le code « {code} » semble avoir perdu son zéro de tête, mais « {restored} » "
        + (f"est {official}, pas {name}." if official else "n'existe pas.")
        + " Corrigez-le dans le fichier.",
        **where,
    )
    return code


def _say_vanished(code: str, territory: Territory, problems: Problems, where: dict[str, object]) -> None:
    successors = [successor for successor in territory.successors(code) if successor != code]
    name = territory.name_of(code)
    if successors:
        today = ", ".join(f"{successor} {territory.name_of(successor)}".strip() for successor in successors)
        message = (
            f"{name} ({code}) n'est plus une commune : elle fait partie de {today}. La ligne est gardée."
        )
    else:
        message = f"{name} ({code}) n'est plus une commune. La ligne est gardée telle quelle."
    problems.warn("Z_CODE_VANISHED", message, proposal=successors[0] if len(successors) == 1 else "", **where)


def _say_unknown(
    code: str, name: str, territory: Territory, problems: Problems, where: dict[str, object]
) -> None:
    namesakes = territory.named(name, code[:3] if code.startswith("97") else code[:2]) if name else ()
    proposal = f" « {name} » porte aujourd'hui le code {namesakes[0]}." if len(namesakes) == 1 else ""
    problems.warn(
        "Z_CODE_UNKNOWN",
        f"Le code « {code} » n'est pas dans le code officiel chargé : commune disparue ou faute de frappe ?{proposal} "
        "La ligne est gardée telle quelle, elle ne sert à aucune commune d'aujourd'hui.",
        proposal=namesakes[0] if len(namesakes) == 1 else "",
        **where,
    )


def _skip_other_regions(header: Header, kept: list[tuple[int, Sequence[str]]], problems: Problems) -> None:
    position = header.columns.get("in_region")
    if position is None:
        return
    inside = [
        (index, row)
        for index, row in kept
        if len(row) <= position or row[position].strip().casefold() != "non"
    ]
    if len(inside) < len(kept):
        problems.warn(
            "Z_OTHER_REGION_SKIPPED",
            f"{len(kept) - len(inside)} lignes « dansMaRegion : non » sont laissées : une autre agence les fixe.",
        )
        kept[:] = inside


def _texts(kept: Sequence[tuple[int, Sequence[str]]], header: Header, column: str) -> list[str]:
    position = header.columns.get(column)
    if position is None:
        return []
    return [row[position].strip() if len(row) > position else "" for _, row in kept]
