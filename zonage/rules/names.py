"""Comparable forms of names and labels: no accent, no case, one separator."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s_\-–—'’.]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_SAINT = re.compile(r"\b(st|ste)\b")
_SAINT_WORDS = {"st": "saint", "ste": "sainte"}


def fold(text: str) -> str:
    """Return ``text`` without accents, in lower case, its words separated by one space."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SEPARATORS.sub(" ", kept.casefold()).strip()


def place_key(name: str) -> str:
    """Return the form under which two writings of a place name are the same (``St-Étienne`` is ``Saint Etienne``)."""
    return _SAINT.sub(lambda found: _SAINT_WORDS[found[1]], fold(name))
