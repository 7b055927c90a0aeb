"""One reading of a zoning file: what was asked, what is known, what is found."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zonage.rules.files.entries import Entries, kinds_of
from zonage.rules.files.gathering import Gathered, gather
from zonage.rules.files.problems import Problems
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, ZoningFile
from zonage.rules.labels import LevelKind


@dataclass(slots=True)
class Reading:
    """What was asked, what is known, and what is found so far; ``on`` is the day of the reading."""

    asked: Asked
    territory: Territory
    on: dt.date
    problems: Problems
    declared: Mapping[str, LevelKind]
    rows: int = 0
    gathered: list[Gathered] = field(default_factory=list)
    districts: list[tuple[str, str, str]] = field(default_factory=list)
    edition: dt.date | None = None

    def gather(
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
        """Put the rows of a profession together by region and unit.

        A place named twice is a remark where ``says_twice`` (the first profession) unless the format ``repeats`` them.
        """
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


def _in_order(professions: Iterable[str]) -> tuple[str, ...]:
    found = set(professions)
    return tuple(name for name in ("medecine", "odontologie", "maieutique") if name in found)
