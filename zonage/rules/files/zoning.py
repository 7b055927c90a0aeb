"""What a zoning file says once read: parts by profession, region and unit."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from zonage.rules.files.problems import Problem
from zonage.rules.labels import LevelKind


@dataclass(slots=True)
class Part:
    """The rows of one profession, region and unit: the future snapshot.

    ``codes`` and ``labels`` go together; ``tvs`` and ``orders`` too when the format has them. ``order_on`` is the most
    recent order of the rows, ``orders`` holds each row's own; ``missing`` are the communes of the region without row.
    """

    profession: str
    region: str
    unit: str
    codes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tvs: list[str] = field(default_factory=list)
    orders: list[dt.date | None] = field(default_factory=list)
    order_on: dt.date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoningFile:
    """A file read: its format, its parts and the problems met. A file with a blocking problem is never imported.

    ``left`` are the parts that bring nothing, their order being published already; ``declared`` are the levels of
    labels that the portal does not know and that the agent declared.
    """

    file_format: str
    rows: int
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]
    levels: Counter[str]
    professions: tuple[str, ...]
    regions: tuple[str, ...]
    districts: Sequence[tuple[str, str, str]] = ()
    file_date: dt.date | None = None
    declared: tuple[tuple[str, LevelKind], ...] = ()
    left: tuple[Part, ...] = ()

    @property
    def refused(self) -> bool:
        """True when a problem forbids the import."""
        return any(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person importing said: profession, region, day of the order, levels of unknown labels."""

    profession: str = ""
    region: str = ""
    order_on: dt.date | None = None
    declared: tuple[tuple[str, bool], ...] = ()
