"""Figures that may be shown: small counts are hidden, and cannot be found again by difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

SMALLEST_SHOWN = 5
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count beside its label; ``count`` is None when it is hidden. ``share`` is a percentage."""

    label: str
    count: int | None
    share: Decimal | None


def publishable(counts: Mapping[str, int]) -> tuple[Figure, ...]:
    """Hide each count from 1 to 4, then one more at a time until none of the hidden ones can be worked out.

    The total of the answers is public, and so is this method: a reader subtracts what is shown, and knows that a
    hidden count is at least 1. When nothing is left to hide beside them, every count is hidden, the zeros too.
    """
    total = sum(counts.values())
    hidden = {label for label, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    while hidden and not _safe([counts[label] for label in hidden]):
        others = [label for label in counts if label not in hidden and counts[label] > 0]
        if not others:
            hidden = set(counts)
            break
        hidden.add(min(others, key=lambda label: counts[label]))
    return tuple(
        Figure(label, None, None) if label in hidden else Figure(label, count, percentage(count, total))
        for label, count in counts.items()
    )


def _safe(hidden: list[int]) -> bool:
    """Whether the sum of the hidden counts leaves each of them several possible values.

    A sum near its least says that each is 1; a sum at its most, when all are small, says that each is 4.
    """
    size, total = len(hidden), sum(hidden)
    leaves_room_below = total >= size + SMALLEST_SHOWN - 2
    leaves_room_above = max(hidden) >= SMALLEST_SHOWN or total < size * (SMALLEST_SHOWN - 1)
    return size >= 2 and leaves_room_below and leaves_room_above


def percentage(part: int, whole: int) -> Decimal | None:
    """Return the percentage to one decimal, or None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_TENTH) if whole else None
