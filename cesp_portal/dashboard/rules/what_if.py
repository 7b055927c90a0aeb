"""Where a person stands, and what is supposed of the future."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from contracts.enums import Cause, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from installations.rules.statement import StatementFacts

FULL_TIME = Fraction(1)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a person stands: the facts of the statement, the region, and when training should end."""

    facts: StatementFacts
    region: str | None = None
    training_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The hypotheses, each of them alone or together; None where nothing is supposed."""

    leave: Leave | None = None
    third_cycle_requested_on: date | None = None
    deferral: DayRange | None = None
    suspension: DayRange | None = None
    replacement: DayRange | None = None
    replacement_in_project: bool | None = None
    practice_starts_on: date | None = None
    practice_share: Fraction = FULL_TIME
    place_is_eligible: bool | None = None
    ends_on: date | None = None
    cause: Cause = Cause.SIGNATAIRE


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say of one hypothesis; ``outcome`` is the label of their answer.

    ``counted``: the months of a replacement that count.
    """

    question: str
    outcome: str
    accepted: bool
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]
    counted: Fraction | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the rules conclude: nothing is left for an agent to look at."""
        return all(finding.verdict is not Verdict.CANNOT_TELL for finding in self.findings)


def completed(situation: Situation) -> StatementFacts:
    """Return the facts with the expected end of training in place of the diplomas that are missing."""
    contract, end = situation.facts.contract, situation.training_ends_on
    if end is None or training_end(contract) is not None:
        return situation.facts
    if contract.track is Track.PADHUE or contract.profession in (Profession.PHARMACIE, Profession.MAIEUTIQUE):
        return replace(situation.facts, contract=replace(contract, training_completed_on=end))
    if contract.profession is Profession.MEDECINE:
        dated = replace(contract, des_on=contract.des_on or end, de_on=contract.de_on or end)
        return replace(situation.facts, contract=dated)
    return replace(situation.facts, contract=replace(contract, de_on=end))


def training_end(contract: CommitmentFacts) -> date | None:
    """Return the day on which training is complete, None while a diploma is missing."""
    if contract.training_completed_on is not None:
        return contract.training_completed_on
    if contract.profession is Profession.MEDECINE and contract.track is not Track.PADHUE:
        both = (contract.des_on, contract.de_on)
        return max(day for day in both if day) if all(both) else None
    return contract.de_on
