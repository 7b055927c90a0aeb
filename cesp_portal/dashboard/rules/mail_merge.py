"""One text for many people: fields between braces are replaced for each; an unknown one is never sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FIELDS: Final = {
    "prenom": "prénom",
    "nom": "nom",
    "numero": "numéro du contrat",
    "situation": "où en est la personne",
    "mois_dus": "mois dus",
    "mois_restants": "mois qui restent",
    "referent": "son référent",
}
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class MailModel:
    """A text to start from."""

    code: str
    title: str
    subject: str
    body: str


MODELS: Final = (
    MailModel(
        "projet",
        "Mettre le projet à jour",
        "Votre projet d'installation",
        "Bonjour {prenom} {nom},\n\nVotre contrat n° {numero} : {situation}. Pouvez-vous relire votre projet sur le "
        "portail et le corriger s'il a changé ?\n\nBien à vous,\n{referent}",
    ),
    MailModel(
        "justificatif",
        "Joindre un justificatif d'exercice",
        "Vos mois d'exercice à justifier",
        "Bonjour {prenom} {nom},\n\nIl reste {mois_restants} à servir sur {mois_dus}. Joignez vos justificatifs sur le "
        "portail : seuls les mois vérifiés sont acquis.\n\nBien à vous,\n{referent}",
    ),
)


def unknown_fields(text: str) -> list[str]:
    """Return what stands between braces and is no field, in order, once each."""
    return list(dict.fromkeys(name for name in _FIELD.findall(text) if name not in FIELDS))


def merged(text: str, values: Mapping[str, str]) -> str:
    """Return the text for one person. Raises KeyError for a field without value."""
    return _FIELD.sub(lambda found: values[found[1]], text)
