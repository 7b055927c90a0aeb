"""The obligations that the agency watches over, one line each: what the file shows, never a breach by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cesp_portal.common.rules.french import day_text
from contracts.rules.exchange_lifecycle import Alert

SOURCE = "Code de l'éducation, R. 631-24-15"
# How long after the end of the training, expected or reached, the file deserves a look: the portal's own measure.
TRAINING_GRACE = timedelta(days=183)
SETTLING_GRACE = timedelta(days=92)


class State(StrEnum):
    """What the file shows of an obligation."""

    KEPT = "kept"
    NOT_YET = "not_yet"
    TO_WATCH = "to_watch"
    CANNOT_TELL = "cannot_tell"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.KEPT: "tenue",
    State.NOT_YET: "pas encore due",
    State.TO_WATCH: "à regarder",
    State.CANNOT_TELL: "on ne peut pas le dire",
}


LABELS = {
    "TRAINING": "Suivre et terminer sa formation",
    "CONSOLIDATION": "Suivre son parcours de consolidation",
    "SUMMONS": "Répondre aux convocations et à l'enquête de l'agence",
    "ZONE": "S'installer dans une zone éligible",
    "DURATION": "Exercer pendant toute la durée due",
    "REGISTER": "Être inscrit à l'ordre, sans radiation ni interdiction",
}


class Register(StrEnum):
    """What the register of health professionals last said of a running place."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    ABSENT = "absent"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """What is known on the day ``on``; what has not happened is None.

    ``last_practice_on`` is the last day of the last declared period when none runs; ``alerts`` are those of the
    exchanges and of the survey.
    """

    on: date
    is_padhue: bool = False
    training_completed_on: date | None = None
    expected_end_on: date | None = None
    alerts: tuple[Alert, ...] = ()
    practises: bool = False
    out_of_zone: bool = False
    is_deferred: bool = False
    asks_for_a_place: bool = False
    last_practice_on: date | None = None
    practice_is_suspended: bool = False
    register: Register = Register.UNREAD


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation, what the file shows of it, and why in a sentence."""

    code: str
    label: str
    state: State
    sentence: str


def obligations(facts: ObligationFacts) -> tuple[Obligation, ...]:
    """Return the obligations in the order of the text; a consolidation path concerns foreign diplomas only."""
    said: dict[str, Said] = {"TRAINING": _training(facts)}
    if facts.is_padhue:
        said["CONSOLIDATION"] = _consolidation(facts)
    said |= {
        "SUMMONS": _summons(facts),
        "ZONE": _zone(facts),
        "DURATION": _duration(facts),
        "REGISTER": _register(facts),
    }
    return tuple(Obligation(code, LABELS[code], *answer) for code, answer in said.items())


Said = tuple[State, str]


def _training(facts: ObligationFacts) -> Said:
    if facts.training_completed_on is not None and facts.training_completed_on <= facts.on:
        return State.KEPT, f"Formation terminée le {day_text(facts.training_completed_on)}."
    if facts.expected_end_on is None:
        return State.CANNOT_TELL, "Formation en cours ; la fin prévue n'est pas au dossier."
    expected = day_text(facts.expected_end_on)
    if facts.on > facts.expected_end_on + TRAINING_GRACE:
        return (
            State.TO_WATCH,
            f"La fin prévue à la signature, le {expected}, est passée sans diplôme au dossier.",
        )
    return State.KEPT, f"Formation en cours, fin prévue à la signature le {expected}."


def _consolidation(facts: ObligationFacts) -> Said:
    if facts.training_completed_on is not None and facts.training_completed_on <= facts.on:
        return State.KEPT, f"Parcours terminé le {day_text(facts.training_completed_on)}."
    return State.CANNOT_TELL, "Parcours en cours : seule une attestation du lieu d'exercice le dit."


def _summons(facts: ObligationFacts) -> Said:
    if facts.alerts:
        return State.TO_WATCH, " ".join(alert.sentence for alert in facts.alerts)
    return State.KEPT, "Aucune absence, aucun retard."


def _zone(facts: ObligationFacts) -> Said:
    if facts.practises and facts.out_of_zone:
        return State.TO_WATCH, "Une période en cours est déclarée hors zone éligible."
    if facts.practises:
        return State.KEPT, "L'exercice en cours est en zone éligible."
    if facts.last_practice_on is not None:
        return State.KEPT, "L'installation a eu lieu ; la ligne suivante dit ce qui manque."
    return _settling(facts)


def _settling(facts: ObligationFacts) -> Said:
    """What is shown before any practice."""
    completed = facts.training_completed_on
    if completed is None or completed > facts.on:
        return State.NOT_YET, "L'obligation commence avec la fin de la formation."
    if facts.is_deferred:
        return State.NOT_YET, "Un report d'installation est accordé."
    if facts.asks_for_a_place:
        return State.NOT_YET, "Une demande d'installation est ouverte ou décidée."
    if facts.on > completed + SETTLING_GRACE:
        return State.TO_WATCH, f"Formation terminée le {day_text(completed)}, aucune installation demandée."
    return State.NOT_YET, "La formation vient de se terminer."


def _duration(facts: ObligationFacts) -> Said:
    if facts.practice_is_suspended:
        return State.NOT_YET, "L'exercice est suspendu par une décision : la durée ne court pas."
    if facts.practises:
        return State.KEPT, "L'exercice court."
    if facts.last_practice_on is not None:
        last = day_text(facts.last_practice_on)
        return (
            State.TO_WATCH,
            f"Le dernier exercice déclaré s'est terminé le {last}, et le contrat n'est pas accompli.",
        )
    return State.NOT_YET, "Aucun exercice n'a commencé."


def _register(facts: ObligationFacts) -> Said:
    if not facts.practises:
        return State.NOT_YET, "Se vérifie quand l'exercice a commencé."
    match facts.register:
        case Register.CONFIRMED:
            return State.KEPT, "Le répertoire des professionnels confirme le lieu d'exercice."
        case Register.CONTRADICTED:
            return State.TO_WATCH, "Le répertoire des professionnels dit un autre lieu."
        case Register.ABSENT:
            return State.TO_WATCH, "Absent du répertoire des professionnels : à vérifier auprès de l'ordre."
        case _:
            return State.CANNOT_TELL, "Le répertoire des professionnels n'a pas encore été comparé."


def to_watch(found: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
    """Return those that deserve a look."""
    return tuple(one for one in found if one.state is State.TO_WATCH)
