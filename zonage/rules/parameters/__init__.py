"""The dated parameters of the zoning, read once from the data files of this folder."""

from typing import Final

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.catalogue import Catalogue, load_catalogue
from cesp_portal.common.rules.findings import Source
from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import Parameter

DIMENSIONS: Final = {
    "profession": Profession.values,
    "zoning": ["medecins", "dentistes"],
}

_LOADED: Final = load_parameters(__name__, DIMENSIONS)
PARAMETERS: Final[dict[str, Parameter]] = _LOADED[0]
SOURCES: Final[dict[str, Source]] = _LOADED[1]
LABELS: Final[Catalogue] = load_catalogue(__name__, SOURCES)
