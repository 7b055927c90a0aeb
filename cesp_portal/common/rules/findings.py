"""What a rule found, from which facts, on which source, and how sure that source is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TO_CONFIRM = "à confirmer"


class Verdict(StrEnum):
    """The three answers to a condition; a missing fact or text is never a no."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.MET: "condition remplie",
    Verdict.NOT_MET: "condition non remplie",
    Verdict.CANNOT_TELL: "à examiner par un agent",
}


class Confidence(StrEnum):
    """How well a value is known."""

    TEXT = "A"
    ADMINISTRATION = "B"
    SECONDARY = "C"
    DERIVED = "D"
    UNKNOWN = "?"

    @property
    def label(self) -> str:
        return _CONFIDENCE_LABELS[self]


_CONFIDENCE_LABELS = {
    Confidence.TEXT: "texte lu",
    Confidence.ADMINISTRATION: "document de l'administration",
    Confidence.SECONDARY: "source secondaire",
    Confidence.DERIVED: "déduction",
    Confidence.UNKNOWN: "inconnu",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value or a rule is written; ``published_on`` is None for an undated document."""

    code: str
    text: str
    article: str = ""
    published_on: date | None = None

    def __str__(self) -> str:
        return f"{self.text}, {self.article}" if self.article else self.text


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition examined: a stable code, a verdict, a French sentence, the facts used."""

    code: str
    verdict: Verdict
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    source: Source | None = None
    confidence: Confidence = Confidence.UNKNOWN

    @property
    def to_confirm(self) -> bool:
        """Whether it rests on anything less than the text of the rule itself."""
        return self.confidence is not Confidence.TEXT

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One step of an explanation: the rule, the values it used, its source and confidence."""

    rule: str
    values: tuple[tuple[str, str], ...]
    source: Source | None = None
    confidence: Confidence = Confidence.UNKNOWN

    @property
    def to_confirm(self) -> bool:
        return self.confidence is not Confidence.TEXT

    def __str__(self) -> str:
        values = " ; ".join(f"{name} {value}".strip() for name, value in self.values)
        source = f" [{self.source}]" if self.source else ""
        return f"{self.rule} : {values}{source}" + (f" ({TO_CONFIRM})" if self.to_confirm else "")


def conclude(findings: Iterable[Finding]) -> Verdict:
    """The verdict of all conditions together: one unmet suffices, then one unknown."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.NOT_MET in verdicts:
        return Verdict.NOT_MET
    return Verdict.CANNOT_TELL if Verdict.CANNOT_TELL in verdicts else Verdict.MET
