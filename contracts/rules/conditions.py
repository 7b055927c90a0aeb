"""What a candidate acknowledges, one by one, before signing: stable codes and sentences, by regime."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.enums import Profession, Regime
from contracts.rules.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class Condition:
    """One commitment, in words that the person can repeat; ``source`` is where it is written."""

    code: str
    text: str
    source: str


_COMMON = (
    Condition(
        "MONTHS_OWED",
        "J'exercerai autant de mois que j'aurai reçu d'allocations, et au moins 24 mois.",
        "Code de l'éducation, L. 632-6",
    ),
    Condition(
        "ELIGIBLE_ZONE",
        "J'exercerai dans une zone où les soins manquent, telle que mon agence régionale de santé la définit.",
        "Code de la santé publique, L. 1434-4",
    ),
    Condition(
        "HALF_TIME",
        "Je peux exercer à temps partiel, mais jamais moins d'un mi-temps ; la durée due s'allonge d'autant.",
        "Code de l'éducation, engagement du signataire",
    ),
    Condition(
        "INFORM_AGENCY",
        "Je signalerai à mon agence régionale de santé tout changement de projet, de région ou de situation.",
        "Arrêté du 26 mai 2020 relatif au contrat",
    ),
    Condition(
        "BREACH",
        "Si je romps mon engagement, je devrai rembourser des allocations et payer une pénalité.",
        "Code de l'éducation, rupture de l'engagement",
    ),
)
_TARIFFS = Condition(
    "REGULATED_TARIFFS",
    "En libéral, j'appliquerai les tarifs de la convention, sans dépassement.",
    "Code de l'éducation, engagement du signataire",
)
_NO_CUMULATION = Condition(
    "NO_OTHER_COMMITMENT",
    "Je n'ai signé, et je ne signerai, aucun autre engagement du même type avec un hôpital ou une collectivité.",
    "Code de l'éducation, R. 631-24 III, depuis le 16 janvier 2026",
)


def conditions_for(regime: Regime, profession: Profession) -> tuple[Condition, ...]:
    """Return what is to be acknowledged, in reading order."""
    conditions: tuple[Condition, ...] = _COMMON
    if profession in (Profession.MEDECINE, Profession.ODONTOLOGIE, Profession.MAIEUTIQUE):
        conditions = (*conditions, _TARIFFS)
    if regime is not Regime.TO_CONFIRM and PARAMETERS["cumulation_forbidden"].latest(regime=regime).flag:
        conditions = (*conditions, _NO_CUMULATION)
    return conditions


def not_acknowledged(
    regime: Regime, profession: Profession, acknowledged: Iterable[str]
) -> tuple[Condition, ...]:
    """Return the conditions that are missing from what the person ticked."""
    ticked = set(acknowledged)
    return tuple(c for c in conditions_for(regime, profession) if c.code not in ticked)
