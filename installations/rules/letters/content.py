"""The printed content of a letter: plain texts in their order, ready to be frozen as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the operative part; ``rows`` is a small table whose first row holds the headings."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is printed on a letter, and nothing else."""

    title: str
    agency_name: str
    agency_lines: tuple[str, ...]
    place_and_date: str
    reference: str
    recipient_lines: tuple[str, ...]
    subject: str
    answer: str
    author: str
    visas: tuple[str, ...]
    considerants: tuple[str, ...]
    articles: tuple[Article, ...]
    paragraphs: tuple[str, ...]
    recourse: tuple[str, ...]
    signature_lines: tuple[str, ...]
    contact_lines: tuple[str, ...]
    verification_code: str
    verification_url: str

    def as_json(self) -> dict[str, Any]:
        """Return the content as JSON values, in reading order."""
        return asdict(self)


def texts_of(facts: Mapping[str, Any]) -> list[str]:
    """Return every printed text of frozen facts, in reading order (searches, tests, comparisons)."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Mapping):
            for item in value.values():
                walk(item)
        elif isinstance(value, list | tuple):
            for item in value:
                walk(item)

    walk(facts)
    return [text for text in found if text]
