"""What a new list changes to the one in force: who, at which rank, described how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person at one rank; ``key`` identifies the person (INE) whatever the spelling of the name.

    ``details`` are the other things that a list says of the person, by the label that people read.
    """

    key: str
    name: str
    kind: str
    rank: int
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """The same person, at another rank or on the other list."""

    before: Ranked
    after: Ranked


@dataclass(frozen=True, slots=True)
class Correction:
    """The same person described otherwise: each change is a label, what was known and what the new list says."""

    name: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """People added, removed, moved and corrected, in the order of the lists; one may be both moved and corrected."""

    added: tuple[Ranked, ...]
    removed: tuple[Ranked, ...]
    moved: tuple[Move, ...]
    corrected: tuple[Correction, ...]

    @property
    def any(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.corrected)


def list_differences(before: Sequence[Ranked], after: Sequence[Ranked]) -> ListDifferences:
    """Compare two lists person by person."""
    old = {one.key: one for one in before}
    new = {one.key: one for one in after}
    kept = [(old[one.key], one) for one in after if one.key in old]
    return ListDifferences(
        added=tuple(one for one in after if one.key not in old),
        removed=tuple(one for one in before if one.key not in new),
        moved=tuple(Move(was, one) for was, one in kept if (was.kind, was.rank) != (one.kind, one.rank)),
        corrected=tuple(
            Correction(was.name, changes)
            for was, one in kept
            if (changes := _changes(was.details, one.details))
        ),
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (label, before.get(label, ""), value)
        for label, value in after.items()
        if before.get(label, "") != value
    )
