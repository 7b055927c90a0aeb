"""Dated parameters: what a text says, from which day, where, and how sure we are of it.

A parameter stores starts only: a value holds from its day until the next one. It may depend on other words
(``dimensions``: the regime, the profession...) and on the region; a regional question falls back on the national
value only where the parameter says so, and the answer always says which of the two it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from cesp_portal.common.rules.errors import BeforeFirstValue, RuleError
from cesp_portal.common.rules.findings import Confidence, Line, Source
from cesp_portal.common.rules.french import amount_text, day_text, month_name
from cesp_portal.common.rules.regions import region_name

type_of_unit: Mapping[str, type] = {
    "jours": int,
    "mois": int,
    "années": int,
    "mois de l'année": int,
    "jour du mois": int,
    "multiple": int,
    "nombre": int,
    "demi-journées": int,
    "heures": int,
    "EUR": Decimal,
    "%": Decimal,
    "date": date,
    "oui/non": bool,
    "code": str,
    "liste": tuple,
}


# How an explanation announces the value of a rule, after the facts of the person.
THE_RULE = "la règle"
_spoken_units = {"nombre": "", "multiple": "fois", "années": "ans", "jour du mois": "du mois"}


class Unknown:
    """The value that no text gives; it is never replaced by a guess."""

    def __repr__(self) -> str:
        return "inconnu"


UNKNOWN = Unknown()
Scalar = int | Decimal | bool | str | date | tuple[str, ...] | Unknown


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a parameter with all that makes it believable; ``spoken`` gives the French of its codes."""

    parameter: str
    label: str
    unit: str
    value: Scalar
    starts_on: date
    source: Source
    confidence: Confidence
    checked_on: date
    region: str | None = None
    key: tuple[tuple[str, str], ...] = ()
    note: str = ""
    is_to_come: bool = False
    spoken: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def known(self) -> bool:
        return not isinstance(self.value, Unknown)

    @property
    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self._wrong("un entier")
        return self.value

    @property
    def decimal(self) -> Decimal:
        if not isinstance(self.value, Decimal):
            raise self._wrong("un nombre décimal")
        return self.value

    @property
    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self._wrong("oui ou non")
        return self.value

    @property
    def code(self) -> str:
        if not isinstance(self.value, str):
            raise self._wrong("un code")
        return self.value

    @property
    def codes(self) -> tuple[str, ...]:
        if not isinstance(self.value, tuple):
            raise self._wrong("une liste")
        return self.value

    @property
    def day(self) -> date:
        if not isinstance(self.value, date):
            raise self._wrong("une date")
        return self.value

    @property
    def text(self) -> str:
        """The value as a French reader wants it."""
        value = self.value
        if isinstance(value, bool):
            return "oui" if value else "non"
        if self.unit == "mois de l'année" and isinstance(value, int):
            return month_name(value)
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, tuple):
            return ", ".join(self.spoken.get(code, code) for code in value) or "aucun"
        if isinstance(value, Decimal):
            return amount_text(value) if self.unit == "EUR" else f"{value} %".replace(".", ",")
        return (
            f"{value} {_spoken_units.get(self.unit, self.unit)}".strip()
            if isinstance(value, int)
            else self.spoken.get(str(value), str(value))
        )

    @property
    def scope(self) -> str:
        """« national » or the name of the region that answered."""
        return region_name(self.region) if self.region else "national"

    def line(self, *facts: tuple[str, str]) -> Line:
        """This value as one step of an explanation, after the facts it was applied to; alone, its label suffices."""
        place = f" ({self.scope})" if self.region else ""
        said_by = f"{THE_RULE}{place} dit" if facts or place else ""
        return Line(self.label, (*facts, (said_by, self.text)), self.source, self.confidence)

    def _wrong(self, expected: str) -> Exception:
        if not self.known:
            return RuleError(
                f"« {self.label} » ({self.parameter}, {day_text(self.starts_on)}) : le calcul ne peut se passer de "
                "cette valeur ; remplacez « ? » par la plus prudente et laissez sa confiance à « ? »"
            )
        return TypeError(f"{self.parameter} ({self.starts_on}) ne donne pas {expected} : {self.value!r}")


Key = tuple[str | None, tuple[str, ...]]
RecordedKey = tuple[str, str | None, tuple[str, ...]]
Recorded = Mapping[RecordedKey, tuple[Dated, ...]]
_recorded: ContextVar[Callable[[], Recorded] | None] = ContextVar("recorded_values", default=None)


@contextmanager
def with_recorded_values(read: Callable[[], Recorded]) -> Iterator[None]:
    """Answer, inside the block, with the values that agencies recorded too; ``read`` is asked once, when needed.

    The doors say which values those are; without a door (cases, tests of rules) only the written files answer.
    """
    token = _recorded.set(cache(read))
    try:
        yield
    finally:
        _recorded.reset(token)


def recorded_values() -> Recorded:
    """Return the values recorded by agencies that the present door gave, by parameter, region and words."""
    read = _recorded.get()
    return read() if read is not None else {}


def _completed(written: tuple[Dated, ...], recorded: tuple[Dated, ...]) -> tuple[Dated, ...]:
    """Put the recorded values after the written ones; from its first day on, a region no longer follows the nation."""
    first = recorded[0].starts_on
    kept = [value for value in written if value.region is not None or value.starts_on < first]
    starts = {value.starts_on for value in recorded}
    found = [value for value in kept if value.starts_on not in starts] + list(recorded)
    return tuple(sorted(found, key=lambda value: value.starts_on))


@dataclass(frozen=True, slots=True)
class Parameter:
    """Ordered dated values by region and by the words it depends on."""

    name: str
    label: str
    theme: str
    unit: str
    dimensions: tuple[str, ...] = ()
    national_fallback: bool = True
    series: Mapping[Key, tuple[Dated, ...]] = field(default_factory=dict)

    def at(self, on: date, *, region: str | None = None, fact: str = "", **words: str) -> Dated:
        """The value in force on that day, regional first.

        Raises ``BeforeFirstValue`` naming ``fact`` (the fact the day came from) when the day is too early.
        """
        values = self._values(region, words)
        place = bisect_right([value.starts_on for value in values], on)
        if not place:
            first = values[0].starts_on if values else None
            known = (
                f"la première valeur connue date du {day_text(first)}"
                if first
                else "aucune valeur n'est connue"
            )
            raise BeforeFirstValue(fact or self.name, f"« {self.label} » au {day_text(on)} : {known}")
        return values[place - 1]

    def find(self, on: date, *, region: str | None = None, **words: str) -> Dated | None:
        """Like ``at``, but None when nothing is recorded for that place and day."""
        try:
            return self.at(on, region=region, **words)
        except BeforeFirstValue:
            return None

    def latest(self, *, region: str | None = None, **words: str) -> Dated:
        """The last value recorded: for what depends on a regime rather than on a day."""
        values = [value for value in self._values(region, words) if not value.is_to_come]
        if not values:
            raise BeforeFirstValue(
                self.name, f"« {self.label} » : aucune valeur pour {', '.join(words.values())}"
            )
        return values[-1]

    def on(self, day: date | None, *, region: str | None = None, fact: str = "", **words: str) -> Dated:
        """The value in force on that day, the last one recorded while the day is not known."""
        if day is None:
            return self.latest(region=region, **words)
        return self.at(day, region=region, fact=fact, **words)

    def newest_first(self, **words: str) -> tuple[Dated, ...]:
        """Every national value, the last one first: for what is counted thousands of times a second."""
        return self._values(None, words)[::-1]

    def unchanging(self, **words: str) -> Dated:
        """The value that never changed, for a count that applies one to all days; raises ``RuleError`` when it did."""
        values = self.newest_first(**words)
        for value in values[1:]:
            if value.value != values[0].value:
                raise RuleError(
                    f"« {self.label} » change au {day_text(values[0].starts_on)} : le décompte n'en applique encore "
                    "qu'une valeur à tous les jours ; adaptez-le avant d'écrire la nouvelle"
                )
        return self.latest(**words)

    def all_values(self, *, region: str | None = None, **words: str) -> tuple[Dated, ...]:
        """Every value that a place has known or will know, by start."""
        return self._values(region, words)

    def has(self, *, region: str | None = None, **words: str) -> bool:
        return bool(self._values(region, words))

    def _values(self, region: str | None, words: Mapping[str, str]) -> tuple[Dated, ...]:
        if set(words) != set(self.dimensions):
            raise TypeError(f"{self.name} se demande avec {self.dimensions}, pas avec {tuple(words)}")
        key = tuple(str(words[name]) for name in self.dimensions)
        regional = self.series.get((region, key), ()) if region else ()
        written = regional or (
            self.series.get((None, key), ()) if not region or self.national_fallback else ()
        )
        recorded = recorded_values().get((self.name, region, key), ()) if region else ()
        return _completed(written, recorded) if recorded else written

    def __iter__(self) -> Iterator[Dated]:
        """Every value, by key then by start."""
        for values in self.series.values():
            yield from values
