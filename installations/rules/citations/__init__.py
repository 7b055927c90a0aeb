"""The articles that letters cite: dated data, in the numbering in force on the day of the decision."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import Parameter
from contracts.enums import Regime
from contracts.rules.parameters import SPARED

_DIMENSIONS: Final = {"regime": Regime.values, "profession": Profession.values}
PARAMETERS: Final[dict[str, Parameter]] = load_parameters(__name__, _DIMENSIONS, spared=SPARED)[0]


@dataclass(frozen=True, slots=True)
class Citation:
    """The words that cite a text, and whether that text was read in full."""

    text: str
    is_certain: bool


def cited(topic: str, *, on: date, **words: str) -> Citation:
    """Return how ``topic`` is cited on that day. Raises BeforeFirstValue for a day before the first text."""
    value = PARAMETERS[topic].at(on, **words)
    return Citation(value.code, value.confidence.value in "AB")
