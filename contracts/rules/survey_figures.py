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
    """Hide each count from 1 to 4; when the hidden ones could be guessed from the total, hide one more.

    The total of the answers is public: hidden counts are safe only if there are at least two of them and they add up
    to ``SMALLEST_SHOWN`` or more.
    """
    total = sum(counts.values())
    hidden = {label for label, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    while hidden and (len(hidden) < 2 or sum(counts[label] for label in hidden) < SMALLEST_SHOWN):
        others = [label for label in counts if label not in hidden and counts[label] > 0]
        if not others:
            hidden = {label for label, count in counts.items() if count > 0}
            break
        hidden.add(min(others, key=lambda label: counts[label]))
    return tuple(
        Figure(label, None, None) if label in hidden else Figure(label, count, percentage(count, total))
        for label, count in counts.items()
    )


def percentage(part: int, whole: int) -> Decimal | None:
    """Return the percentage to one decimal, or None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_TENTH) if whole else None
