"""Which documents a request is expected to hold, by kind and region: dated data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from cesp_portal.common.rules.loading import toml_files

_KEYS = {"libelle", "natures", "regions", "depuis", "jusquau", "obligatoire", "source"}


@dataclass(frozen=True, slots=True)
class ExpectedDocument:
    """One document; ``regions`` is empty when every region asks for it."""

    code: str
    label: str
    kinds: frozenset[str]
    regions: frozenset[str]
    since_on: date
    until: date | None
    is_required: bool
    source: str


@cache
def catalogue() -> dict[str, ExpectedDocument]:
    """Return every document by its code. A wrong data file stops the start, naming file and line."""
    found: dict[str, ExpectedDocument] = {}
    for file in toml_files(__name__):
        for code, table in file.content.items():
            if set(table) - _KEYS or not table.get("libelle") or not table.get("source"):
                raise file.error(f"pièce « {code} » : libelle, source, natures et depuis attendus", code)
            found[code] = ExpectedDocument(
                code=code,
                label=table["libelle"],
                kinds=frozenset(table["natures"]),
                regions=frozenset(table.get("regions", ())),
                since_on=table["depuis"],
                until=table.get("jusquau"),
                is_required=table.get("obligatoire", False),
                source=table["source"],
            )
    return found


def expected_documents(kind: str, region: str, on: date) -> list[ExpectedDocument]:
    """Return what a request of this kind should hold in this region on that day, in the order of the file."""
    return [
        document
        for document in catalogue().values()
        if kind in document.kinds
        and (not document.regions or region in document.regions)
        and document.since_on <= on
        and (document.until is None or on < document.until)
    ]
