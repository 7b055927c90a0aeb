"""The XML of a workbook's parts, read by events; a declaration of type or entity stops everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from cesp_portal.common.tabular.issues import Code, Refused, refusal

_ENCODINGS = frozenset(("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii", "iso-8859-1"))
Attributes = dict[str, str]


class StopReading(Exception):
    """Raised by a handler that has seen enough."""


def walk(
    pieces: Iterable[bytes],
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call the handlers for each element, names without prefix. Raises Refused for malformed or forbidden XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda name: ended(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.ExternalEntityRefHandler = _forbid
    parser.XmlDeclHandler = _check_encoding
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except StopReading:
        return
    except (expat.ExpatError, ValueError, LookupError):
        raise malformed() from None


def malformed() -> Refused:
    """The refusal of a workbook whose XML says nothing sensible."""
    return refusal(
        Code.ZIP_CORRUPT,
        "Le classeur est abîmé : l'une de ses parties est illisible. Ouvrez-le dans votre tableur, enregistrez-le "
        "de nouveau au format « Classeur Excel (.xlsx) », puis renvoyez-le.",
    )


def _forbid(*_arguments: object) -> NoReturn:
    raise refusal(
        Code.XML_FORBIDDEN,
        "Le classeur contient une déclaration XML interdite (DOCTYPE ou ENTITY), qu'un tableur n'écrit jamais. "
        "Rien n'a été lu. Recopiez la liste dans un classeur neuf, puis renvoyez-le.",
    )


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise malformed()
