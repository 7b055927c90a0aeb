"""The dated parameters of the contract, read once from the data files of this folder."""

from typing import Final

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.catalogue import Catalogue, load_catalogue
from cesp_portal.common.rules.findings import Source
from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import Parameter
from contracts.enums import Population, Regime, Track

DIMENSIONS: Final = {
    "regime": Regime.values,
    "profession": Profession.values,
    "track": Track.values,
    "population": Population.values,
    "cycle": ["1", "2", "3"],
    "ground": ["1", "2", "3", "4"],
}

# A regime that is to be confirmed has no rules of its own.
SPARED: Final = frozenset({Regime.TO_CONFIRM})
_LOADED: Final = load_parameters(__name__, DIMENSIONS, spared=SPARED)
PARAMETERS: Final[dict[str, Parameter]] = _LOADED[0]
SOURCES: Final[dict[str, Source]] = _LOADED[1]
FINDINGS: Final[Catalogue] = load_catalogue(__name__, SOURCES)
