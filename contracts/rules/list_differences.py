"""What a new list changes to the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person at one rank; ``key`` identifies the person (INE) whatever the spelling of the name."""

    key: str
    name: str
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Move:
    """The same person, at another rank or on the other list."""

    before: Ranked
    after: Ranked


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """People added, removed and moved, in the order of the lists."""

    added: tuple[Ranked, ...]
    removed: tuple[Ranked, ...]
    moved: tuple[Move, ...]

    @property
    def any(self) -> bool:
        return bool(self.added or self.removed or self.moved)


def list_differences(before: Sequence[Ranked], after: Sequence[Ranked]) -> ListDifferences:
    """Compare two lists person by person."""
    old = {one.key: one for one in before}
    new = {one.key: one for one in after}
    return ListDifferences(
        added=tuple(one for one in after if one.key not in old),
        removed=tuple(one for one in before if one.key not in new),
        moved=tuple(
            Move(old[one.key], one)
            for one in after
            if one.key in old and (old[one.key].kind, old[one.key].rank) != (one.kind, one.rank)
        ),
    )
