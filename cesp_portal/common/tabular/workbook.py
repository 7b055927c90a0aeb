"""The parts of a workbook other than its sheets: what it links to, its sheet names, shared texts and date styles."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import partial

from cesp_portal.common.tabular.archive import Archive
from cesp_portal.common.tabular.issues import Code, refusal
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.markup import Attributes, malformed, walk

_MACRO_NAME = re.compile(r"vbaproject|^xl/(macrosheets|activex|embeddings|ctrlprops)/")
_LINK_NAME = re.compile(r"^xl/(externallinks|querytables)/|^xl/connections\.xml$")
_BUILTIN_DATES = frozenset((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58))
_NOT_A_TOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MAX_SHARED_TEXTS = 1_000_000

_OTHER_DOCUMENTS = {
    "word/document.xml": "un document Word",
    "ppt/presentation.xml": "un diaporama",
    "content.xml": "un document LibreOffice",
    "xl/workbook.bin": "un classeur Excel binaire (.xlsb)",
}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet named by the workbook and the part that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(slots=True)
class Workbook:
    """What the sheets need to be read."""

    sheets: list[SheetPart] = field(default_factory=list)
    date1904: bool = False
    shared: list[str] = field(default_factory=list)
    date_styles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


def open_workbook(archive: Archive, limits: Limits) -> Workbook:
    """The workbook's parts. Raises Refused for macros, links to other files, or what is not a workbook."""
    _refuse_active_content(archive)
    main = _main_part(archive)
    _refuse_outside_links(archive)
    relations = _relations(archive, main)
    book = Workbook()
    walk(archive.inflate(main), start=partial(_on_workbook_element, book, relations))
    for relation in relations.values():
        if relation.kind == "sharedStrings" and archive.holds(relation.target):
            book.shared = _shared_texts(archive, relation.target)
        elif relation.kind == "styles" and archive.holds(relation.target):
            book.date_styles = _date_styles(archive, relation.target)
    if any(not archive.holds(sheet.part) for sheet in book.sheets):
        raise malformed()
    return book


def _refuse_active_content(archive: Archive) -> None:
    for name in archive.names:
        lowered = name.casefold()
        if _MACRO_NAME.search(lowered):
            raise refusal(Code.MACROS, _MACROS, value=name)
        if _LINK_NAME.search(lowered):
            raise refusal(Code.EXTERNAL_LINK, _LINKS, value=name)
    if archive.holds("[Content_Types].xml"):
        types = archive.read("[Content_Types].xml").lower()
        if b"macroenabled" in types or b"vbaproject" in types:
            raise refusal(Code.MACROS, _MACROS)


def _refuse_outside_links(archive: Archive) -> None:
    """Raise Refused when any part is linked to anything outside the workbook, hyperlinks aside."""
    for name in archive.names:
        folder, _slash, relations = name.rpartition("_rels/")
        if relations.endswith(".rels"):
            _relations(archive, f"{folder}{relations.removesuffix('.rels')}")


_MACROS = (
    "Le classeur contient des macros ou des objets incorporés : il n'a pas été ouvert. Enregistrez-le au format "
    "« Classeur Excel (.xlsx) » sans macro, ou recopiez la liste dans un classeur neuf, puis renvoyez-le."
)
_LINKS = (
    "Le classeur est lié à un autre fichier ou à une source de données. Copiez la liste, collez-la dans un classeur "
    "neuf par « Collage spécial, valeurs », puis renvoyez-le."
)


def _main_part(archive: Archive) -> str:
    for relation in _relations(archive, "").values():
        if relation.kind == "officeDocument" and archive.holds(relation.target):
            target = relation.target
            if target.casefold().endswith(".xml") and not any(map(target.startswith, ("word/", "ppt/"))):
                return target
    if archive.holds("xl/workbook.xml"):
        return "xl/workbook.xml"
    found = next((what for part, what in _OTHER_DOCUMENTS.items() if archive.holds(part)), "une archive ZIP")
    raise refusal(
        Code.TYPE_MISMATCH,
        f"Le fichier n'est pas un classeur Excel : il semble être {found}. Enregistrez la liste au format "
        "« Classeur Excel (.xlsx) », puis renvoyez-la.",
    )


def _relations(archive: Archive, part: str) -> dict[str, _Relation]:
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, _Relation] = {}
    if not archive.holds(path):
        return relations

    def on_element(element: str, attributes: Attributes) -> None:
        if element != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External" and kind != "hyperlink":
            raise refusal(Code.EXTERNAL_LINK, _LINKS, value=target)
        if kind in ("externalLink", "connections", "queryTable"):
            raise refusal(Code.EXTERNAL_LINK, _LINKS, value=target)
        if kind in ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"):
            raise refusal(Code.MACROS, _MACROS, value=target)
        resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        relations[attributes.get("Id", "")] = _Relation(kind, resolved)

    walk(archive.inflate(path), start=on_element)
    return relations


def _on_workbook_element(
    book: Workbook, relations: dict[str, _Relation], element: str, attributes: Attributes
) -> None:
    if element == "workbookPr":
        book.date1904 = attributes.get("date1904", "0") in ("1", "true", "on")
    elif element == "sheet":
        identifier = next(
            (value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), ""
        )
        relation = relations.get(identifier)
        if relation is None:
            raise malformed()
        if relation.kind == "worksheet":
            hidden = attributes.get("state", "visible") != "visible"
            book.sheets.append(SheetPart(attributes.get("name", ""), hidden, relation.target))


def _shared_texts(archive: Archive, part: str) -> list[str]:
    collector = _SharedTexts()
    walk(archive.inflate(part), start=collector.on_start, end=collector.on_end, text=collector.on_text)
    return collector.texts


class _SharedTexts:
    """The texts that cells refer to by number; the phonetic hints of East Asian texts are not part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._listening = False
        self._phonetic = 0

    def on_start(self, element: str, _attributes: Attributes) -> None:
        if element == "t":
            self._listening = not self._phonetic
        elif element == "rPh":
            self._phonetic += 1
        elif element == "si":
            self._pieces = []

    def on_end(self, element: str) -> None:
        if element == "t":
            self._listening = False
        elif element == "rPh":
            self._phonetic -= 1
        elif element == "si":
            if len(self.texts) == _MAX_SHARED_TEXTS:
                raise malformed()
            self.texts.append(unescaped("".join(self._pieces)))

    def on_text(self, text: str) -> None:
        if self._listening:
            self._pieces.append(text)


def unescaped(text: str) -> str:
    """The text with the workbook's `_x000D_` escapes turned into characters."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _date_styles(archive: Archive, part: str) -> frozenset[int]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = {"cellXfs": False}

    def on_start(element: str, attributes: Attributes) -> None:
        if element == "numFmt":
            formats[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "cellXfs":
            inside["cellXfs"] = True
        elif element == "xf" and inside["cellXfs"]:
            styles.append(_integer(attributes.get("numFmtId")))

    def on_end(element: str) -> None:
        if element == "cellXfs":
            inside["cellXfs"] = False

    walk(archive.inflate(part), start=on_start, end=on_end)
    return frozenset(index for index, number in enumerate(styles) if _is_date_format(number, formats))


def _is_date_format(number: int, formats: dict[int, str]) -> bool:
    if number not in formats:
        return number in _BUILTIN_DATES
    code = _NOT_A_TOKEN.sub("", formats[number].lower().replace("general", "").partition(";")[0])
    return "y" in code or "d" in code


def _integer(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else 0
