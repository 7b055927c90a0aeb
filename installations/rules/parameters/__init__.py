"""The dated parameters of practice, read once from the data files of this folder, over those of the contract."""

from typing import Final

from cesp_portal.common.rules.catalogue import Catalogue, load_catalogue
from cesp_portal.common.rules.findings import Source
from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import Parameter
from contracts.rules import parameters as contract_parameters
from zonage.rules import parameters as zoning_parameters

_BASE: Final = contract_parameters.SOURCES | zoning_parameters.SOURCES
_LOADED: Final = load_parameters(
    __name__,
    contract_parameters.DIMENSIONS
    | {
        "kind": [
            "installation",
            "changement_de_lieu",
            "transfert",
            "report",
            "remplacement",
            "suspension",
            "fin",
            "rupture",
        ]
    },
    _BASE,
    contract_parameters.SPARED,
)
PARAMETERS: Final[dict[str, Parameter]] = _LOADED[0]
SOURCES: Final[dict[str, Source]] = _LOADED[1]
FINDINGS: Final[Catalogue] = load_catalogue(__name__, SOURCES, contract_parameters.FINDINGS)
