"""The articles that letters cite: dated data, in the numbering in force on the day of the decision."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import Parameter

REGIMES = ("R1-MED", "R1-ODO", "R2", "R3", "R4", "TO_CONFIRM")
PROFESSIONS = ("medecine", "odontologie", "maieutique", "pharmacie")


@cache
def parameters() -> dict[str, Parameter]:
    """Return the citations by topic, read once."""
    found, _ = load_parameters(__name__, {"regime": REGIMES, "profession": PROFESSIONS})
    return found


@dataclass(frozen=True, slots=True)
class Citation:
    """The words that cite a text, and whether that text was read in full."""

    text: str
    is_certain: bool


def cited(topic: str, *, on: date, **words: str) -> Citation:
    """Return how ``topic`` is cited on that day. Raises BeforeFirstValue for a day before the first text."""
    value = parameters()[topic].at(on, **words)
    return Citation(value.code, value.confidence.value in "AB")
