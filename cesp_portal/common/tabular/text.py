"""Text as it is stored, and the keys by which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNDECOMPOSED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """The text to store: composed (NFC), every kind of space a plain one, none at the ends."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=20_000)
def match_key(text: str) -> str:
    """The key by which two spellings of a name are the same: no accent, no ligature, no case, words apart.

    `LEFÈVRE` composed or not, `Lefevre` and `LEFEVRE` share a key; `D’Hœdt` is `d hoedt`. Letters of another
    script are kept as they are, so that they never match.
    """
    folded = unicodedata.normalize("NFKD", text.casefold()) if not text.isascii() else text.lower()
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    bare = bare.translate(_UNDECOMPOSED)
    if bare.isascii():
        return _NOT_WORD.sub(" ", bare).strip()
    return " ".join("".join(character if character.isalnum() else " " for character in bare).split())


def file_name_for_display(filename: str) -> str:
    """The last component of a name sent by a browser, without anything invisible, at most 100 characters."""
    base = re.split(r"[/\\]", filename)[-1]
    visible = "".join(character for character in base if character.isprintable()).strip() or "fichier"
    if len(visible) <= 100:
        return visible
    stem, dot, extension = visible.rpartition(".")
    return f"{stem[:80]}…{dot}{extension[-15:]}" if stem else f"{visible[:99]}…"


def extension_of(filename: str) -> str:
    """The extension, in lower case with its dot, that a computer will go by; empty when there is none."""
    base = re.split(r"[/\\]", filename)[-1]
    _stem, dot, extension = base.rpartition(".")
    return f".{extension.lower()}" if dot else ""
