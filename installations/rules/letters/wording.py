"""French of the letters: lists, places, and the words of each kind of decision."""

import re
from collections.abc import Sequence

from cesp_portal.common.rules.french import NBSP
from installations.enums import Outcome, RequestKind

SUBJECTS = {
    RequestKind.INSTALLATION: "votre installation",
    RequestKind.CHANGE_OF_PLACE: "votre changement de lieu d'exercice",
    RequestKind.TRANSFER: "votre changement de région d'exercice",
    RequestKind.DEFERRAL: "le report du début de votre exercice",
    RequestKind.REPLACEMENT: "la prise en compte de vos remplacements",
    RequestKind.PRACTICE_SUSPENSION: "la suspension de votre exercice",
    RequestKind.END_OF_COMMITMENT: "la fin de votre engagement",
    RequestKind.TERMINATION: "la rupture de votre contrat",
}

BASES = {
    "eligible": "zone éligible le jour de l'installation",
    "protected": "projet inchangé, protégé malgré le changement de zonage",
    "kept": "lieu où vous exercez déjà, conservé malgré le changement de zonage",
    "not_eligible": "zone non éligible",
    "to_confirm": "éligibilité appréciée par l'agence",
}

OUTCOME_WORDS = {
    Outcome.GRANTED: "accordée",
    Outcome.GRANTED_WITH_CONDITIONS: "accordée sous conditions",
    Outcome.REFUSED: "refusée",
    Outcome.ADJOURNED: "ajournée",
}


_POSTAL_CODE = re.compile(r"(?:^|[\s,])\d{5}\s+(\S.*)$")
_CEDEX = re.compile(r"\bcedex\b.*", re.IGNORECASE)


def listed(items: Sequence[str]) -> str:
    """Return « a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def article_title(number: int) -> str:
    """Return « Article 1er », « Article 2 »."""
    return f"Article{NBSP}{'1er' if number == 1 else number}"


def town_of(address: Sequence[str]) -> str:
    """Return the town of a postal address: what follows the last postal code, without « Cedex »."""
    for line in reversed(address):
        found = _POSTAL_CODE.search(line)
        if found:
            town = _CEDEX.sub("", found.group(1)).strip()
            return town.title() if town.isupper() else town
    return ""


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def elided(preposition: str, name: str) -> str:
    """Return « que le cabinet » or « qu'aucun cabinet »: the last vowel is lost before another one."""
    vowels = "aeiouyàâäéèêëîïôöùûühAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜH"
    return f"{preposition[:-1]}'{name}" if name[:1] in vowels else f"{preposition} {name}"
