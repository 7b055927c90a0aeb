"""A request of the training years: what the rules find, and what it changes before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.calendar import Month, add_months, whole_months
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line
from cesp_portal.common.rules.french import day_text, month_text, months_text
from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import LeaveMotive, LeaveRequestStatus, Outcome, Population
from contracts.rules.commitment import minimum_months
from contracts.rules.commitment_facts import DayRange
from contracts.rules.leaves import DisponibiliteFacts, TrainingLeaveFacts, disponibilite, training_leave
from contracts.rules.parameters import FINDINGS, PARAMETERS
from contracts.rules.third_cycle import ThirdCycleSuspension

LEAVE_REQUEST = Transitions(
    name="demande de suspension",
    initial=LeaveRequestStatus.SUBMITTED,
    table={
        (LeaveRequestStatus.SUBMITTED, "grant"): LeaveRequestStatus.GRANTED,
        (LeaveRequestStatus.SUBMITTED, "refuse"): LeaveRequestStatus.REFUSED,
        (LeaveRequestStatus.SUBMITTED, "withdraw"): LeaveRequestStatus.WITHDRAWN,
    },
    status_labels={status.value: status.label for status in LeaveRequestStatus},
    action_labels={
        "grant": "enregistrer l'accord",
        "refuse": "enregistrer le refus",
        "withdraw": "retirer la demande",
    },
)

# The ground of R. 6153-26 under which each disponibilité falls.
GROUNDS = {
    LeaveMotive.DISPONIBILITE_CONJOINT: 1,
    LeaveMotive.DISPONIBILITE_ENFANT: 1,
    LeaveMotive.DISPONIBILITE_ASCENDANT: 1,
    LeaveMotive.DISPONIBILITE_ETUDES: 2,
    LeaveMotive.DISPONIBILITE_FORMATION: 3,
    LeaveMotive.DISPONIBILITE_CONVENANCES: 4,
}


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """A leave as it is asked: days both included; ``earlier`` are those already had for the same ground."""

    motive: LeaveMotive
    start: date
    end: date
    requested_on: date
    population: Population
    has_evidence: bool
    phd: bool = False
    internship_started_on: date | None = None
    earlier: tuple[DayRange, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveExamination:
    """The answer of the rules, what would change, in sentences, and the rules that were read."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    consequences: tuple[str, ...]
    explain: tuple[Line, ...] = ()


def examine_leave(facts: LeaveFacts) -> LeaveExamination:
    """Examine a leave, and the disponibilité that it may be. Raises ``FactError`` on contradictory days."""
    leave = training_leave(
        TrainingLeaveFacts(facts.population, facts.motive, facts.start, facts.end, facts.has_evidence)
    )
    outcomes, findings, explain = [leave.outcome], leave.findings, leave.explain
    ground = GROUNDS.get(facts.motive)
    if ground is not None:
        answer = disponibilite(
            DisponibiliteFacts(
                ground=ground,
                phd=facts.phd,
                internship_started_on=facts.internship_started_on,
                start=facts.start,
                end=facts.end,
                requested_on=facts.requested_on,
                earlier=facts.earlier,
            )
        )
        outcomes.append(answer.outcome)
        findings, explain = (*findings, *answer.findings), (*explain, *answer.explain)
    return LeaveExamination(
        _together(outcomes), findings, leave_consequences(facts.start, facts.end), explain
    )


def last_day_to_ask(start: date) -> date:
    """Return the last day on which a disponibilité that starts that day is asked in time."""
    return add_months(start, -PARAMETERS["disponibilite_notice_months"].on(start, fact="from").integer)


@dataclass(frozen=True, slots=True)
class EarlyReturnFacts:
    """A suspension under way and the last suspended day wanted; days both included."""

    motive: LeaveMotive
    start: date
    planned_end: date
    wanted_end: date
    requested_on: date


def examine_early_return(facts: EarlyReturnFacts) -> LeaveExamination:
    """Examine a return before the planned end. Raises ``FactError`` on a day that the suspension does not hold.

    Only a disponibilité has a notice to keep: announced late, an agent looks, the rules refuse nothing.
    """
    if not facts.start <= facts.wanted_end < facts.planned_end:
        raise FactError(
            "last_day", "le dernier jour suspendu se choisit dans la suspension, avant sa fin prévue"
        )
    findings: tuple[Finding, ...] = ()
    notice = PARAMETERS["disponibilite_notice_months"].latest().integer
    if facts.motive in GROUNDS and facts.requested_on > add_months(facts.planned_end, -notice):
        findings = (FINDINGS.finding("EARLY_RETURN_NOTICE", requested_on=facts.requested_on),)
    outcome = Outcome.MANUAL_REVIEW if findings else Outcome.ACCEPTED
    return LeaveExamination(outcome, findings, _return_consequences(facts))


def _return_consequences(facts: EarlyReturnFacts) -> tuple[str, ...]:
    """Say which months are paid again: those that the suspension no longer holds whole."""
    paid_again = [
        month
        for month in whole_months(facts.start, facts.planned_end)
        if month not in whole_months(facts.start, facts.wanted_end)
    ]
    if not paid_again:
        return ("Aucun mois civil entier n'est rendu : l'allocation et les mois dus ne changeraient pas.",)
    return (
        f"L'allocation reprendrait {_named_months(paid_again)}, soit {months_text(len(paid_again))} de plus.",
        f"Vous devriez {months_text(len(paid_again))} d'exercice de plus que si la suspension va à son terme.",
    )


def _named_months(months: Sequence[int]) -> str:
    first, last = month_text(Month(months[0])), month_text(Month(months[-1]))
    return f"en {first}" if len(months) == 1 else f"de {first} à {last}"


def _together(outcomes: list[Outcome]) -> Outcome:
    for outcome in (Outcome.REFUSED, Outcome.CANNOT_TELL, Outcome.MANUAL_REVIEW):
        if outcome in outcomes:
            return outcome
    return Outcome.ACCEPTED


def leave_consequences(start: date, end: date) -> tuple[str, ...]:
    """Say what a suspended leave changes: whole calendar months only."""
    months = whole_months(start, end)
    if not months:
        return ("Aucun mois civil entier n'est couvert : l'allocation et les mois dus ne changeraient pas.",)
    counted = months_text(len(months))
    return (
        f"L'allocation s'arrêterait {_named_months(months)}, soit {counted} de calendrier.",
        f"Vous devriez {counted} d'exercice de moins, avec un minimum de {months_text(minimum_months(None))}.",
        f"Elle reprendrait en {month_text(Month(months[-1] + 1))}. Signalez sans attendre tout changement de durée.",
        "Sans demande, l'allocation continue et les mois s'ajoutent à ce que vous devez.",
    )


def third_cycle_consequences(answer: ThirdCycleSuspension) -> tuple[str, ...]:
    """Say what the suspension of the third cycle changes."""
    said = []
    if answer.last_day_to_request is not None:
        said.append(f"Dernier jour pour demander : {day_text(answer.last_day_to_request)}.")
    if answer.effective_on is not None:
        said.append(f"L'allocation s'arrête le {day_text(answer.effective_on)}, jusqu'à votre installation.")
        said.append("Vous devez toujours les mois déjà payés ; l'agence vous convoque chaque année.")
    return tuple(said)
