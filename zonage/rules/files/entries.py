"""Rows of places with a level: what is a row and what is a note, levels recognised, problems located."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zonage.rules.codes import bare_code, code_inside
from zonage.rules.files.problems import Problems, formula_or_error
from zonage.rules.files.sheets import Header, Sheet
from zonage.rules.labels import LevelKind, level_of_label, professions_of_label

# R writes TRUE and FALSE, people write oui and non.
_OUTSIDE = frozenset({"non", "false", "faux", "0"})


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of one sheet, column by column: line numbers, codes, names, labels, TVS codes; then the rows as read."""

    lines: Sequence[int]
    codes: list[str]
    names: Sequence[str]
    labels: list[str]
    tvs: Sequence[str]
    rows: Sequence[Sequence[str]] = ()

    def columns(self) -> tuple[Sequence[Any], ...]:
        """Return the columns in the order of the fields."""
        return self.lines, self.codes, self.names, self.labels, self.tvs, self.rows


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
        rows=body,
    )


def _row_by_row(sheet: Sheet, header: Header, column: str, name: str, problems: Problems) -> Entries:
    place, level = header.columns[column], header.columns["level"]
    width = max(place, level) + 1
    kept: list[tuple[int, Sequence[str]]] = []
    for index in range(header.index + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if any(cell.strip() for cell in row):
            kept.append((index, row if len(row) >= width else [*row, *[""] * (width - len(row))]))
    _skip_notes(sheet, place, level, kept, problems)
    _skip_other_regions(header, kept, problems)
    return Entries(
        lines=[sheet.line(index) for index, _ in kept],
        codes=[row[place].strip() for _, row in kept],
        names=_texts(kept, header, name),
        labels=[row[level].strip() for _, row in kept],
        tvs=_texts(kept, header, "tvs"),
        rows=[row for _, row in kept],
    )


def labels_of(entries: Entries, header: Header) -> list[str]:
    """Return the labels of another level column of the same rows."""
    position = header.columns["level"]
    return [row[position].strip() if len(row) > position else "" for row in entries.rows]


def profession_of_labels(labels: Sequence[str]) -> str | None:
    """Return the profession whose zonings use most of these rows' labels; None when two use as many, or none does."""
    rows: Counter[str] = Counter()
    for label, count in Counter(labels).items():
        for profession in professions_of_label(label):
            rows[profession] += count
    ranked = rows.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def without_level(entries: Entries, words: Sequence[str], problems: Problems) -> Entries:
    """Return the rows whose level is none of these words, which stand in a workbook for the absence of a level."""
    left = [index for index, label in enumerate(entries.labels) if label in words]
    for index in left:
        problems.warn(
            "Z_NO_LEVEL",
            f"« {entries.labels[index]} » n'est pas un niveau : la ligne est laissée, ce lieu n'aura pas de niveau.",
            line=entries.lines[index],
            column="niveau",
            value=entries.labels[index],
        )
    if not left:
        return entries
    kept = sorted(set(range(len(entries.labels))) - set(left))
    return Entries(*([column[index] for index in kept] if column else [] for column in entries.columns()))


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
        special = formula_or_error(label)
        if special is not None:
            problems.error(*special, line=line, column="niveau", value=label)
        elif label:
            message = (
                f"« {label} » n'est pas un niveau connu de ce zonage. Corrigez-le, ou déclarez ce libellé en disant "
                "s'il est éligible."
            )
            problems.error("Z_LABEL_UNKNOWN", message, line=line, column="niveau", value=label)
        else:
            problems.error("Z_LABEL_EMPTY", "Le niveau de cette ligne manque.", line=line, column="niveau")


def _skip_notes(
    sheet: Sheet, place: int, level: int, kept: list[tuple[int, Sequence[str]]], problems: Problems
) -> None:
    """Leave the lines that end a sheet without being rows: a source, a total, a note."""
    while kept and not kept[-1][1][level].strip() and _is_note(kept[-1][1][place]):
        index, row = kept.pop()
        problems.warn(
            "Z_NOTE_SKIPPED",
            "Cette ligne, sous les autres, n'a ni code ni niveau : elle est lue comme une note et laissée.",
            line=sheet.line(index),
            value=next(cell.strip() for cell in row if cell.strip()),
        )


def _is_note(text: str) -> bool:
    """Tell whether a place column holds words: a note may name a date or a number, a code is a word of its own."""
    bare = bare_code(text)
    if code_inside(text) is not None:
        return False
    return " " in bare or not any(letter.isdigit() for letter in bare)


def _skip_other_regions(header: Header, kept: list[tuple[int, Sequence[str]]], problems: Problems) -> None:
    position = header.columns.get("in_region")
    if position is None:
        return
    inside = [
        (index, row)
        for index, row in kept
        if len(row) <= position or row[position].strip().casefold() not in _OUTSIDE
    ]
    if len(inside) < len(kept):
        problems.warn(
            "Z_OTHER_REGION_SKIPPED",
            f"{len(kept) - len(inside)} lignes hors de la région (« dansMaRegion ») sont laissées : "
            "une autre agence les fixe.",
        )
        kept[:] = inside


def _texts(kept: Sequence[tuple[int, Sequence[str]]], header: Header, column: str) -> list[str]:
    position = header.columns.get(column)
    if position is None:
        return []
    return [row[position].strip() if len(row) > position else "" for _, row in kept]
