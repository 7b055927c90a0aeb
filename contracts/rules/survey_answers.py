"""How an answer typed by a person reads, and what it would change in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from contracts.enums import FileFact, QuestionKind

MAX_TEXT = 2000
EARLIEST = date(1940, 1, 1)
LATEST = date(2100, 1, 1)
_COMMUNE = re.compile(r"^(?P<name>[^\d()]{2,100})\s*\(?(?P<code>\d{5})\)?$")


class UnreadableAnswer(ValueError):
    """An answer that cannot be kept as it was typed; its text says in French what is expected."""


def read_answer(kind: QuestionKind, typed: str, *, choices: Sequence[str] = ()) -> str:
    """Return the normalised answer, empty when nothing was typed. Raises UnreadableAnswer."""
    text = _clean(typed, keep_lines=kind is QuestionKind.TEXT)
    if not text:
        return ""
    match kind:
        case QuestionKind.CHOICE:
            return _choice(text, choices)
        case QuestionKind.DATE:
            return _date(text).isoformat()
        case QuestionKind.SHARE:
            return _share(text)
        case QuestionKind.COMMUNE:
            return _commune(text)
        case QuestionKind.TEXT:
            return _text(text)
        case _:
            raise UnreadableAnswer("Cette question attend un document, à joindre comme fichier.")


def _clean(typed: str, *, keep_lines: bool) -> str:
    visible = "".join(c for c in typed if c.isprintable() or (keep_lines and c == "\n"))
    return visible.strip() if keep_lines else " ".join(visible.split())


def _choice(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise UnreadableAnswer("Choisissez une des réponses proposées.")
    return text


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise UnreadableAnswer(f"Votre texte compte {len(text)} caractères : {MAX_TEXT} au plus.")
    return text


def _date(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        if EARLIEST <= day < LATEST:
            return day
        raise UnreadableAnswer(f"Vérifiez l'année : {day.year} n'est pas possible ici.")
    raise UnreadableAnswer("Écrivez une date qui existe, par exemple 31/10/2026.")


def _share(text: str) -> str:
    try:
        percent = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        raise UnreadableAnswer("Écrivez un pourcentage, par exemple 80 %.") from None
    if not (percent.is_finite() and 0 < percent <= 100):
        raise UnreadableAnswer("La quotité va de 1 % à 100 % d'un temps plein.")
    return str((percent / 100).quantize(Decimal("0.001")).normalize())


def _commune(text: str) -> str:
    match = _COMMUNE.match(text)
    if match is None:
        raise UnreadableAnswer("Écrivez la commune puis son code postal, par exemple Fabrezan 11200.")
    return f"{match['name'].strip()} ({match['code']})"


def shown_answer(kind: QuestionKind, value: str) -> str:
    """Return a normalised answer as people write it: dates in French order, shares as percentages."""
    if not value:
        return ""
    if kind is QuestionKind.DATE:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if kind is QuestionKind.SHARE:
        return f"{(Decimal(value) * 100).normalize():f} %".replace(".", ",")
    return value


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of the file that an answer would change; both values are normalised."""

    fact: FileFact
    on_file: str
    proposed: str


def changes(answers: Mapping[FileFact, str], on_file: Mapping[FileFact, str]) -> tuple[Change, ...]:
    """Return what differs from the file, in the order of the facts; an empty answer proposes nothing."""
    return tuple(
        Change(fact=fact, on_file=on_file.get(fact, ""), proposed=answers[fact])
        for fact in FileFact
        if answers.get(fact) and answers[fact] != on_file.get(fact, "")
    )
