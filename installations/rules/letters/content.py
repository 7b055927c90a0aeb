"""The printed content of a letter: plain texts in their order, ready to be frozen as JSON."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cesp_portal.common.rules.french import NBSP, month_name


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
    # Fingerprint of the stored image, as it was on the day: the image itself never changes.
    logo_sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the content as JSON values, in reading order, with the non-breaking spaces of French."""
        values: dict[str, Any] = _walked(asdict(self))
        return values | {"verification_url": self.verification_url}


_MONTH = f"(?:{'|'.join(month_name(number) for number in range(1, 13))})"
# A space that must not end a line: before a high mark, inside quotation marks, after « n° » or « R. », in a day.
_UNBROKEN = (
    (re.compile(r" (?=[;:?!»])"), NBSP),
    (re.compile(r"(?<=«) "), NBSP),
    (re.compile(r"(?<=n°) (?=\S)"), NBSP),
    (re.compile(r"(?<=\b[RLD]\.) (?=\d)"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:%|(?:mois|jours?|heures|demi-journées)\b))"), NBSP),
    (re.compile(rf"\b(\d{{1,2}}|1er) ({_MONTH})[ {NBSP}](?=\d{{4}}\b)"), rf"\1{NBSP}\2{NBSP}"),
)


def typeset(text: str) -> str:
    """Return a text with the non-breaking spaces that French wants."""
    for pattern, space in _UNBROKEN:
        text = pattern.sub(space, text)
    return text


def _walked(value: Any) -> Any:
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, dict):
        return {name: _walked(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_walked(item) for item in value)
    return value


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
