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

DEMANDS = {
    RequestKind.INSTALLATION: "d'installation",
    RequestKind.CHANGE_OF_PLACE: "de changement de lieu d'exercice",
    RequestKind.TRANSFER: "de changement de région d'exercice",
    RequestKind.DEFERRAL: "de report du début d'exercice",
    RequestKind.REPLACEMENT: "de prise en compte de remplacements",
    RequestKind.PRACTICE_SUSPENSION: "de suspension de l'exercice",
    RequestKind.END_OF_COMMITMENT: "de fin d'engagement",
    RequestKind.TERMINATION: "de rupture du contrat",
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


def agency_noun(name: str) -> str:
    """Return « agence régionale de santé Occitanie » for « ARS Occitanie »."""
    prefix = "ARS "
    return (
        f"agence régionale de santé {name.removeprefix(prefix)}"
        if name.startswith(prefix)
        else (name[:1].lower() + name[1:])
    )


# Sentences that begin with a name keep their capital; those that begin with one of these words continue a clause.
_LOWERED = frozenset(
    word
    for words in (
        ("le", "la", "l", "les", "un", "une", "du", "des", "de", "d", "ce", "cet", "cette", "ces"),
        ("votre", "vos", "vous", "notre", "nos", "nous", "son", "sa", "ses", "leur", "leurs"),
        ("il", "elle", "ils", "elles", "y", "aucun", "aucune", "chaque", "plusieurs", "tout", "toute"),
        ("tous", "toutes", "seul", "seule", "seuls", "deux", "trois", "quatre", "plus", "ni", "sans", "si"),
        ("à", "après", "au", "aux", "avant", "avec", "dans", "depuis", "en", "par", "pour", "selon", "sous"),
    )
    for word in words
)
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def continued(sentence: str) -> str:
    """Return a sentence as what follows « Considérant »: « que le cabinet ferme », « ce qui suit : Départ du médecin ».

    An ordinary first word loses its capital; a name, or words that make no sentence, are told after a colon.
    """
    text = sentence.strip().rstrip(" .;")
    first = _FIRST_WORD.match(text)
    if first is None or first.group()[:1].islower():
        return elided("que", text)
    if first.group().lower() in _LOWERED:
        return elided("que", text[:1].lower() + text[1:])
    return f"ce qui suit : {text}"


def elided(preposition: str, name: str) -> str:
    """Return « que le cabinet » or « qu'aucun cabinet »: the last vowel is lost before another one."""
    vowels = "aeiouyàâäéèêëîïôöùûühAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜH"
    return f"{preposition[:-1]}'{name}" if name[:1] in vowels else f"{preposition} {name}"
