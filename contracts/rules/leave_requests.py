"""A request of the training years: what the rules find, and what it changes before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.calendar import whole_months
from cesp_portal.common.rules.findings import Finding
from cesp_portal.common.rules.french import day_text, months_text
from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import LeaveMotive, LeaveRequestStatus, Outcome, Population
from contracts.rules.commitment import minimum_months
from contracts.rules.leaves import DisponibiliteFacts, TrainingLeaveFacts, disponibilite, training_leave
from contracts.rules.paid_months import DayRange
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
    """The answer of the rules, and what would change, in sentences."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    consequences: tuple[str, ...]


def examine_leave(facts: LeaveFacts) -> LeaveExamination:
    """Examine a leave, and the disponibilité that it may be. Raises ``FactError`` on contradictory days."""
    leave = training_leave(
        TrainingLeaveFacts(facts.population, facts.motive, facts.start, facts.end, facts.has_evidence)
    )
    outcomes, findings = [leave.outcome], leave.findings
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
        findings = (*findings, *answer.findings)
    return LeaveExamination(_together(outcomes), findings, leave_consequences(facts.start, facts.end))


def _together(outcomes: list[Outcome]) -> Outcome:
    for outcome in (Outcome.REFUSED, Outcome.CANNOT_TELL, Outcome.MANUAL_REVIEW):
        if outcome in outcomes:
            return outcome
    return Outcome.ACCEPTED


def leave_consequences(start: date, end: date) -> tuple[str, ...]:
    """Say what a suspended leave changes: whole calendar months only."""
    months = len(whole_months(start, end))
    if not months:
        return ("Aucun mois civil entier n'est couvert : l'allocation et les mois dus ne changeraient pas.",)
    return (
        f"L'allocation s'arrête pendant {months_text(months)} de calendrier.",
        f"Vous devrez {months_text(months)} de moins, avec un minimum de {months_text(minimum_months(None))}.",
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
