"""What is wrong with a file, where, and what to do about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

SHOWN_CHARACTERS = 80


class Code(StrEnum):
    """Stable codes of the issues that reading alone can find."""

    EMPTY = "F_EMPTY"
    NO_ROWS = "F_NO_ROWS"
    NO_HEADER = "F_NO_HEADER"
    MISSING_COLUMN = "F_MISSING_COLUMN"
    DUPLICATE_COLUMN = "F_DUPLICATE_COLUMN"
    UNKNOWN_COLUMN = "F_UNKNOWN_COLUMN"
    EXT_NOT_ALLOWED = "F_EXT_NOT_ALLOWED"
    TYPE_MISMATCH = "F_TYPE_MISMATCH"
    ENCODING_AMBIGUOUS = "F_ENCODING_AMBIGUOUS"
    CSV_SYNTAX = "F_CSV_SYNTAX"
    CONTROL_CHARS = "F_CONTROL_CHARS"
    TOO_LARGE = "F_TOO_LARGE"
    TOO_MANY_ROWS = "F_TOO_MANY_ROWS"
    ZIP_CORRUPT = "F_ZIP_CORRUPT"
    ZIP_BOMB = "F_ZIP_BOMB"
    XML_FORBIDDEN = "F_XML_FORBIDDEN"
    MACROS = "F_MACROS"
    ENCRYPTED = "F_ENCRYPTED"
    EXTERNAL_LINK = "F_EXTERNAL_LINK"
    SHEET_AMBIGUOUS = "F_SHEET_AMBIGUOUS"
    COLUMNS = "R_COLUMNS"
    TOO_LONG = "R_TOO_LONG"
    MERGED = "R_MERGED"
    FORMULA = "R_FORMULA"
    ERROR_VALUE = "R_ERROR_VALUE"


class Issue(NamedTuple):
    """One thing to correct or to confirm: a stable code, a French sentence, the place, the value as shown.

    `blocking` tells a refusal from a doubt that a person may settle by looking at the preview.
    `line` is the physical line of a text file or the row number of a sheet, counted from 1.
    """

    code: str
    message: str
    line: int | None = None
    column: str | None = None
    value: str = ""
    blocking: bool = True

    @property
    def about_the_file(self) -> bool:
        """True when the issue is about the file as a whole, not about one of its rows or lists."""
        return self.code.startswith("F_")


class Refused(Exception):
    """Reading stopped: the file is refused for the issues carried."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(", ".join(issue.code for issue in issues))
        self.issues = tuple(issues)


def refusal(code: Code, message: str, *, line: int | None = None, value: str = "") -> Refused:
    """The exception for a file refused for one reason."""
    return Refused((Issue(code, message, line=line, value=shown(value)),))


def too_many_rows(max_rows: int) -> Issue:
    """The refusal of a table with more rows than the limit."""
    maximum = f"{max_rows:,}".replace(",", "\u202f")
    message = f"Le fichier compte plus de {maximum} lignes. Envoyez la liste en plusieurs fois."
    return Issue(Code.TOO_MANY_ROWS, message)


def in_reading_order(issues: Iterable[Issue], limit: int) -> tuple[Issue, ...]:
    """At most `limit` issues: the file first, then its rows in the order a reader meets them."""
    ordered = sorted(
        issues, key=lambda issue: (not issue.about_the_file, not issue.blocking, issue.line or 0)
    )
    return tuple(ordered[:limit])


def shown(value: object) -> str:
    """The value as people may see it: invisible characters written out, at most 80 characters."""
    text = str(value)[: SHOWN_CHARACTERS + 1]
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    if len(text) > SHOWN_CHARACTERS:
        text = text[: SHOWN_CHARACTERS - 1] + "…"
    return text


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
